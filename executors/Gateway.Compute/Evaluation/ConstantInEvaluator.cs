using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Tests membership in a list of constants, eight of them a comparison.</summary>
internal abstract unsafe class ConstantInEvaluator : Evaluator
{
    private readonly Evaluator _value;
    private readonly Column _result;
    private readonly bool _listHasNull;

    private protected ConstantInEvaluator(Evaluator value, bool listHasNull, EvaluationContext context) : base(BooleanType.Instance)
    {
        _value = value;
        _listHasNull = listHasNull;
        _result = Column.Create(BooleanType.Instance, Math.Max(1, context.BatchSize), context.Memory);
    }

    /// <summary>Binds the test where the type and the list allow it; null otherwise (also where an item fails: it may never be reached).</summary>
    public static Evaluator? TryCreate(In expression, Evaluator value, EvaluationContext context)
    {
        if (expression.List.IsEmpty || !expression.List.All(static item => item.Foldable && item.Deterministic))
        {
            return null;
        }
        var type = expression.Value.Type;
        if (!(type.Physical is PhysicalType.Int8 or PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 ||
            (type.Physical == PhysicalType.String && type is BinaryType or StringType { IsBinaryCollation: true })))
        {
            return null;
        }
        object?[] items;
        try
        {
            items = [.. expression.List.Select(item => ConstantFolding.Evaluate(item, context.Settings).Value)];
        }
        catch (QueryException)
        {
            return null;
        }
        bool hasNull = items.Contains(null);
        object[] present = [.. items.OfType<object>().Distinct()];
        return type.Physical switch
        {
            PhysicalType.Int8 => new FixedInEvaluator<sbyte>(value, present, hasNull, context),
            PhysicalType.Int16 => new FixedInEvaluator<short>(value, present, hasNull, context),
            PhysicalType.Int32 => new FixedInEvaluator<int>(value, present, hasNull, context),
            PhysicalType.Int64 => new FixedInEvaluator<long>(value, present, hasNull, context),
            _ => new StringInEvaluator(value, present, hasNull, context),
        };
    }

    public sealed override Column Evaluate(Batch batch, Selection selection)
    {
        var values = _value.Evaluate(batch, selection);
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        byte* truth = _result.Data<byte>();
        Test(values, selection, truth);
        if (!values.HasNulls && !_listHasNull)
        {
            return _result;
        }
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (values.IsNull(row) || (_listHasNull && truth[row] == 0))
            {
                _result.SetNull(row);
            }
        }
        return _result;
    }

    private protected abstract void Test(Column values, Selection rows, byte* truth);
}

/// <summary>Integers, dates, timestamps and 64-bit decimals.</summary>
internal sealed unsafe class FixedInEvaluator<T> : ConstantInEvaluator
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    private const int SmallList = 16;
    private readonly Vector512<long>[] _keys;
    private readonly HashSet<long>? _set;

    public FixedInEvaluator(Evaluator value, object[] items, bool listHasNull, EvaluationContext context) : base(value, listHasNull, context)
    {
        long[] keys = [.. items.Select(static item => item is Int128 unscaled ? (long)unscaled : Convert.ToInt64(item, System.Globalization.CultureInfo.InvariantCulture))];
        _set = keys.Length > SmallList ? [.. keys] : null;
        _keys = [.. keys.Chunk(8).Select(static chunk => Vector512.Create([.. chunk, .. Enumerable.Repeat(chunk[0], 8 - chunk.Length)]))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Test(Column values, Selection rows, byte* truth)
    {
        var reader = values.Read<T>();
        if (_set is { } set)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows[i];
                truth[row] = set.Contains(long.CreateTruncating(reader[row])) ? (byte)1 : (byte)0;
            }
            return;
        }
        var keys = _keys;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            var key = Vector512.Create(long.CreateTruncating(reader[row]));
            bool found = false;
            foreach (var chunk in keys)
            {
                found |= Vector512.EqualsAny(chunk, key);
            }
            truth[row] = found ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>Strings by length and first bytes; longer ones are then compared whole.</summary>
internal sealed unsafe class StringInEvaluator : ConstantInEvaluator
{
    private readonly Column _items;
    private readonly int _count;
    private readonly Vector512<ulong>[] _heads;
    private readonly Dictionary<ulong, int[]> _byHead;

    public StringInEvaluator(Evaluator value, object[] items, bool listHasNull, EvaluationContext context) : base(value, listHasNull, context)
    {
        _count = items.Length;
        _items = Column.Create(value.Type, Math.Max(1, items.Length), context.Memory);
        for (int i = 0; i < items.Length; i++)
        {
            ColumnValues.Set(_items, i, items[i]);
        }
        var views = _items.Data<StringView>();
        ulong[] heads = [.. Enumerable.Range(0, items.Length).Select(i => views[i].Head)];
        _heads = items.Length > 32 ? [] : [.. heads.Chunk(8).Select(static chunk => Vector512.Create([.. chunk, .. Enumerable.Repeat(chunk[0], 8 - chunk.Length)]))];
        _byHead = Enumerable.Range(0, items.Length).GroupBy(i => heads[i]).ToDictionary(static group => group.Key, static group => group.ToArray());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Test(Column values, Selection rows, byte* truth)
    {
        var reader = values.Read<StringView>();
        var items = _items.Data<StringView>();
        var heads = _heads;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            ref var text = ref reader[row];
            bool found = false;
            if (heads.Length > 0)
            {
                var head = Vector512.Create(text.Head);
                for (int chunk = 0; chunk < heads.Length && !found; chunk++)
                {
                    ulong candidates = Vector512.Equals(heads[chunk], head).ExtractMostSignificantBits();
                    while (candidates != 0 && !found)
                    {
                        int item = (chunk * 8) + System.Numerics.BitOperations.TrailingZeroCount(candidates);
                        found = item < _count && text.Equals(items[item]);
                        candidates &= candidates - 1;
                    }
                }
            }
            else if (_count > 0 && _byHead.TryGetValue(text.Head, out int[]? same))
            {
                foreach (int item in same)
                {
                    found |= text.Equals(items[item]);
                }
            }
            truth[row] = found ? (byte)1 : (byte)0;
        }
    }
}
