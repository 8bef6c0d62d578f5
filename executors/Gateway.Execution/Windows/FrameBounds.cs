using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Turns a frame into the first row and the row behind the last, for every row of a chunk. Belongs to one worker.</summary>
internal sealed unsafe class FrameBounds
{
    private readonly WindowFrame _frame;
    private readonly long _lowerDistance;
    private readonly long _upperDistance;
    private readonly RangeSearch? _lowerSearch;
    private readonly RangeSearch? _upperSearch;
    private readonly SelectionBuffer _lower;
    private readonly SelectionBuffer _upper;

    private FrameBounds(WindowFrame frame, ImmutableArray<SortOrder> order, WorkerContext worker)
    {
        _frame = frame;
        _lower = new SelectionBuffer(worker.Evaluation);
        _upper = new SelectionBuffer(worker.Evaluation);
        if (frame.Kind == FrameKind.Rows)
        {
            _lowerDistance = Distance(frame.Lower, worker);
            _upperDistance = Distance(frame.Upper, worker);
        }
        else
        {
            _lowerSearch = frame.Lower.Offset is { } lower ? new RangeSearch(order[0], lower, worker) : null;
            _upperSearch = frame.Upper.Offset is { } upper ? new RangeSearch(order[0], upper, worker) : null;
        }
    }

    /// <summary>Gets the first row of each row's frame.</summary>
    public int* Lower => _lower.Rows;

    /// <summary>Gets the row behind the last of each row's frame; not above <see cref="Lower"/> when the frame is empty.</summary>
    public int* Upper => _upper.Rows;

    public bool IsWhole => _frame is { Lower.Kind: FrameBoundKind.UnboundedPreceding, Upper.Kind: FrameBoundKind.UnboundedFollowing };

    /// <summary>Gets whether every frame begins where its partition does, so that frames only grow.</summary>
    public bool Grows => _frame.Lower.Kind == FrameBoundKind.UnboundedPreceding;

    /// <summary>Gets where a partition may be cut so that every frame grows from one part to the next.</summary>
    public PartitionCuts Cuts => !Grows || _frame.Upper.Kind != FrameBoundKind.CurrentRow ? PartitionCuts.Nowhere
        : _frame.Kind == FrameKind.Range ? PartitionCuts.BetweenPeers : PartitionCuts.Anywhere;

    /// <summary>Gets whether every frame is of rows at fixed distances.</summary>
    public bool IsBounded => _frame.Kind == FrameKind.Rows && IsNear(_frame.Lower) && IsNear(_frame.Upper);

    /// <summary>Gets the needs of functions over bounded frames.</summary>
    public PartitionNeeds BoundedNeeds => new()
    {
        Before = Math.Max(0, -Math.Min(_lowerDistance, _upperDistance)),
        After = Math.Max(0, Math.Max(_lowerDistance, _upperDistance)),
    };

    public static FrameBounds Bind(WindowFrame frame, ImmutableArray<SortOrder> order, WorkerContext worker) => new(frame, order, worker);

    public void Compute(WindowChunk chunk)
    {
        int count = chunk.Count;
        _lower.Reserve(count);
        _upper.Reserve(count);
        Bound(chunk, _frame.Lower, _lowerDistance, _lowerSearch, isUpper: false, _lower.Rows);
        Bound(chunk, _frame.Upper, _upperDistance, _upperSearch, isUpper: true, _upper.Rows);
        for (int row = 0; row < count; row++)
        {
            _upper.Rows[row] = Math.Max(_upper.Rows[row], _lower.Rows[row]);
        }
    }

    private void Bound(WindowChunk chunk, FrameBound bound, long distance, RangeSearch? search, bool isUpper, int* target)
    {
        int behind = isUpper ? 1 : 0;
        switch (bound.Kind)
        {
            case FrameBoundKind.UnboundedPreceding:
                Copy(chunk.PartitionStart, chunk.Count, target);
                break;
            case FrameBoundKind.UnboundedFollowing:
                Copy(chunk.PartitionEnd, chunk.Count, target);
                break;
            case FrameBoundKind.CurrentRow when _frame.Kind == FrameKind.Range:
                Copy(isUpper ? chunk.PeerEnd : chunk.PeerStart, chunk.Count, target);
                break;
            case FrameBoundKind.CurrentRow or FrameBoundKind.Offset when search is null:
                for (int row = 0; row < chunk.Count; row++)
                {
                    target[row] = (int)Math.Clamp(row + distance + behind, chunk.PartitionStart[row], chunk.PartitionEnd[row]);
                }
                break;
            case FrameBoundKind.Offset:
                search!.Find(chunk, isUpper, target);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static bool IsNear(FrameBound bound) => bound.Kind is FrameBoundKind.CurrentRow or FrameBoundKind.Offset;

    private static void Copy(int* from, int count, int* to) => new ReadOnlySpan<int>(from, count).CopyTo(new Span<int>(to, count));

    private static long Distance(FrameBound bound, WorkerContext worker) =>
        bound.Offset is null ? 0 : Convert.ToInt64(ConstantFolding.Evaluate(bound.Offset, worker.Query.Settings).Value, CultureInfo.InvariantCulture);
}
