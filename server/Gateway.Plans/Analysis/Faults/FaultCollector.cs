using System.Runtime.ExceptionServices;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Faults;

/// <summary>Keeps the fault that Spark would have thrown first: smallest round, then phase, then position.</summary>
/// <remarks>Faults that the check reports are not here: an expression that stays unresolved is their mark.</remarks>
internal sealed class FaultCollector
{
    private (int Round, FaultPhase Phase, int Position) _key;
    private QueryException? _first;
    private int _position;

    /// <summary>Notes a fault found by a rule.</summary>
    public void Throw(int round, FaultPhase phase, QueryException fault)
    {
        var key = (phase == FaultPhase.Calls ? 1 : round, phase, _position++);
        if (_first is null || key.CompareTo(_key) < 0)
        {
            _key = key;
            _first = fault;
        }
    }

    public bool Any => _first is not null;

    /// <summary>Raises the first fault, if there is any.</summary>
    public void Raise()
    {
        if (_first is not null)
        {
            ExceptionDispatchInfo.Throw(_first);
        }
    }
}
