using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Sorting;

/// <summary>Splits batches by the hash of key expressions, so that equal keys stay together. Belongs to one worker.</summary>
internal sealed unsafe class HashBuckets
{
    private readonly Evaluator[] _keys;
    private readonly KeyColumns _columns;
    private readonly RowBuffers _buffers;
    private readonly RadixPartitioner _partitioner;

    public HashBuckets(ImmutableArray<Expression> keys, int bucketCount, WorkerContext worker)
    {
        _keys = [.. keys.Select(key => EvaluatorCompiler.Compile(key, worker.Evaluation))];
        _columns = new KeyColumns([.. keys.Select(static key => key.Type)], worker.BatchSize, worker.Memory);
        _buffers = new RowBuffers(worker.Memory);
        _partitioner = new RadixPartitioner(bucketCount, worker.Memory);
    }

    public void Split(Batch batch)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            _columns.Prepare(i, _keys[i].Evaluate(batch, batch.Selection), batch.Selection);
        }
        _buffers.Ensure(batch.ActiveCount);
        ColumnHash.Compute(_columns.Prepared, batch.Selection, _buffers.Hashes);
        _partitioner.Split(batch.Selection, _buffers.Hashes);
    }

    /// <summary>Gets the rows of a bucket of the latest <see cref="Split"/>.</summary>
    public Selection Rows(int bucket) => _partitioner.Rows(bucket);
}
