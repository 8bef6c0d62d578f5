using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Planning;

/// <summary>Replaces attributes by ordinals of an operator's input.</summary>
internal sealed class Binder
{
    private readonly Dictionary<ExpressionId, int> _ordinals = [];

    public Binder(IEnumerable<AttributeReference> input)
    {
        int ordinal = 0;
        foreach (var attribute in input)
        {
            _ordinals.TryAdd(attribute.Id, ordinal++);
        }
    }

    public int Ordinal(AttributeReference attribute) => _ordinals.TryGetValue(attribute.Id, out int ordinal)
        ? ordinal
        : throw new System.Diagnostics.UnreachableException($"{attribute} is not among the inputs");

    public Expression Bind(Expression expression) => expression.TransformUp(node => node switch
    {
        AttributeReference attribute => new BoundReference(Ordinal(attribute), attribute.Type, attribute.Nullable),
        OuterReference or SubqueryExpression => throw new System.Diagnostics.UnreachableException($"{node} reached the planner"),
        _ => PhysicalForm.Of(node),
    });

    public ImmutableArray<Expression> Bind(IEnumerable<Expression> expressions) => [.. expressions.Select(Bind)];

    public FunctionCall Bind(FunctionCall call) => (FunctionCall)Bind((Expression)call);

    public ImmutableArray<SortOrder> Bind(IEnumerable<SortOrder> order) => [.. order.Select(item => (SortOrder)Bind((Expression)item))];
}
