using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Execution.Joins;
using Gateway.Execution.Operators;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>Aggregates over each row's frame: once a partition for whole ones, incrementally for growing ones, else by itself or from a tree of partial states.</summary>
internal sealed unsafe class AggregateWindowFunction : WindowFunction
{
    /// <summary>Frames of more rows than this on average are put together from partial states.</summary>
    private const int DirectRows = 48;

    private readonly AggregateFunction _function;
    private readonly Evaluator[] _arguments;
    private readonly Column[] _columns;
    private readonly ConjunctionFilter? _filter;
    private readonly FrameBounds _frame;
    private readonly WorkerContext _worker;
    private readonly Column _result;
    private readonly IndexedColumns _view;
    private readonly Column[] _shown = new Column[1];
    private readonly byte* _state;
    private readonly FrameTree _tree;
    private int[] _passedBefore = [];
    private Selection _passed;

    /// <summary>The state is that of a growing frame.</summary>
    private bool _growing;

    public AggregateWindowFunction(AggregateExpression aggregate, FrameBounds frame, WorkerContext worker)
    {
        var call = aggregate.Function;
        _function = call.Function.Aggregate!(new BoundAggregate(call, worker.Evaluation));
        _arguments = [.. call.Arguments.Select(argument => EvaluatorCompiler.Compile(argument is SortOrder order ? order.Child : argument, worker.Evaluation))];
        _columns = new Column[_arguments.Length];
        _filter = aggregate.Filter is null ? null : new ConjunctionFilter(aggregate.Filter, worker.Evaluation);
        _frame = frame;
        _worker = worker;
        _result = Column.Create(call.Type, worker.BatchSize, worker.Memory);
        _view = new IndexedColumns([call.Type], worker.Memory);
        _state = worker.Memory.Allocate((nuint)_function.StateBytes);
        _tree = new FrameTree(_function, worker);
    }

    public override PartitionCuts Cuts => _frame.Cuts;

    public override PartitionNeeds? Needs =>
        _frame.IsWhole ? new PartitionNeeds { Observes = true } : _frame.IsBounded ? _frame.BoundedNeeds : base.Needs;

    /// <summary>Adds the chunk to the state of the stored partition.</summary>
    public override void Observe(WindowChunk chunk)
    {
        Prepare(chunk);
        if (!chunk.Continues)
        {
            _function.Initialize(_state);
        }
        Add(0, chunk.Count, _state);
        if (!chunk.GoesOn)
        {
            _result.Reset();
            Finish(_state, 0);
            _function.Release(_state);
        }
    }

    public override Column Compute(WindowChunk chunk)
    {
        if (_frame.IsWhole && chunk.StoredRows is not null)
        {
            return Repeated(chunk);
        }
        Prepare(chunk);
        _result.Reset();
        if (_frame.IsWhole)
        {
            return Whole(chunk);
        }
        _result.EnsureCapacity(chunk.Count, 0);
        _frame.Compute(chunk);
        if (_frame.Grows)
        {
            Growing(chunk);
        }
        else
        {
            Sliding(chunk);
        }
        return _result;
    }

    /// <summary>Evaluates the arguments and the filter.</summary>
    private void Prepare(WindowChunk chunk)
    {
        var all = Selection.All(chunk.Count);
        for (int i = 0; i < _arguments.Length; i++)
        {
            _columns[i] = _arguments[i].Evaluate(chunk.Batch, all);
        }
        _passed = chunk.Rows(0, chunk.Count);
        if (_filter is not null)
        {
            CountPassed(chunk);
        }
    }

    /// <summary>Shows the stored partition's one value for every row.</summary>
    private Column Repeated(WindowChunk chunk)
    {
        _view.Show([_result], chunk.PartitionNumber, chunk.Count, _shown);
        return _shown[0];
    }

    private Column Whole(WindowChunk chunk)
    {
        _result.EnsureCapacity(chunk.PartitionStarts.Count, 0);
        for (int i = 0; i < chunk.PartitionStarts.Count; i++)
        {
            int start = chunk.PartitionStarts[i];
            _function.Initialize(_state);
            Add(start, chunk.PartitionEnd[start], _state);
            Finish(_state, i);
            _function.Release(_state);
        }
        _view.Show([_result], chunk.PartitionNumber, chunk.Count, _shown);
        return _shown[0];
    }

    private void Growing(WindowChunk chunk)
    {
        int added = 0;
        for (int row = 0; row < chunk.Count; row++)
        {
            if (row == chunk.PartitionStart[row] && !(row == 0 && chunk.Continues))
            {
                EndGrowing();
                _function.Initialize(_state);
                _growing = true;
                added = row;
            }
            int end = _frame.Upper[row];
            if (end > added)
            {
                Add(added, end, _state);
                added = end;
            }
            Finish(_state, row);
        }
        if (!chunk.GoesOn)
        {
            EndGrowing();
        }
    }

