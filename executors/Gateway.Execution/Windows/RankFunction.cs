using Gateway.Compute.Evaluation;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Numbers rows within their partition: row_number, rank, dense_rank, percent_rank, cume_dist, ntile.</summary>
internal sealed unsafe class RankFunction(WindowFunctionKind kind, FunctionCall call, WorkerContext worker) : WindowFunction
{
    private readonly Column _result = Column.Create(call.Type, worker.BatchSize, worker.Memory);
    private readonly int _buckets = kind == WindowFunctionKind.Ntile && call.Arguments.Length > 0
        ? Convert.ToInt32(ConstantFolding.Evaluate(call.Arguments[0], worker.Query.Settings).Value, System.Globalization.CultureInfo.InvariantCulture)
        : 1;

    private int _rowsBefore;
    private int _denseBefore;

    public override PartitionCuts Cuts => kind switch
    {
        WindowFunctionKind.RowNumber => PartitionCuts.Anywhere,
        WindowFunctionKind.Rank or WindowFunctionKind.DenseRank => PartitionCuts.BetweenPeers,
        _ => PartitionCuts.Nowhere,
    };

    public override PartitionNeeds? Needs => new PartitionNeeds
    {
        WholePeers = kind is not (WindowFunctionKind.RowNumber or WindowFunctionKind.Ntile),
    };

    public override Column Compute(WindowChunk chunk)
    {
        _result.Reset();
        _result.EnsureCapacity(chunk.Count, 0);
        int* numbers = _result.Data<int>();
        double* shares = _result.Data<double>();
        int dense = chunk.Continues ? _denseBefore : 0;
        // The rows of earlier chunks lie before row 0.
        int firstStart = chunk.Continues ? -_rowsBefore : 0;
        for (int row = 0; row < chunk.Count; row++)
        {
            int start = chunk.PartitionStart[row];
            start = start == 0 ? firstStart : start;
            int size = (int)(chunk.StoredRows ?? chunk.PartitionEnd[row] - start);
            int rank = chunk.PeerStart[row] - start + 1;
            switch (kind)
            {
                case WindowFunctionKind.RowNumber:
                    numbers[row] = row - start + 1;
                    break;
                case WindowFunctionKind.Rank:
                    numbers[row] = rank;
                    break;
                case WindowFunctionKind.DenseRank:
                    dense = row == start ? 1 : dense + (chunk.PeerStart[row] == row ? 1 : 0);
                    numbers[row] = dense;
                    break;
                case WindowFunctionKind.PercentRank:
                    shares[row] = size > 1 ? (rank - 1.0) / (size - 1.0) : 0.0;
                    break;
                case WindowFunctionKind.CumeDist:
                    shares[row] = (double)(chunk.PeerEnd[row] - start) / size;
                    break;
                case WindowFunctionKind.Ntile:
                    numbers[row] = Bucket(row - start, size);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        _rowsBefore = chunk.GoesOn ? chunk.Count - (chunk.PartitionStarts.Count == 1 ? firstStart : chunk.PartitionStarts[^1]) : 0;
        _denseBefore = dense;
        return _result;
    }

    /// <summary>The first buckets take one row more where the rows cannot be shared evenly.</summary>
    private int Bucket(int position, int size)
    {
        int small = size / _buckets;
        int larger = size % _buckets;
        int inLarger = larger * (small + 1);
        return position < inLarger ? position / (small + 1) + 1 : larger + (position - inLarger) / small + 1;
    }
}
