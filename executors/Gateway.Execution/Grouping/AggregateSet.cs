using System.Collections.Immutable;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Operators;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Grouping;

/// <summary>Says where the states of a grouping's aggregates lie in a row, and which of them take distinct arguments.</summary>
internal sealed class AggregateShape
{
    /// <summary>A state that was moved out is an address and a length.</summary>
    private const int SmallestWithHeap = 16;

    public AggregateShape(ImmutableArray<Expression> groupings, ImmutableArray<AggregateSpec> aggregates, EvaluationContext context)
    {
        Groupings = groupings;
        Aggregates = aggregates;
        KeyTypes = [.. groupings.Select(static grouping => grouping.Type)];
        StateOffsets = new int[aggregates.Length];
        int offset = 0;
        List<int> withHeap = [];
        for (int i = 0; i < aggregates.Length; i++)
        {
            var function = Bind(aggregates[i], context);
            StateOffsets[i] = offset;
            offset += (Math.Max(function.StateBytes, function.HasHeap ? SmallestWithHeap : 0) + 7) & ~7;
            if (function.HasHeap)
            {
                withHeap.Add(i);
            }
            IsOrderSensitive |= function.IsOrderSensitive;
        }
        StateBytes = offset;
        WithHeap = [.. withHeap];
        Layout = new RowLayout(KeyTypes, hasHash: true, stateBytes: offset);
        DistinctSets = [.. aggregates.Select(static (spec, i) => (spec, i)).Where(static pair => pair.spec.Distinct)
            .GroupBy(static pair => string.Join(',', pair.spec.Call.Arguments.Select(static a => a.CanonicalText)) + "|" + pair.spec.Filter?.CanonicalText)
            .Select(set => new DistinctSet(KeyTypes, set.First().spec, [.. set.Select(static pair => pair.i)]))];
    }

    public ImmutableArray<Expression> Groupings { get; }
    public ImmutableArray<AggregateSpec> Aggregates { get; }
    public DataType[] KeyTypes { get; }

    /// <summary>Gets each aggregate's place behind <see cref="RowLayout.StateOffset"/>.</summary>
    public int[] StateOffsets { get; }
    public int StateBytes { get; }

    /// <summary>Gets the positions of the aggregates whose states hold memory outside their rows.</summary>
    public int[] WithHeap { get; }
    public RowLayout Layout { get; }
    public DistinctSet[] DistinctSets { get; }
    public bool IsOrderSensitive { get; }

    /// <summary>Gets the grouping sets beside the one by all keys: for each key the constant that stands in its place, or null for the key itself.</summary>
    public ImmutableArray<ImmutableArray<Literal?>> CoarserSets { get; init; } = [];

    public static AggregateFunction Bind(AggregateSpec spec, EvaluationContext context) =>
        (spec.Call.Function.Aggregate ?? throw new System.Diagnostics.UnreachableException($"{spec.Call.Function.Name} has no aggregate"))(new BoundAggregate(spec.Call, context));
}

/// <summary>Aggregates that see the same distinct argument values. Keys and arguments together are the keys of a table of their own.</summary>
internal sealed class DistinctSet(DataType[] keyTypes, AggregateSpec first, int[] aggregates)
{
    public AggregateSpec First { get; } = first;

    /// <summary>Gets the positions of the aggregates.</summary>
    public int[] Aggregates { get; } = aggregates;
    public DataType[] Types { get; } = [.. keyTypes, .. first.Call.Arguments.Select(static argument => argument.Type)];
    public RowLayout Layout { get; } = new([.. keyTypes, .. first.Call.Arguments.Select(static argument => argument.Type)], hasHash: true);
}

/// <summary>Binds a grouping's aggregates for one worker and feeds them.</summary>
internal sealed unsafe class AggregateSet
{
    private readonly AggregateShape _shape;
    private readonly AggregateFunction[] _functions;
    private readonly Evaluator[][] _arguments;
    private readonly Column[][] _columns;
    private readonly ConjunctionFilter?[] _filters;

    public AggregateSet(AggregateShape shape, EvaluationContext context)
    {
        _shape = shape;
        _functions = [.. shape.Aggregates.Select(spec => AggregateShape.Bind(spec, context))];
        _arguments = [.. shape.Aggregates.Select(spec => spec.Call.Arguments.Select(argument => EvaluatorCompiler.Compile(argument is SortOrder order ? order.Child : argument, context)).ToArray())];
        _columns = [.. _arguments.Select(static list => new Column[list.Length])];
        _filters = [.. shape.Aggregates.Select(spec => spec.Filter is null ? null : new ConjunctionFilter(spec.Filter, context))];
    }

