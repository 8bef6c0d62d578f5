using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves <c>|&gt; AGGREGATE</c> into an aggregate whose outputs are the keys, then the aggregates.</summary>
internal sealed class PipeAggregateResolver : OperatorResolver<PipeAggregate>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(PipeAggregate node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        if (node.Groupings.Any(static key => key is Literal { LiteralType: IntegerType } or Alias { Child: Literal { LiteralType: IntegerType } }) && node.Aggregates.Any(static item => item.Any(static part => part is UnresolvedStar)))
        {
            throw new QueryException("STAR_GROUP_BY_POS");
        }
        var keys = node.Groupings.Select(key => Key(key, node.Input.Output)).ToImmutableArray();
        var values = keys.Select(static key => key switch { Alias alias => alias.Child, UnresolvedAlias unnamed => unnamed.Child, _ => key });
        // An item without an aggregate is blamed on the first name of all items.
        var blamed = keys.Concat(node.Aggregates).SelectMany(static item => item.SelfAndDescendants()).OfType<UnresolvedAttribute>().Select(static name => name.Origin).FirstOrDefault(static origin => origin.IsKnown);
        var items = node.Aggregates.Select(item => item.TransformUp(part => part is PipeExpression { IsAggregate: true } pipe && blamed.IsKnown ? pipe with { Origin = blamed } : part));
        return resolution.Resolve(new Aggregate(node.Input, [.. values], [.. keys, .. items]) { Origin = node.Origin });
    }

    private static Expression Key(Expression key, ImmutableArray<AttributeReference> input)
    {
        var value = key is Alias alias ? alias.Child : key;
        if (value is Literal { LiteralType: IntegerType, Value: int ordinal })
        {
            if (ordinal < 1 || ordinal > input.Length)
            {
                throw new QueryException("GROUP_BY_POS_OUT_OF_RANGE", value.Origin, ("index", ordinal.ToString(CultureInfo.InvariantCulture)), ("size", input.Length.ToString(CultureInfo.InvariantCulture)));
            }
            return key is Alias named ? named with { Child = input[ordinal - 1] } : input[ordinal - 1];
        }
        return key is NamedExpression or UnresolvedAlias ? key : new UnresolvedAlias(key) { Origin = key.Origin };
    }
}

/// <summary>Resolves <c>|&gt; SET</c>: one column takes a new value in its place and loses its qualifier.</summary>
internal sealed class PipeSetResolver : OperatorResolver<PipeSet>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(PipeSet node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var comparer = resolution.Context.NameComparer;
        var output = node.Input.Output;
        var replaced = output.Where(attribute => comparer.Equals(attribute.Name, node.Name)).ToList();
        if (replaced.Count == 0)
        {
            throw Names.UnresolvedColumns.ErrorInOrder([node.Name], node.Origin, output);
        }
        if (replaced.Count > 1)
        {
            new Names.AttributeIndex(output, resolution.Context).Find([node.Name], node.Origin);
        }
        var items = output.Select(attribute => attribute.Id == replaced[0].Id ? new Alias(node.Value, node.Name) { Origin = node.Origin } : (Expression)attribute);
        return resolution.Resolve(new Project(node.Input, [.. items]) { Origin = node.Origin });
    }
}
