using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves UNPIVOT: every value group becomes a row of ids, name and values.</summary>
internal sealed class UnpivotResolver : OperatorResolver<Unpivot>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(Unpivot node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var scope = resolution.ScopeOf(node);
        var ids = node.Ids is { } written ? Items(written, scope, resolution) : (ImmutableArray<Expression>?)null;
        var groups = node.Values is { } values ? [.. values.Select(group => Items(group, scope, resolution))] : (ImmutableArray<ImmutableArray<Expression>>?)null;
        if (ids?.All(static id => id.Resolved) == false || groups?.All(static group => group.All(static value => value.Resolved)) == false)
        {
            return node with { Ids = ids, Values = groups };
        }
        RequireAttributes(groups?.SelectMany(static group => group) ?? [], "value", "id", ids is null);
        RequireAttributes(ids ?? [], "id", "value", groups is null);
        if (groups is null)
        {
            var own = ids!.Value.Cast<NamedExpression>().Select(static id => id.Id).ToHashSet();
            groups = [.. node.Input.Output.Where(attribute => !own.Contains(attribute.Id)).Select(static attribute => ImmutableArray.Create<Expression>(attribute))];
        }
        if (ids is null)
        {
            var used = groups.Value.SelectMany(static group => group).Cast<NamedExpression>().Select(static value => value.Id).ToHashSet();
            ids = [.. node.Input.Output.Where(attribute => !used.Contains(attribute.Id))];
        }
        return groups.Value.IsEmpty ? throw new QueryException("UNPIVOT_REQUIRES_VALUE_COLUMNS") : Build(node, ids.Value, groups.Value, resolution);
    }

    private static ImmutableArray<Expression> Items(ImmutableArray<Expression> written, Names.Scope scope, Resolution resolution)
    {
        var resolver = resolution.Expressions(scope);
        return [.. written.SelectMany(item => item is UnresolvedStar star ? StarExpansion.Expand(star, scope, resolution.Context) : [resolver.ResolveItem(item)])];
    }

    /// <summary>Without the other list, columns that are left over can only be told apart from plain columns.</summary>
    private static void RequireAttributes(IEnumerable<Expression> columns, string given, string empty, bool otherIsMissing)
    {
        var wrong = columns.Where(static column => column is not AttributeReference).ToList();
        if (otherIsMissing && wrong.Count > 0)
        {
            throw new QueryException("UNPIVOT_REQUIRES_ATTRIBUTES", ("given", given), ("empty", empty), ("expressions", string.Join(", ", wrong.Select(static column => Quote.Expr(column.PrettyText)))));
        }
    }

    private static LogicalPlan Build(Unpivot node, ImmutableArray<Expression> ids, ImmutableArray<ImmutableArray<Expression>> groups, Resolution resolution)
    {
        int width = node.ValueNames.Length;
        if (groups.Any(group => group.Length != width))
        {
            throw new QueryException("UNPIVOT_VALUE_SIZE_MISMATCH", ("names", width.ToString(CultureInfo.InvariantCulture)));
        }
        var calls = new CallMaker(resolution);
        var types = new DataType[width];
        for (int i = 0; i < width; i++)
        {
            types[i] = CommonType(groups, i, resolution.Context);
        }
        var idColumns = ids.Select(static id => id as NamedExpression ?? (NamedExpression)ItemNaming.Name(id)).ToImmutableArray();
        var rows = groups.Select((group, g) => (ImmutableArray<Expression>)
        [
            .. idColumns.Select(Contents.Value),
            Literal.Of(NameOf(node, group, g)),
            .. group.Select((value, i) => calls.Cast(Contents.Value(value), types[i])),
        ]);
        ImmutableArray<AttributeReference> output =
        [
            .. idColumns.Select(static id => id.ToAttribute().NewInstance()),
            new AttributeReference(node.VariableName, StringType.Instance, false),
            .. node.ValueNames.Select((name, i) => new AttributeReference(name, types[i], groups.Any(group => group[i].Nullable))),
        ];
        LogicalPlan expand = new Expand(node.Input, [.. rows], output) { Origin = node.Origin };
        if (node.IncludeNulls)
        {
            return expand;
        }
        var index = new Names.AttributeIndex(output, resolution.Context);
        var present = output[^width..].Select(value => calls.Call("isnotnull", index.Find([value.Name], node.Origin)!)).Aggregate((left, right) => calls.Call("or", left, right));
        return new Filter(expand, present) { Origin = node.Origin };
    }

    private static DataType CommonType(ImmutableArray<ImmutableArray<Expression>> groups, int position, AnalyzerContext context)
    {
        DataType? common = groups[0][position].Type;
        foreach (var group in groups)
        {
            common = common is null ? null : CommonTypes.WidestWithoutStrings(common, group[position].Type, context);
        }
        return common ?? throw new QueryException("UNPIVOT_VALUE_DATA_TYPE_MISMATCH", ("types", string.Join(", ", groups.SelectMany(static group => group)
            .GroupBy(static value => value.Type).Select(static same => Quote.Type(same.Key) + " (" + string.Join(", ", same.Select(static value => Quote.Id(((NamedExpression)value).OutputName))) + ")").Order(StringComparer.Ordinal))));
    }

    private static string NameOf(Unpivot node, ImmutableArray<Expression> group, int position) =>
        position < node.ValueAliases.Length && node.ValueAliases[position] is { } alias ? alias : string.Join('_', group.Select(static value => value is NamedExpression named ? named.OutputName : value.PrettyText));
}