    public AggregateFunction Function(int aggregate) => _functions[aggregate];

    /// <summary>Gets the bytes that states hold outside their rows.</summary>
    public long HeapBytes => _shape.WithHeap.Length == 0 ? 0 : _functions.Sum(static function => function.HeapBytes);

    /// <summary>Gives back what states hold outside their rows; none of them is used afterwards.</summary>
    public void ReleaseAll()
    {
        foreach (int aggregate in _shape.WithHeap)
        {
            _functions[aggregate].ReleaseAll();
        }
    }

    /// <summary>Sets the states of a row to those of no input.</summary>
    public void Initialize(byte* states)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            _functions[i].Initialize(states + _shape.StateOffsets[i]);
        }
    }

    /// <summary>Adds the selected rows to their groups, leaving out aggregates over distinct values.</summary>
    /// <param name="rows">Group row by position in the selection.</param>
    public void Update(Batch batch, byte** rows, RowBuffers buffers)
    {
        var selection = batch.Selection;
        byte** states = buffers.States;
        for (int i = 0; i < _functions.Length; i++)
        {
            var spec = _shape.Aggregates[i];
            if (spec.Distinct)
            {
                continue;
            }
            long offset = _shape.Layout.StateOffset + _shape.StateOffsets[i];
            var selected = selection;
            if (_filters[i] is { } filter)
            {
                selected = filter.Apply(batch, selection);
                if (selected.Count == 0)
                {
                    continue;
                }
                int from = 0;
                for (int k = 0; k < selected.Count; k++)
                {
                    while (selection[from] != selected[k])
                    {
                        from++;
                    }
                    states[k] = rows[from] + offset;
                }
            }
            else
            {
                for (int k = 0; k < selection.Count; k++)
                {
                    states[k] = rows[k] + offset;
                }
            }
            _functions[i].Update(Evaluate(i, batch, selected), selected, states);
        }
    }

    /// <summary>Adds the selected rows to one group, leaving out aggregates over distinct values.</summary>
    public void UpdateSingle(Batch batch, byte* states)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            if (_shape.Aggregates[i].Distinct)
            {
                continue;
            }
            var selected = _filters[i]?.Apply(batch, batch.Selection) ?? batch.Selection;
            if (selected.Count > 0)
            {
                _functions[i].UpdateSingle(Evaluate(i, batch, selected), selected, states + _shape.StateOffsets[i]);
            }
        }
    }

    /// <summary>Merges rows pairwise. The sources' states end.</summary>
    public void Combine(byte** sources, byte** targets, int count, byte** sourceStates, byte** targetStates)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            long offset = _shape.Layout.StateOffset + _shape.StateOffsets[i];
            for (int k = 0; k < count; k++)
            {
                sourceStates[k] = sources[k] + offset;
                targetStates[k] = targets[k] + offset;
            }
            var function = _functions[i];
            function.Combine(sourceStates, targetStates, count);
            for (int k = 0; function.HasHeap && k < count; k++)
            {
                function.Release(sourceStates[k]);
            }
        }
    }

    /// <summary>Merges two sets of states that stand outside of rows.</summary>
    public void CombineSingle(byte* source, byte* target)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            byte* from = source + _shape.StateOffsets[i];
            byte* to = target + _shape.StateOffsets[i];
            _functions[i].Combine(&from, &to, 1);
        }
    }

    /// <summary>Writes the results of rows into columns from row 0 on; the columns were reset.</summary>
    public void Finish(byte** rows, int count, ReadOnlySpan<Column> results, long stateOffset, byte** states)
    {
        for (int i = 0; i < _functions.Length; i++)
        {
            for (int k = 0; k < count; k++)
            {
                states[k] = rows[k] + stateOffset + _shape.StateOffsets[i];
            }
            _functions[i].Finish(states, count, results[i], 0);
        }
    }

    /// <summary>Gives the rows of a batch that a set of distinct aggregates takes in.</summary>
    public Selection Filter(DistinctSet set, Batch batch) => _filters[set.Aggregates[0]]?.Apply(batch, batch.Selection) ?? batch.Selection;

    /// <summary>Evaluates the arguments of a set of distinct aggregates.</summary>
    public Column[] Arguments(DistinctSet set, Batch batch, Selection selection) => Evaluate(set.Aggregates[0], batch, selection);

    private Column[] Evaluate(int aggregate, Batch batch, Selection selection)
    {
        var columns = _columns[aggregate];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = _arguments[aggregate][i].Evaluate(batch, selection);
        }
        return columns;
    }
}
