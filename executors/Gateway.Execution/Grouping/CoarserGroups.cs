using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Makes the groups of ROLLUP, CUBE and GROUPING SETS from those of their finest set, whose states it adds up. Belongs to one worker.</summary>
/// <remarks>States lie in their rows: aggregates with memory of their own are fed row by row instead.</remarks>
/// <param name="target">Takes the groups; of the same layout as the rows given.</param>
internal sealed unsafe class CoarserGroups(AggregateShape shape, AggregateSet aggregates, GroupTable target, WorkerContext worker)
{
    private readonly Column[] _finest = [.. shape.KeyTypes.Select(type => Column.Create(type, worker.BatchSize, worker.Memory))];
    private readonly KeyColumns[] _sets = [.. shape.CoarserSets.Select(_ => new KeyColumns(shape.KeyTypes, worker.BatchSize, worker.Memory))];
    private readonly Evaluator?[][] _constants = [.. shape.CoarserSets.Select(set => set.Select(constant => constant is null ? null : EvaluatorCompiler.Compile(constant, worker.Evaluation)).ToArray())];
    private readonly Batch _noColumns = new([]);
    private readonly RowBuffers _buffers = new(worker.Memory);
    private readonly RowBuffers _pairs = new(worker.Memory);

    /// <summary>Adds groups of the finest set to those of every other set.</summary>
    public void Add(RowCollection finest)
    {
        foreach (var page in finest.Pages)
        {
            finest.Pin(page);
            for (int start = 0; start < page.RowCount; start += worker.BatchSize)
            {
                Add(page.Page.Address + ((long)start * finest.Layout.RowBytes), Math.Min(worker.BatchSize, page.RowCount - start));
                worker.Query.Cancellation.ThrowIfCancellationRequested();
            }
            finest.Unpin(page, changed: false);
            if (worker.Query.Pages.UnderPressure && worker.Query.Pages.ShouldUnpin(target.PinnedBytes))
            {
                target.Forget();
                foreach (var partition in target.Partitions)
                {
                    partition.Unpin();
                }
            }
        }
    }

    private void Add(byte* row, int count)
    {
        _buffers.Ensure(count);
        _pairs.Ensure(count);
        byte** sources = _pairs.Rows;
        for (int i = 0; i < count; i++, row += shape.Layout.RowBytes)
        {
            sources[i] = row;
        }
        for (int i = 0; i < _finest.Length; i++)
        {
            _finest[i].Reset();
            RowReader.Read(shape.Layout, i, sources, count, _finest[i], 0);
        }
        var all = Selection.All(count);
        _noColumns.SetAll(count);
        for (int set = 0; set < _sets.Length; set++)
        {
            var keys = _sets[set];
            for (int i = 0; i < _finest.Length; i++)
            {
                keys.Prepare(i, _constants[set][i]?.Evaluate(_noColumns, all) ?? _finest[i], all);
            }
            ColumnHash.Compute(keys.Prepared, all, _buffers.Hashes);
            int added = target.FindOrAdd(keys.Prepared, all, _buffers);
            for (int i = 0; i < added; i++)
            {
                aggregates.Initialize(_buffers.Rows[_buffers.NewPositions[i]] + shape.Layout.StateOffset);
            }
            aggregates.Combine(sources, _buffers.Rows, count, _pairs.States, _buffers.States);
        }
    }
}
