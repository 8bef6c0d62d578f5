namespace Gateway.Plans.Analysis.Faults;

/// <summary>Orders the faults that rules find by themselves: within a round the smaller phase is reported.</summary>
public enum FaultPhase
{
    /// <summary>A relation name of an impossible shape, an unreadable source.</summary>
    CatalogShape,
    /// <summary>Ambiguous names, wrong field access.</summary>
    Names,
    /// <summary>Argument counts, named arguments, modifiers. Does not wait for the operators below.</summary>
    Calls,
    /// <summary>Ordinals, lateral aliases, generator placement, frames, USING columns.</summary>
    Clauses,
}
