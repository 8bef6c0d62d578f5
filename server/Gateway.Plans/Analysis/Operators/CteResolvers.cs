using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Keeps the resolved WITH definitions of one analysis by id.</summary>
internal sealed class SharedDefinitions
{
    private readonly Dictionary<long, ImmutableArray<AttributeReference>> _outputs = [];

    public void Set(long id, ImmutableArray<AttributeReference> output) => _outputs[id] = output;

    public ImmutableArray<AttributeReference>? Find(long id) => _outputs.TryGetValue(id, out var output) ? output : null;
}

/// <summary>Resolves WITH definitions in order, then the query over them.</summary>
internal sealed class WithCteResolver : OperatorResolver<WithCte>
{
    public override bool ResolvesInputsFirst => false;

    protected override LogicalPlan Resolve(WithCte node, Resolution resolution)
    {
        var definitions = ImmutableArray.CreateBuilder<CteNode>();
        foreach (var definition in node.Definitions)
        {
            var plan = definition.Recursive ? RecursiveCte.Resolve(definition, resolution) : resolution.Resolve(definition.Plan);
            if (plan.Resolved)
            {
                resolution.Definitions.Set(definition.Id, plan.Output);
            }
            definitions.Add(definition with { Plan = plan });
        }
        return node with { Definitions = definitions.ToImmutable(), Input = resolution.Resolve(node.Input) };
    }
}

/// <summary>Gives each reference to a WITH definition columns of its own.</summary>
internal sealed class CteReferenceResolver : OperatorResolver<CteReference>
{
    protected override LogicalPlan Resolve(CteReference node, Resolution resolution) => resolution.Definitions.Find(node.Id) is { } output
        ? node with { Attributes = [.. output.Select(static attribute => attribute.NewInstance() with { Qualifier = [] })] }
        : node;
}

/// <summary>Resolves a recursive definition: the anchor fixes the columns that the step reads.</summary>
internal static class RecursiveCte
{
    public static LogicalPlan Resolve(CteNode definition, Resolution resolution) => Resolve(definition.Plan, definition.Id, resolution);

    private static LogicalPlan Resolve(LogicalPlan plan, long id, Resolution resolution)
    {
        switch (plan)
        {
            case UnresolvedColumnAliases aliases:
                var (union, names) = (aliases.Input, aliases.Names);
                return resolution.Resolve(aliases with { Input = Union(union, id, names, resolution) });
            case SubqueryAlias alias:
                return alias with { Input = Resolve(alias.Input, id, resolution) };
            default:
                return Union(plan, id, [], resolution);
        }
    }

    private static IEnumerable<CteReference> References(LogicalPlan plan, long id) =>
        plan is CteReference reference && reference.Id == id ? [reference] : plan.Children.SelectMany(child => References(child, id));

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static LogicalPlan Union(LogicalPlan plan, long id, ImmutableArray<string> names, Resolution resolution)
    {
        if (plan is SubqueryAlias alias)
        {
            return alias with { Input = Union(alias.Input, id, names, resolution) };
        }
        if (plan is not SetOperation { Kind: SetOperationKind.Union } union)
        {
            return resolution.Resolve(plan);
        }
        var anchor = resolution.Resolve(union.Left);
        if (!anchor.Resolved)
        {
            return union with { Left = anchor };
        }
        if (!names.IsDefaultOrEmpty && names.Length != anchor.Output.Length && References(union.Right, id).FirstOrDefault() is { } reference)
        {
            resolution.Throw(Faults.FaultPhase.Names, new QueryException("ASSIGNMENT_ARITY_MISMATCH", reference.Origin, ("numExpr", Text(names.Length)), ("numTarget", Text(anchor.Output.Length))));
            return union with { Left = anchor };
        }
        var columns = anchor.Output.Select((attribute, i) => i < names.Length && names.Length == anchor.Output.Length ? attribute with { Name = names[i] } : attribute);
        resolution.Definitions.Set(id, [.. columns.Select(static attribute => attribute with { IsNullable = true })]);
        var step = resolution.Resolve(union.Right);
        if (step.Resolved && step.Output.Length == anchor.Output.Length)
        {
            foreach (var (left, right) in anchor.Output.Zip(step.Output))
            {
                if (!TypeMerging.Same(left.Type, right.Type) && right.Type is not Core.Types.NullType)
                {
                    throw new QueryException(QueryException.Create("CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE", Origin.None, "SparkException", ("left", Quote.Type(left.Type)), ("right", Quote.Type(right.Type))));
                }
            }
        }
        return resolution.Resolve(union with { Left = anchor, Right = step });
    }
}
