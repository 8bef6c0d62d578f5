using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;
using QueryContext = Gateway.Execution.Pipelines.QueryContext;

namespace Gateway.Execution.Buffering;

/// <summary>Gives the one row of a buffer, or a row of NULLs; more rows are an error.</summary>
internal sealed class SingleRowSource(BufferSink buffer, Origin origin) : Source
{
    public override int UnitCount => 1;
    public override long EstimatedRows => 1;

    public override void Prepare(QueryContext query)
    {
        if (buffer.RowCount > 1)
        {
            throw new QueryException("SCALAR_SUBQUERY_TOO_MANY_ROWS", origin);
        }
    }

    public override SourceState CreateState(WorkerContext worker) => new State(buffer, worker);

    private sealed class State(BufferSink buffer, WorkerContext worker) : SourceState
    {
        private readonly CollectionReader _reader = new(buffer.Layout, worker);
        private bool _given;

        public override void Open(int unit)
        {
            _given = false;
            _reader.Open([.. buffer.Segments.Select(static segment => segment.Rows)]);
        }

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _given ? null : _reader.Next() ?? NullRow();
            _given = true;
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }

        private Batch NullRow()
        {
            var batch = new Batch([.. buffer.Schema.Fields.Select(f => Column.Create(f.Type, 1, worker.Memory))]);
            foreach (var column in batch.Columns)
            {
                ValueCodec.SetNull(column, 0);
            }
            batch.SetAll(1);
            return batch;
        }
    }
}
