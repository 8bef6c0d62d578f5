using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Computes one window expression over a chunk. Belongs to one worker; its column is valid until the next call.</summary>
internal abstract class WindowFunction
{
    public abstract Column Compute(WindowChunk chunk);

    /// <summary>Gets where a partition may be cut into chunks that are computed one after another.</summary>
    public virtual PartitionCuts Cuts => PartitionCuts.Nowhere;

    /// <summary>Gets what it takes to compute chunks of a stored partition, of which all rows are known; null when only the whole partition will do.</summary>
    public virtual PartitionNeeds? Needs => Cuts == PartitionCuts.Nowhere ? null : new PartitionNeeds { WholePeers = Cuts == PartitionCuts.BetweenPeers };

    /// <summary>Takes note of the next chunk of a stored partition, before any of them is computed. Called where <see cref="PartitionNeeds.Observes"/>.</summary>
    public virtual void Observe(WindowChunk chunk) { }

    public static WindowFunction Bind(WindowExpression window, ImmutableArray<SortOrder> order, WorkerContext worker)
    {
        var frame = FrameBounds.Bind(window.Spec.Frame!, order, worker);
        var function = window.Function is Replaceable replaceable ? replaceable.Replacement : window.Function;
        switch (function)
        {
            case FunctionCall { Function.Window: { } kind } call:
                return kind switch
                {
                    WindowFunctionKind.Lag or WindowFunctionKind.Lead => new ShiftFunction(call, kind == WindowFunctionKind.Lead, window.IgnoreNulls, worker),
                    WindowFunctionKind.NthValue => new NthValueFunction(call.Arguments[0], Nth(call, worker), fromEnd: false, window.IgnoreNulls, frame, worker),
                    WindowFunctionKind.CounterDiff => CounterDifference.Bind(call, worker),
                    _ => new RankFunction(kind, call, worker),
                };
            case AggregateExpression { Function: { Function.Name: "first" or "first_value" or "last" or "last_value" or "any_value" } call, Filter: null }:
                bool ignoresNulls = window.IgnoreNulls || (call.Arguments.Length > 1 && ConstantFolding.Evaluate(call.Arguments[1], worker.Query.Settings).Value is true);
                return new NthValueFunction(call.Arguments[0], 1, call.Function.Name.StartsWith("last", StringComparison.Ordinal), ignoresNulls, frame, worker);
            case AggregateExpression aggregate:
                return new AggregateWindowFunction(aggregate, frame, worker);
            default:
                throw new System.Diagnostics.UnreachableException($"{function} is no window function");
        }
    }

    private static long Nth(FunctionCall call, WorkerContext worker) =>
        Convert.ToInt64(ConstantFolding.Evaluate(call.Arguments[1], worker.Query.Settings).Value, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where a window function allows a partition to be cut.</summary>
internal enum PartitionCuts
{
    /// <summary>A row's value depends on later rows, or on rows far back.</summary>
    Nowhere,
    BetweenPeers,
    Anywhere,
}
