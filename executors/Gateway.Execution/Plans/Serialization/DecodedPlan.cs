using Gateway.Compute.Evaluation;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>A plan that was read from bytes. It owns the rows that came with it.</summary>
public sealed class DecodedPlan : IDisposable
{
    private readonly List<IDisposable> _owned;

    internal DecodedPlan(PhysicalPlan plan, QuerySettings settings, List<IDisposable> owned)
    {
        Plan = plan;
        Settings = settings;
        _owned = owned;
    }

    public PhysicalPlan Plan { get; }

    /// <summary>Gets the settings that the plan was made for.</summary>
    public QuerySettings Settings { get; }

    /// <summary>Returns the memory of the plan's rows; no query over the plan is running any more.</summary>
    public void Dispose()
    {
        _owned.ForEach(static owned => owned.Dispose());
        _owned.Clear();
    }
}
