using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Operators;
using Gateway.Execution.Pipelines;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>Joins probe batches with a <see cref="JoinTable"/> for one worker: push a batch, then pull until there is nothing more.</summary>
/// <remarks>Output keeps the order of probe rows, and build order among the matches of one; outer rows that a residual leaves unmatched come at the end of their batch.</remarks>
internal sealed unsafe class JoinProbe
{
    private const byte MatchedFlag = 1;

    private readonly JoinShape _shape;
    private readonly JoinTable _table;
    private readonly WorkerContext _worker;
    private readonly Evaluator[] _keys;
    private readonly KeyColumns _keyColumns;
    private readonly RowBuffers _buffers;
    private readonly NullRows _nulls;
    private readonly ConjunctionFilter? _residual;
    private readonly IndexedColumns _probeViews;
    private readonly Column[] _buildColumns;
    private readonly Batch _pairs;
    private readonly UnknownMatches? _unknown;
    private readonly int _firstProbe;
    private readonly int _firstBuild;

    /// <summary>Probe rows and build rows of the pairs being given out, by position.</summary>
    private int* _pairProbe;
    private byte** _pairBuild;
    private int _pairCapacity;

    /// <summary>By row of the batch: the chain still to be given out.</summary>
    private byte** _next;
    /// <summary>By row of the batch: 1 when it has a match.</summary>
    private byte* _matched;
    private int _rowCapacity;

    private Batch? _input;
    private Selection _rows;
    private int _position;
    private bool _pending;
    private bool _outerPending;
    private Column? _mark;
    private Batch? _filtered;
    private Column[]? _filteredColumns;

    public JoinProbe(JoinShape shape, JoinTable table, WorkerContext worker, IReadOnlyList<RowCollection>? unknownRows = null)
    {
        _shape = shape;
        _table = table;
        _worker = worker;
        _keys = [.. shape.ProbeKeys.Select(key => EvaluatorCompiler.Compile(key, worker.Evaluation))];
        _keyColumns = new KeyColumns([.. shape.ProbeKeys.Select(static key => key.Type)], worker.BatchSize, worker.Memory);
        _buffers = new RowBuffers(worker.Memory);
        _nulls = new NullRows(worker.Memory);
        _residual = shape.Node.Residual is null ? null : new ConjunctionFilter(shape.Node.Residual, worker.Evaluation);
        DataType[] probeTypes = [.. shape.Probe.Output.Fields.Select(static f => f.Type)];
        DataType[] buildTypes = [.. shape.Build.Output.Fields.Select(static f => f.Type)];
        _probeViews = new IndexedColumns(probeTypes, worker.Memory);
        _buildColumns = Array.ConvertAll(buildTypes, type => Column.Create(type, worker.BatchSize, worker.Memory));
        _pairs = new Batch(new Column[probeTypes.Length + buildTypes.Length]);
        _firstProbe = shape.BuildsLeft ? buildTypes.Length : 0;
        _firstBuild = shape.BuildsLeft ? 0 : probeTypes.Length;
        _buildColumns.CopyTo(_pairs.Columns, _firstBuild);
        if (shape.IsNullAware)
        {
            _unknown = new UnknownMatches(shape, table, unknownRows ?? [], worker);
        }
    }

    /// <summary>Gets the hashes of the rows that <see cref="Push"/> looked up, by position.</summary>
    public ulong* Hashes => _buffers.Hashes;

