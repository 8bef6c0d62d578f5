using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Joins;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Sources;

/// <summary>Reads a <see cref="ScanSource"/>; a unit is one of its morsels. Bounds of join keys, known when the scan begins, narrow it.</summary>
internal sealed class ScanTableSource : Source
{
    /// <summary>Bounds that leave more than this share of a column's range are not worth comparing every row.</summary>
    private const double WideShare = 0.75;

    private readonly List<(int Column, KeyBounds Bounds)> _restrictions = [];
    private ScanRequest _request;
    private IReadOnlyList<ScanMorsel> _morsels;

    public ScanTableSource(ScanNode node, QuerySettings settings)
    {
        Node = node;
        _request = node.Request;
        _morsels = node.Source.PlanMorsels(node.Request, settings);
        PartitionCount = Math.Max(1, _morsels.Count == 0 ? 0 : _morsels.Max(static morsel => morsel.Partition) + 1);
    }

    public ScanNode Node { get; }
    public override int PartitionCount { get; }
    public override int UnitCount => _morsels.Count;
    public override long EstimatedRows => _morsels.Sum(static morsel => morsel.EstimatedRows);
    public override int PartitionOf(int unit) => _morsels[unit].Partition;
    public override SourceState CreateState(WorkerContext worker) => new State(this, worker);

    /// <summary>Leaves out rows whose value in an output column is NULL or outside bounds that are complete when the scan begins.</summary>
    public void Restrict(int column, KeyBounds bounds) => _restrictions.Add((column, bounds));

    public override void Prepare(QueryContext query)
    {
        var filter = _request.Filter;
        var pruning = filter;
        foreach (var (column, bounds) in _restrictions)
        {
            var conjuncts = Conjuncts(column, bounds);
            pruning = pruning.AddRange(conjuncts);
            if (Node.Source.Range(_request.Columns[column]) is { Minimum: { } minimum, Maximum: { } maximum }
                && (double)bounds.Maximum - bounds.Minimum + 1 <= WideShare * (Number(maximum) - Number(minimum) + 1))
            {
                filter = filter.AddRange(conjuncts);
            }
        }
        if (pruning.Length > _request.Filter.Length)
        {
            _morsels = Node.Source.PlanMorsels(_request with { Filter = pruning }, query.Settings);
            _request = _request with { Filter = filter };
        }
    }

    private ImmutableArray<Expression> Conjuncts(int column, KeyBounds bounds)
    {
        var reference = new BoundReference(column, bounds.Type, IsNullable: true);
        return bounds.Minimum > bounds.Maximum
            ? [new Literal(false, BooleanType.Instance)]
            : [Compare(">=", reference, bounds.Minimum), Compare("<=", reference, bounds.Maximum)];
    }

    private static FunctionCall Compare(string name, BoundReference reference, long value) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, [reference, new Literal(Boxed(value, reference.Type.Physical), reference.Type)], EvaluationMode.Legacy);

    private static object Boxed(long value, PhysicalType physical) => physical switch
    {
        PhysicalType.Int8 => (object)(sbyte)value,
        PhysicalType.Int16 => (short)value,
        PhysicalType.Int32 => (int)value,
        _ => value,
    };

    private static double Number(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private sealed class State(ScanTableSource source, WorkerContext worker) : SourceState
    {
        private readonly MorselReader _reader = source.Node.Source.OpenReader(source._request, worker.Evaluation);
        private readonly Batch _batch = new([.. source.Node.Output.Fields.Select(f => Column.Create(f.Type, worker.BatchSize, worker.Memory))]);

        public override void Open(int unit) => _reader.Open(source._morsels[unit]);

        public override SourceStatus Next(out Batch? batch)
        {
            batch = _reader.Next(_batch) ? _batch : null;
            return batch is null ? SourceStatus.UnitEnd : SourceStatus.Batch;
        }

        public override void Dispose() => _reader.Dispose();
    }
}
