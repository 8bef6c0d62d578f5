using Gateway.Execution.Plans;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Planning;

/// <summary>Plans the definitions of WITH once and hands them to every reference.</summary>
internal sealed class SharedPlans
{
    private readonly Dictionary<long, PhysicalPlan> _plans = [];

    /// <param name="enoughRows">How many rows of a recursive definition the query takes; null for all.</param>
    public void Define(CteNode definition, long? enoughRows, PhysicalPlanner planner) =>
        _plans[definition.Id] = definition.Recursive ? Recursive(definition, enoughRows, planner) : new SharedBufferNode(planner.Plan(definition.Plan), (int)definition.Id);

    public PhysicalPlan Read(CteReference reference) => reference.IsRecursive
        ? new IterationInputNode((int)reference.Id, reference.Schema)
        : _plans[reference.Id];

    /// <summary>A recursive definition is (projections over) a union of anchor and step.</summary>
    private static SharedBufferNode Recursive(CteNode definition, long? enoughRows, PhysicalPlanner planner)
    {
        var plan = definition.Plan;
        while (plan is UnaryPlan unary)
        {
            plan = unary.Input;
        }
        var union = plan as SetOperation ?? throw new System.Diagnostics.UnreachableException("a recursive definition is a union");
        var anchor = planner.Plan(union.Left);
        var step = planner.Plan(union.Right);
        int id = (int)definition.Id;
        return new SharedBufferNode(new IterationNode(anchor, step, id, definition.Plan.Schema, definition.MaxLevels ?? planner.Settings.RecursionLevelLimit, planner.Settings.RecursionRowLimit, enoughRows), id);
    }
}
