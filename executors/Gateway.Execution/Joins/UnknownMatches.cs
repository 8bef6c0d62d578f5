using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Operators;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>Finds probe rows whose match is unknown: no pair is true, and some pair is NULL because a null-aware key is. Belongs to one worker.</summary>
internal sealed unsafe class UnknownMatches
{
    public const byte Unknown = 2;

    private readonly JoinShape _shape;
    private readonly JoinTable _table;
    private readonly IReadOnlyList<RowCollection> _unknownRows;
    private readonly WorkerContext _worker;
    private readonly ConjunctionFilter? _residual;
    private readonly bool _keyDecides;
    private Batch? _pair;
    private Column[] _buildColumns = [];
    private IndexedColumns? _probeView;

    public UnknownMatches(JoinShape shape, JoinTable table, IReadOnlyList<RowCollection> unknownRows, WorkerContext worker)
    {
        _shape = shape;
        _table = table;
        _unknownRows = unknownRows;
        _worker = worker;
        _residual = shape.Node.Residual is null ? null : new ConjunctionFilter(shape.Node.Residual, worker.Evaluation);
        _keyDecides = shape.KeyCount == 1 && _residual is null;
    }

    /// <summary>Sets <c>matched</c> of the rows that have no match so far but may have one.</summary>
    public void Find(Batch input, Selection rows, ReadOnlySpan<Column> keys, byte* matched)
    {
        if (_keyDecides)
        {
            bool anyRow = _unknownRows.Count > 0 || !_table.IsEmpty;
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                if (matched[row] == 0 && (_unknownRows.Count > 0 || (anyRow && keys[0].IsNull(row))))
                {
                    matched[row] = Unknown;
                }
            }
            return;
        }
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (matched[row] != 0)
            {
                continue;
            }
            bool found = Exists(input, row, keys, _unknownRows);
            for (int partition = 0; !found && ProbeHasNull(keys, row) && partition < _table.PartitionCount; partition++)
            {
                found = Exists(input, row, keys, _table.Rows(partition));
            }
            if (found)
            {
                matched[row] = Unknown;
            }
        }
    }

    private bool ProbeHasNull(ReadOnlySpan<Column> keys, int row)
    {
        for (int key = 0; key < keys.Length; key++)
        {
            if (_shape.Node.Keys[key].Match == KeyMatch.NullAware && keys[key].IsNull(row))
            {
                return true;
            }
        }
        return false;
    }

    private bool Exists(Batch input, int row, ReadOnlySpan<Column> keys, IReadOnlyList<RowCollection> candidates)
    {
        foreach (var rows in candidates)
        {
            foreach (var page in rows.Pages)
            {
                _worker.Query.Cancellation.ThrowIfCancellationRequested();
                rows.Pin(page);
                bool found = ExistsIn(input, row, keys, page);
                rows.Unpin(page, changed: false);
                if (found)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool ExistsIn(Batch input, int row, ReadOnlySpan<Column> keys, RowPage page)
    {
        byte* build = page.Page.Address;
        for (int i = 0; i < page.RowCount; i++, build += _shape.Layout.RowBytes)
        {
            if (MayMatch(keys, row, build) && (_residual is null || PassesResidual(input, row, build)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Tells that no key says false.</summary>
    private bool MayMatch(ReadOnlySpan<Column> keys, int row, byte* build)
    {
        int* one = stackalloc int[1];
        int* selected = stackalloc int[1];
        for (int key = 0; key < keys.Length; key++)
        {
            bool probeNull = keys[key].IsNull(row);
            bool buildNull = RowReader.IsNull(_shape.Layout, key, build);
            var match = _shape.Node.Keys[key].Match;
            if (probeNull || buildNull)
            {
                if (match == KeyMatch.NullAware || (match == KeyMatch.NullSafe && probeNull && buildNull))
                {
                    continue;
                }
                return false;
            }
            one[0] = 0;
            selected[0] = row;
            byte* stored = build;
            int misses = 0;
            if (RowMatcher.MatchKey(_shape.Layout, key, keys[key], new Selection(selected, 1), one, 1, &stored, null, ref misses) == 0)
            {
                return false;
            }
        }
        return true;
    }

    private bool PassesResidual(Batch input, int row, byte* build)
    {
        if (_pair is null)
        {
            DataType[] probeTypes = [.. _shape.Probe.Output.Fields.Select(static f => f.Type)];
            _buildColumns = [.. _shape.Build.Output.Fields.Select(f => Column.Create(f.Type, 1, _worker.Memory))];
            _probeView = new IndexedColumns(probeTypes, _worker.Memory);
            _pair = new Batch([.. new Column[probeTypes.Length], .. _buildColumns]);
        }
        int* selected = stackalloc int[1];
        selected[0] = row;
        _probeView!.Show(input.Columns, selected, 1, _pair.Columns);
        for (int i = 0; i < _shape.BuildColumns.Length; i++)
        {
            var column = _buildColumns[_shape.BuildColumns[i]];
            column.Reset();
            RowReader.Read(_shape.Layout, _shape.BuildColumnLayout[i], &build, 1, column, 0);
        }
        _pair.SetAll(1);
        return _residual!.Apply(_pair, _pair.Selection).Count == 1;
    }
}