    /// <summary>Evaluates the keys of a batch and hashes those that can match; for rows that are put aside.</summary>
    public Selection HashKeys(Batch input, Selection selection)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            _keyColumns.Prepare(i, _keys[i].Evaluate(input, selection), selection);
        }
        _buffers.Ensure(selection.Count);
        _nulls.Split(_keyColumns.Prepared, selection, _shape.NullNeverMatches);
        ColumnHash.Compute(_keyColumns.Prepared, _nulls.WithoutNull, _buffers.Hashes);
        return _nulls.WithoutNull;
    }

    /// <summary>Takes the rows of a batch; it must stay valid until <see cref="Pull"/> has returned null.</summary>
    public void Push(Batch input, Selection selection)
    {
        _input = input;
        _rows = selection;
        _position = 0;
        _pending = false;
        _outerPending = false;
        _filtered = null;
        if (selection.Count == 0)
        {
            return;
        }
        EnsureRows(selection.Extent);
        var candidates = HashKeys(input, selection);
        for (int i = 0; i < selection.Count; i++)
        {
            _next[selection[i]] = null;
            _matched[selection[i]] = 0;
        }
        if (candidates.Count > 0)
        {
            _table.Find(_keyColumns.Prepared, candidates, _buffers, _buffers.Rows);
            for (int i = 0; i < candidates.Count; i++)
            {
                _next[candidates[i]] = _buffers.Rows[i];
            }
        }
        switch (_shape.Kind)
        {
            case ProbeKind.Inner or ProbeKind.BuildOuter:
                _pending = true;
                break;
            case ProbeKind.ProbeOuter or ProbeKind.FullOuter:
                _pending = true;
                _outerPending = _residual is not null;
                break;
            case ProbeKind.BuildSemi or ProbeKind.BuildAnti or ProbeKind.BuildMark when _residual is null:
                MarkChains();
                break;
            case ProbeKind.BuildSemi or ProbeKind.BuildAnti or ProbeKind.BuildMark:
                MatchPairs();
                break;
            case ProbeKind.ProbeSemi or ProbeKind.ProbeAnti or ProbeKind.ProbeMark:
                if (_residual is null)
                {
                    for (int i = 0; i < selection.Count; i++)
                    {
                        _matched[selection[i]] = _next[selection[i]] is null ? (byte)0 : (byte)1;
                    }
                }
                else
                {
                    MatchPairs();
                }
                _unknown?.Find(input, selection, _keyColumns.Prepared, _matched);
                _filtered = FilterProbe();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Gives the next output batch of the pushed one.</summary>
    public Batch? Pull()
    {
        if (_filtered is not null)
        {
            var filtered = _filtered;
            _filtered = null;
            return filtered;
        }
        while (_pending)
        {
            if (NextPairs() is { } pairs)
            {
                return pairs;
            }
        }
        if (_outerPending)
        {
            _outerPending = false;
            return UnmatchedProbeRows();
        }
        return null;
    }

    /// <summary>Gives the next pairs that pass the residual, or null when this round has none.</summary>
    private Batch? NextPairs()
    {
        bool outer = _shape.Kind is ProbeKind.ProbeOuter or ProbeKind.FullOuter && _residual is null;
        bool single = CollectPairs(outer, out int count);
        if (count == 0)
        {
            return null;
        }
        ShowPairs(count, single);
        if (_residual is not null)
        {
            _pairs.Selection = _residual.Apply(_pairs, _pairs.Selection);
            NoteMatches(single);
        }
        else if (_shape.MarksBuildRows)
        {
            int flagOffset = _shape.Layout.FlagOffset;
            for (int i = 0; i < count; i++)
            {
                _pairBuild[i][flagOffset] = MatchedFlag;
            }
        }
        return _pairs.Selection.Count == 0 ? null : _pairs;
    }

    /// <summary>Fills the pair lists with up to a batch of pairs; true when no probe row occurs twice and all rows were covered.</summary>
    private bool CollectPairs(bool outer, out int count)
    {
        int nextOffset = _shape.Layout.NextOffset;
        count = 0;
        if (_position == 0 && !_table.HasDuplicates)
        {
            EnsurePairs(_rows.Count);
            for (int i = 0; i < _rows.Count; i++)
            {
                int row = _rows[i];
                byte* build = _next[row];
                _pairProbe[count] = row;
                _pairBuild[count] = build is null ? _table.NullRow : build;
                count += outer || build is not null ? 1 : 0;
            }
            _position = _rows.Count;
            _pending = false;
            return true;
        }
        EnsurePairs(_worker.BatchSize);
        while (_position < _rows.Count)
        {
            int row = _rows[_position];
            byte* build = _next[row];
            if (build is null)
            {
                if (outer && _matched[row] == 0)
                {
                    _pairProbe[count] = row;
                    _pairBuild[count++] = _table.NullRow;
                }
                _position++;
            }
            else
            {
                _pairProbe[count] = row;
                _pairBuild[count++] = build;
                _matched[row] |= outer ? (byte)1 : (byte)0;
                byte* next = *(byte**)(build + nextOffset);
                _next[row] = next;
                _position += next is null ? 1 : 0;
            }
            if (count == _worker.BatchSize)
            {
                break;
            }
        }
        _pending = _position < _rows.Count;
        return false;
    }

    /// <summary>Points the pair batch at the collected pairs.</summary>
    /// <param name="single">Every probe row occurs at most once: probe columns are shown as they are, with a selection.</param>
    private void ShowPairs(int count, bool single)
    {
        var probe = _pairs.Columns.AsSpan(_firstProbe, _input!.Columns.Length);
        Selection positions;
        if (single)
        {
            _input.Columns.CopyTo(probe);
            positions = _rows.IsAll && count == _rows.Count ? Selection.All(count) : new Selection(_pairProbe, count);
            _pairs.RowCount = _input.RowCount;
        }
        else
        {
            _probeViews.Show(_input.Columns, _pairProbe, count, probe);
            positions = Selection.All(count);
            _pairs.RowCount = count;
        }
        _pairs.Selection = positions;
        _pairs.Partition = _input.Partition;
        for (int i = 0; i < _shape.BuildColumns.Length; i++)
        {
            var column = _buildColumns[_shape.BuildColumns[i]];
            column.Reset();
            column.EnsureCapacity(positions.Extent, 0);
            RowReader.Read(_shape.Layout, _shape.BuildColumnLayout[i], _pairBuild, positions, column, 0);
        }
    }

    /// <summary>Remembers on both sides the pairs that passed the residual.</summary>
    private void NoteMatches(bool single)
    {
        var passed = _pairs.Selection;
        int flagOffset = _shape.Layout.FlagOffset;
        int at = 0;
        for (int i = 0; i < passed.Count; i++)
        {
            int position = passed[i];
            if (single)
            {
                while (_pairProbe[at] != position)
                {
                    at++;
                }
                position = at;
            }
            _matched[_pairProbe[position]] = 1;
            if (_shape.MarksBuildRows)
            {
                _pairBuild[position][flagOffset] = MatchedFlag;
            }
        }
    }

    /// <summary>Tries all pairs of the batch for joins that do not give them out.</summary>
    private void MatchPairs()
    {
        _pending = true;
        while (_pending)
        {
            bool single = CollectPairs(outer: false, out int count);
            if (count > 0)
            {
                ShowPairs(count, single);
                _pairs.Selection = _residual!.Apply(_pairs, _pairs.Selection);
                NoteMatches(single);
            }
        }
    }

    private void MarkChains()
    {
        int flagOffset = _shape.Layout.FlagOffset;
        int nextOffset = _shape.Layout.NextOffset;
        for (int i = 0; i < _rows.Count; i++)
        {
            // A head that is marked already has a marked chain.
            for (byte* row = _next[_rows[i]]; row is not null && row[flagOffset] == 0; row = *(byte**)(row + nextOffset))
            {
                row[flagOffset] = MatchedFlag;
            }
        }
    }

    /// <summary>Gives the probe rows that a semi, anti or mark join lets through.</summary>
    private Batch? FilterProbe()
    {
        var input = _input!;
        if (_shape.Kind == ProbeKind.ProbeMark)
        {
            _mark ??= Column.Create(BooleanType.Instance, _worker.BatchSize, _worker.Memory);
            _mark.Reset();
            _mark.EnsureCapacity(_rows.Extent, 0);
            byte* values = _mark.Data<byte>();
            for (int i = 0; i < _rows.Count; i++)
            {
                int row = _rows[i];
                values[row] = (byte)(_matched[row] & 1);
                if (_matched[row] == UnknownMatches.Unknown)
                {
                    _mark.SetNull(row);
                }
            }
            return Output([.. input.Columns, _mark], _rows);
        }
        EnsurePairs(_rows.Count);
        byte wanted = _shape.Kind == ProbeKind.ProbeSemi ? (byte)1 : (byte)0;
        int count = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            int row = _rows[i];
            _pairProbe[count] = row;
            count += _matched[row] == wanted ? 1 : 0;
        }
        return count == 0 ? null : Output(input.Columns, new Selection(_pairProbe, count));
    }

    private Batch? UnmatchedProbeRows()
    {
        int count = 0;
        EnsurePairs(_rows.Count);
        for (int i = 0; i < _rows.Count; i++)
        {
            int row = _rows[i];
            _pairProbe[count] = row;
            _pairBuild[count] = _table.NullRow;
            count += _matched[row] == 0 ? 1 : 0;
        }
        if (count == 0)
        {
            return null;
        }
        ShowPairs(count, single: true);
        return _pairs;
    }

    private Batch Output(Column[] columns, Selection selection)
    {
        Batch output;
        if (_shape.Kind != ProbeKind.ProbeMark && ReferenceEquals(columns, _filteredColumns))
        {
            output = _filteredBatch!;
        }
        else
        {
            _filteredColumns = columns;
            output = _filteredBatch = new Batch(columns);
        }
        output.RowCount = _input!.RowCount;
        output.Selection = selection;
        output.Partition = _input.Partition;
        output.FirstRow = _input.FirstRow;
        return output;
    }

    private Batch? _filteredBatch;

    private void EnsurePairs(int count)
    {
        if (count <= _pairCapacity)
        {
            return;
        }
        _worker.Memory.Free((byte*)_pairProbe);
        _worker.Memory.Free((byte*)_pairBuild);
        _pairCapacity = count;
        _pairProbe = (int*)_worker.Memory.Allocate((nuint)count * 4 + 64);
        _pairBuild = (byte**)_worker.Memory.Allocate((nuint)count * 8 + 64);
    }

    private void EnsureRows(int count)
    {
        if (count <= _rowCapacity)
        {
            return;
        }
        _worker.Memory.Free((byte*)_next);
        _worker.Memory.Free(_matched);
        _rowCapacity = count;
        _next = (byte**)_worker.Memory.Allocate((nuint)count * 8 + 64);
        _matched = _worker.Memory.Allocate((nuint)count + 64);
    }
}
