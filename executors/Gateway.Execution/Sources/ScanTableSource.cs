using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Sources;

/// <summary>Reads a <see cref="ScanSource"/>; a unit is one of its morsels.</summary>
internal sealed class ScanTableSource : Source
{
    private readonly ScanNode _node;
    private readonly IReadOnlyList<ScanMorsel> _morsels;

    public ScanTableSource(ScanNode node, QuerySettings settings)
    {
        _node = node;
        _morsels = node.Source.PlanMorsels(node.Request, settings);
        PartitionCount = Math.Max(1, _morsels.Count == 0 ? 0 : _morsels.Max(static morsel => morsel.Partition) + 1);
        EstimatedRows = _morsels.Sum(static morsel => morsel.EstimatedRows);
    }

    public override int PartitionCount { get; }
    public override int UnitCount => _morsels.Count;
    public override long EstimatedRows { get; }
    public override int PartitionOf(int unit) => _morsels[unit].Partition;
    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    private sealed class State(ScanTableSource source, WorkerContext worker) : SourceState
    {
        private readonly MorselReader _reader = source._node.Source.OpenReader(source._node.Request, worker.Evaluation);
        private readonly Batch _batch = new([.. source._node.Output.Fields.Select(f => Column.Create(f.Type, worker.BatchSize, worker.Memory))]);

        public override void Open(int unit) => _reader.Open(source._morsels[unit]);

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _reader.Next(_batch) ? _batch : null;
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }

        public override void Dispose() => _reader.Dispose();
    }
}