    private void EndGrowing()
    {
        if (_growing)
        {
            _function.Release(_state);
            _growing = false;
        }
    }

    private void Sliding(WindowChunk chunk)
    {
        long total = 0;
        for (int row = 0; row < chunk.Count; row++)
        {
            total += _frame.Upper[row] - _frame.Lower[row];
        }
        bool direct = total <= (long)DirectRows * chunk.Count;
        if (!direct)
        {
            _tree.Build(chunk.Count, (first, end, state) => Add(first, end, (byte*)state));
        }
        for (int row = 0; row < chunk.Count; row++)
        {
            _function.Initialize(_state);
            if (direct)
            {
                Add(_frame.Lower[row], _frame.Upper[row], _state);
            }
            else
            {
                _tree.Collect(_frame.Lower[row], _frame.Upper[row], _state, (first, end, state) => Add(first, end, (byte*)state));
            }
            Finish(_state, row);
            _function.Release(_state);
            if ((row & 1023) == 0)
            {
                _worker.Query.Cancellation.ThrowIfCancellationRequested();
            }
        }
        if (!direct)
        {
            _tree.Release();
        }
    }

    private void Add(int first, int end, byte* state)
    {
        if (_filter is not null)
        {
            first = _passedBefore[first];
            end = _passedBefore[end];
        }
        if (end > first)
        {
            _function.UpdateSingle(_columns, new Selection(_passed.Rows + first, end - first), state);
        }
    }

    private void Finish(byte* state, int row) => _function.Finish(&state, 1, _result, row);

    private void CountPassed(WindowChunk chunk)
    {
        if (_passedBefore.Length <= chunk.Count)
        {
            _passedBefore = new int[chunk.Count * 3 / 2 + 1];
        }
        var passed = _filter!.Apply(chunk.Batch, Selection.All(chunk.Count));
        _passed = passed.IsAll ? chunk.Rows(0, passed.Count) : passed;
        int at = 0;
        for (int row = 0; row <= chunk.Count; row++)
        {
            _passedBefore[row] = at;
            if (row < chunk.Count && at < passed.Count && passed[at] == row)
            {
                at++;
            }
        }
    }
}

/// <summary>Partial states of blocks of rows, of blocks of blocks and so on, from which a frame's state is combined in row order.</summary>
internal sealed unsafe class FrameTree(AggregateFunction function, WorkerContext worker)
{
    private const int Fanout = 16;

    /// <summary>Adds the rows from the first to before the end to a state.</summary>
    public delegate void AddRows(int first, int end, nint state);

    private readonly List<(nint States, int Count)> _levels = [];
    private byte* _memory;
    private long _capacity;

    public void Build(int rowCount, AddRows add)
    {
        int stateBytes = function.StateBytes;
        long needed = 0;
        for (int blocks = rowCount / Fanout; blocks > 0; blocks /= Fanout)
        {
            needed += (long)blocks * stateBytes;
        }
        if (needed > _capacity)
        {
            worker.Memory.Free(_memory);
            _capacity = needed;
            _memory = worker.Memory.Allocate((nuint)needed);
        }
        _levels.Clear();
        byte* next = _memory;
        int width = Fanout;
        for (int blocks = rowCount / Fanout; blocks > 0; blocks /= Fanout, width *= Fanout)
        {
            byte* states = next;
            next += (long)blocks * stateBytes;
            for (int block = 0; block < blocks; block++)
            {
                byte* state = states + (long)block * stateBytes;
                function.Initialize(state);
                if (_levels.Count == 0)
                {
                    add(block * Fanout, (block + 1) * Fanout, (nint)state);
                    continue;
                }
                byte* below = (byte*)_levels[^1].States + (long)block * Fanout * stateBytes;
                for (int i = 0; i < Fanout; i++)
                {
                    byte* source = below + (long)i * stateBytes;
                    function.Combine(&source, &state, 1);
                }
            }
            _levels.Add(((nint)states, blocks));
        }
    }

    /// <summary>Adds the rows of a frame to a state: single rows at the ends, the largest blocks in between.</summary>
    public void Collect(int first, int end, byte* state, AddRows add)
    {
        while (first < end)
        {
            int level = -1;
            int width = 1;
            while (level + 1 < _levels.Count && first % (width * Fanout) == 0 && first + width * Fanout <= end && first / (width * Fanout) < _levels[level + 1].Count)
            {
                level++;
                width *= Fanout;
            }
            if (level < 0)
            {
                int stop = Math.Min(end, (first / Fanout + 1) * Fanout);
                add(first, stop, (nint)state);
                first = stop;
                continue;
            }
            byte* source = (byte*)_levels[level].States + (long)(first / width) * function.StateBytes;
            function.Combine(&source, &state, 1);
            first += width;
        }
    }

    public void Release()
    {
        foreach (var (states, count) in _levels)
        {
            for (int i = 0; i < count; i++)
            {
                function.Release((byte*)states + (long)i * function.StateBytes);
            }
        }
        _levels.Clear();
    }
}
