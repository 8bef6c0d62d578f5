using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Adds or replaces columns by name; replaced ones keep their place.</summary>
internal sealed class WithColumnsResolver : OperatorResolver<WithColumns>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(WithColumns node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var comparer = resolution.Context.NameComparer;
        FrameNames.RefuseDuplicates(node.Aliases.Select(static alias => ((Alias)alias).Name), resolution.Context);
        var replaced = new HashSet<string>(comparer);
        var items = ImmutableArray.CreateBuilder<Expression>();
        foreach (var attribute in node.Input.Output)
        {
            var alias = node.Aliases.Cast<Alias>().FirstOrDefault(alias => comparer.Equals(alias.Name, attribute.Name));
            if (alias is null)
            {
                items.Add(attribute);
            }
            else
            {
                items.Add(replaced.Add(alias.Name) ? alias : alias with { Id = ExpressionId.Next() });
            }
        }
        items.AddRange(node.Aliases.Where(alias => !replaced.Contains(((Alias)alias).Name)));
        return resolution.Resolve(new Project(node.Input, items.ToImmutable()) { Origin = node.Origin });
    }
}

/// <summary>Renames columns in order; unknown names are ignored.</summary>
internal sealed class RenameColumnsResolver : OperatorResolver<WithColumnsRenamed>
{
    protected override LogicalPlan Resolve(WithColumnsRenamed node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var comparer = resolution.Context.NameComparer;
        var output = node.Input.Output;
        var names = output.Select(static attribute => attribute.Name).ToArray();
        foreach (var (from, to) in node.Renames)
        {
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = comparer.Equals(names[i], from) ? to : names[i];
            }
        }
        return new Project(node.Input, [.. output.Select((attribute, i) => names[i] == attribute.Name ? attribute : (Expression)new Alias(attribute, names[i]))]);
    }
}

/// <summary>Drops columns by expression or name.</summary>
internal sealed class DropColumnsResolver : OperatorResolver<DropColumns>
{
    protected override LogicalPlan Resolve(DropColumns node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var scope = ScopeFactory.Over(node.Input.Output, node.Input.HiddenOutput, resolution) with { Inputs = [node.Input] };
        var resolver = resolution.Expressions(scope);
        var dropped = node.Columns.Select(resolver.Resolve).ToImmutableArray();
        if (dropped.Any(static column => column is UnresolvedAttribute { PlanId: not null }))
        {
            return node with { Columns = dropped };
        }
        var comparer = resolution.Context.NameComparer;
        var kept = node.Input.Output.Where(attribute => !dropped.Any(attribute.SemanticEquals) && !node.Names.Contains(attribute.Name, comparer));
        return new Project(node.Input, [.. kept]) { Hidden = node.Input.HiddenOutput };
    }
}

/// <summary>Renames all columns by position.</summary>
internal sealed class ToDataFrameResolver : OperatorResolver<ToDataFrame>
{
    protected override LogicalPlan Resolve(ToDataFrame node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var output = node.Input.Output;
        if (output.Length != node.Names.Length)
        {
            throw new QueryException("ASSIGNMENT_ARITY_MISMATCH",
                ("numExpr", node.Names.Length.ToString(CultureInfo.InvariantCulture)), ("numTarget", output.Length.ToString(CultureInfo.InvariantCulture)));
        }
        return new Project(node.Input, [.. output.Select((attribute, i) => new Alias(attribute, node.Names[i]))]);
    }
}

/// <summary>Checks the column names that DataFrame methods take.</summary>
internal static class FrameNames
{
    private const int MaximumProposals = 5;

    public static void RefuseDuplicates(IEnumerable<string> names, AnalyzerContext context)
    {
        var seen = new HashSet<string>(context.NameComparer);
        foreach (string name in names)
        {
            if (!seen.Add(name))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id(context.CaseSensitive ? name : name.ToLowerInvariant())));
            }
        }
    }

    /// <summary>Finds columns by name; no names mean all columns.</summary>
    public static ImmutableArray<AttributeReference> Find(ImmutableArray<string> names, LogicalPlan input, AnalyzerContext context, Origin origin = default)
    {
        if (names.IsEmpty)
        {
            return input.Output;
        }
        var index = new AttributeIndex(input.Output, context);
        return [.. names.Select(name => TryFind(name, index, context, origin) ?? throw UnresolvedColumns.Error([name], origin, index.Attributes))];
    }

    /// <summary>Finds columns as the methods of <c>df.na</c> do, whose errors list the columns in their order.</summary>
    public static ImmutableArray<AttributeReference> FindInOrder(ImmutableArray<string> names, LogicalPlan input, AnalyzerContext context)
    {
        if (names.IsEmpty)
        {
            return input.Output;
        }
        var index = new AttributeIndex(input.Output, context);
        return [.. names.Select(name => TryFind(name, index, context, Origin.None) ?? throw new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION",
            ("objectName", Quote.Id(name)), ("proposal", string.Join(", ", input.Output.Take(MaximumProposals).Select(static column => Quote.Id(column.Name))))))];
    }

    public static AttributeReference Find(string name, LogicalPlan input, AnalyzerContext context, Origin origin = default) => Find([name], input, context, origin)[0];

    private static AttributeReference? TryFind(string name, AttributeIndex index, AnalyzerContext context, Origin origin)
    {
        if (index.Attributes.FirstOrDefault(attribute => context.NameComparer.Equals(attribute.Name, name)) is { } exact)
        {
            index.Find([name], origin);
            return exact;
        }
        return index.Find(Expressions.IdentifierArgument.Parse(name), origin) as AttributeReference;
    }
}
