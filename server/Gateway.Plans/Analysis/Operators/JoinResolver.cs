using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves joins: fresh ids where both sides share some, USING and NATURAL keys, then the condition.</summary>
internal sealed class JoinResolver : OperatorResolver<Join>
{
    protected override LogicalPlan Resolve(Join node, Resolution resolution)
    {
        if (!node.Left.Resolved || !node.Right.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var join = WithDistinctIds(node);
        if (join.Natural || !join.Using.IsEmpty)
        {
            return UsingJoin.Resolve(join, resolution);
        }
        if (join.Condition is null)
        {
            return join;
        }
        var resolved = (Join)join.MapExpressions(resolution.Expressions(resolution.ScopeOf(join) with { ExpandsStars = false }).Resolve);
        return HiddenColumns.Expose(resolved);
    }

    public static Join WithDistinctIds(Join join)
    {
        var left = join.Left.Output.Concat(join.Left.HiddenOutput).Select(static attribute => attribute.Id).ToHashSet();
        if (!join.Right.Output.Concat(join.Right.HiddenOutput).Any(attribute => left.Contains(attribute.Id)))
        {
            return join;
        }
        var right = FreshIds.Renew(join.Right, out var renamed);
        return join with { Right = right, Condition = join.Condition is { Resolved: true } condition ? FreshIds.Replace(condition, renamed) : join.Condition };
    }
}

/// <summary>Turns USING and NATURAL into a condition and a projection that shows every key once.</summary>
internal static class UsingJoin
{
    private const string HiddenKey = "__metadata_col";

    public static LogicalPlan Resolve(Join join, Resolution resolution)
    {
        var pairs = Pairs(join, join.Natural ? CommonNames(join, resolution.Context) : join.Using, resolution.Context);
        Expression? condition = null;
        foreach (var (left, right) in pairs)
        {
            var equals = resolution.Expressions(Names.Scope.Empty).Resolve(new UnresolvedFunction("=", left, right) { Origin = join.Origin });
            condition = condition is null ? equals : resolution.Expressions(Names.Scope.Empty).Resolve(new UnresolvedFunction("and", condition, equals) { Origin = join.Origin });
        }
        var kind = join.Kind == JoinKind.Cross && condition is not null ? JoinKind.Inner : join.Kind;
        var plain = join with { Using = [], Natural = false, Condition = condition, Kind = kind };
        if (!plain.Resolved)
        {
            return plain;
        }
        return Shape(plain, plain, pairs, resolution);
    }

    /// <summary>Finds the keys of both sides by name.</summary>
    public static List<(AttributeReference Left, AttributeReference Right)> Pairs(Join join, ImmutableArray<string> names, AnalyzerContext context) =>
        [.. names.Select(name => (Key(join.Left, name, "left", join, context), Key(join.Right, name, "right", join, context)))];

    /// <summary>Projects the output of a join on keys.</summary>
    /// <param name="input">The join, or a plan over it that outputs the same columns.</param>
    public static Project Shape(LogicalPlan input, Join join, List<(AttributeReference Left, AttributeReference Right)> pairs, Resolution resolution)
    {
        var leftKeys = pairs.ConvertAll(static pair => pair.Left);
        var rightKeys = pairs.ConvertAll(static pair => pair.Right);
        var left = join.Left.Output.Where(attribute => leftKeys.TrueForAll(key => key.Id != attribute.Id)).ToList();
        var right = join.Right.Output.Where(attribute => rightKeys.TrueForAll(key => key.Id != attribute.Id)).Select(attribute => Nullable(attribute, join.Kind is JoinKind.LeftOuter or JoinKind.FullOuter)).ToList();
        left = left.ConvertAll(attribute => Nullable(attribute, join.Kind is JoinKind.RightOuter or JoinKind.FullOuter));
        var items = ImmutableArray.CreateBuilder<Expression>();
        var hidden = ImmutableArray.CreateBuilder<AttributeReference>();
        switch (join.Kind)
        {
            case JoinKind.LeftOuter:
                items.AddRange(leftKeys);
                hidden.AddRange(rightKeys.Select(static key => Hide(Nullable(key, true))));
                break;
            case JoinKind.RightOuter:
                items.AddRange(rightKeys);
                hidden.AddRange(leftKeys.Select(static key => Hide(Nullable(key, true))));
                break;
            case JoinKind.FullOuter:
                foreach (var (leftKey, rightKey) in pairs)
                {
                    var value = resolution.Expressions(Names.Scope.Empty).Resolve(new UnresolvedFunction("coalesce", Nullable(leftKey, true), Nullable(rightKey, true)));
                    items.Add(new Alias(value, leftKey.Name));
                }
                hidden.AddRange(leftKeys.Concat(rightKeys).Select(static key => Hide(Nullable(key, true))));
                break;
            case JoinKind.Inner or JoinKind.Cross:
                items.AddRange(leftKeys);
                hidden.AddRange(rightKeys.Select(Hide));
                break;
            case JoinKind.LeftSemi or JoinKind.LeftAnti:
                items.AddRange(leftKeys);
                items.AddRange(left);
                return new Project(input, items.ToImmutable()) { Hidden = join.HiddenOutput };
        }
        items.AddRange(left);
        items.AddRange(right);
        hidden.AddRange(join.HiddenOutput);
        return new Project(input, items.ToImmutable()) { Hidden = hidden.ToImmutable() };
    }

    private static AttributeReference Nullable(AttributeReference attribute, bool nullable) => nullable && !attribute.IsNullable ? attribute with { IsNullable = true } : attribute;

    private static AttributeReference Hide(AttributeReference key) => key with { Metadata = key.Metadata.With(HiddenKey, key.Name), Tags = key.Tags | ExpressionTags.HiddenOutput };

    private static ImmutableArray<string> CommonNames(Join join, AnalyzerContext context) =>
        [.. join.Left.Output.Select(static attribute => attribute.Name).Distinct(context.NameComparer).Where(name => join.Right.Output.Any(other => context.NameComparer.Equals(other.Name, name)))];

    private static AttributeReference Key(LogicalPlan side, string name, string sideName, Join join, AnalyzerContext context)
    {
        var found = side.Output.Where(attribute => context.NameComparer.Equals(attribute.Name, name)).ToList();
        if (found.Count == 0)
        {
            var suggestion = side.Output.Select(static attribute => Quote.Id(attribute.Name)).Order(StringComparer.Ordinal);
            throw new QueryException("UNRESOLVED_USING_COLUMN_FOR_JOIN", ("colName", Quote.Id(name)), ("side", sideName), ("suggestion", string.Join(", ", suggestion)));
        }
        return found[0];
    }
}
