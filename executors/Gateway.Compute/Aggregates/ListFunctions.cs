using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Which of equally frequent values is the mode.</summary>
internal enum ModeTie { Smallest, Largest, FirstInMap }

/// <summary>The most frequent value.</summary>
internal sealed unsafe class ModeFunction(BoundAggregate site, ModeTie tie) : CollectingFunction(site, [0])
{
    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        if (count == 0)
        {
            ValueCodec.SetNull(result, row);
            return;
        }
        var values = arguments[0];
        int[] order = [.. Enumerable.Range(0, count)];
        Array.Sort(order, (left, right) => ValueComparer.Compare(values, left, values, right) is not 0 and var compared ? compared : left.CompareTo(right));
        int best = 0;
        int bestCount = 0;
        List<int> firsts = [];
        HashSet<int> tied = [];
        for (int start = 0; start < count;)
        {
            int end = start + 1;
            while (end < count && ValueComparer.AreEqual(values, order[start], values, order[end]))
            {
                end++;
            }
            firsts.Add(order[start]);
            if (end - start > bestCount)
            {
                tied.Clear();
            }
            if (end - start >= bestCount)
            {
                best = end - start > bestCount || tie == ModeTie.Largest ? order[start] : best;
                bestCount = end - start;
                tied.Add(order[start]);
            }
            start = end;
        }
        int* one = stackalloc int[1];
        one[0] = tie == ModeTie.FirstInMap && tied.Count > 1 ? FirstInMap(values, firsts, tied) ?? best : best;
        ColumnCopy.Append(values, new Selection(one, 1), result, row);
    }

    /// <summary>Gets the row of the first tied value that Spark's map of counts gives; null where that cannot be told.</summary>
    private static int? FirstInMap(Column values, List<int> firsts, HashSet<int> tied)
    {
        firsts.Sort();
        int[] hashCodes = new int[firsts.Count];
        for (int i = 0; i < hashCodes.Length; i++)
        {
            if (JavaHashOrder.HashCode(values, firsts[i]) is not { } hashCode)
            {
                return null;
            }
            hashCodes[i] = hashCode;
        }
        return JavaHashOrder.Of(hashCodes).Select(key => firsts[key]).First(tied.Contains);
    }
}

/// <summary>Joins strings or binaries with a delimiter, in row order or in an order of their own.</summary>
internal sealed unsafe class ListAggregate : CollectingFunction
{
    private readonly byte[] _delimiter;
    private readonly SortOrder[] _order;

    public ListAggregate(BoundAggregate site) : base(site, [0, .. Enumerable.Range(0, site.Call.Arguments.Length).Where(position => site.Call.Arguments[position] is SortOrder)])
    {
        _order = [.. site.Call.Arguments.OfType<SortOrder>()];
        _delimiter = site.Call.Arguments.Length > 1 && site.Call.Arguments[1] is not SortOrder
            ? ConstantFolding.Evaluate(site.Call.Arguments[1], site.Context.Settings).Value switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                byte[] bytes => bytes,
                _ => [],
            }
            : [];
    }

    public override bool IsOrderSensitive => true;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        if (count == 0)
        {
            ValueCodec.SetNull(result, row);
            return;
        }
        int[] order = [.. Enumerable.Range(0, count)];
        if (_order.Length > 0)
        {
            Array.Sort(order, (left, right) => Compare(arguments, left, right) is not 0 and var compared ? compared : left.CompareTo(right));
        }
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                System.Buffers.BuffersExtensions.Write(bytes, _delimiter);
            }
            System.Buffers.BuffersExtensions.Write(bytes, StringView.Span((StringView*)arguments[0].Source.Values + arguments[0].Slot(order[i])));
        }
        result.Data<StringView>()[row] = result.Heap.Add(bytes.WrittenSpan);
    }

    private int Compare(Column[] arguments, int left, int right)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            var column = arguments[1 + i];
            bool leftNull = column.IsNull(left);
            if (leftNull || column.IsNull(right))
            {
                if (leftNull != column.IsNull(right))
                {
                    return leftNull == _order[i].EffectiveNullsFirst ? -1 : 1;
                }
                continue;
            }
            int compared = ValueComparer.Compare(column, left, column, right);
            if (compared != 0)
            {
                return _order[i].Ascending ? compared : -compared;
            }
        }
        return 0;
    }
}

/// <summary>The distinct elements of arrays that are not NULL.</summary>
internal sealed unsafe class CollectUnion(BoundAggregate site) : CollectingFunction(site, [0])
{
    public override bool IsOrderSensitive => true;

    protected override bool KeepsOnce => true;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        var lists = arguments[0];
        List<int> kept = [];
        HashSet<string> seen = [];
        var elements = lists.Physical == PhysicalType.Null ? null : lists.Children[0];
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < count; i++)
        {
            var span = lists.Data<ListSpan>()[i];
            for (int element = span.Offset; element < span.Offset + span.Length; element++)
            {
                if (elements!.IsNull(element))
                {
                    continue;
                }
                bytes.ResetWrittenCount();
                ValueCodec.Write(elements, element, bytes, normalize: true);
                if (seen.Add(Convert.ToHexString(bytes.WrittenSpan)))
                {
                    kept.Add(element);
                }
            }
        }
        int first = result.AppendChildren(kept.Count);
        result.Data<ListSpan>()[row] = new ListSpan(first, kept.Count);
        if (kept.Count > 0)
        {
            int[] ordered = kept.ToArray();
            if (ScalaSetOrder.Of(elements!, ordered) is { } order)
            {
                ordered = Array.ConvertAll(order, position => kept[position]);
            }
            fixed (int* rows = ordered)
            {
                ColumnCopy.Append(elements!, new Selection(rows, kept.Count), result.Children[0], first);
            }
        }
    }
}

/// <summary>A histogram of at most n bins, merged where they are closest: pairs of centre and count.</summary>
/// <remarks>Algorithm: Ben-Haim and Tom-Tov, "A streaming parallel decision tree algorithm"; ties of distance are broken by the generator that Spark uses.</remarks>
internal sealed unsafe class NumericHistogram(BoundAggregate site, int binCount) : CollectingFunction(site, [0])
{
    public override bool IsOrderSensitive => true;

    protected override void Finish(Column[] arguments, int count, Column result, int row)
    {
        if (count == 0)
        {
            ValueCodec.SetNull(result, row);
            return;
        }
        List<(double Centre, double Count)> bins = [];
        var random = new JavaRandom(31183);
        for (int i = 0; i < count; i++)
        {
            Add(bins, Number(arguments[0], i), random);
        }
        int first = result.AppendChildren(bins.Count);
        result.Data<ListSpan>()[row] = new ListSpan(first, bins.Count);
        var pair = result.Children[0];
        for (int i = 0; i < bins.Count; i++)
        {
            ColumnValues.Set(pair.Children[0], first + i, Box(bins[i].Centre, pair.Children[0].Type));
            ColumnValues.Set(pair.Children[1], first + i, bins[i].Count);
        }
    }

    private void Add(List<(double Centre, double Count)> bins, double value, JavaRandom random)
    {
        int at = bins.FindIndex(bin => bin.Centre >= value);
        if (at >= 0 && bins[at].Centre == value)
        {
            bins[at] = (value, bins[at].Count + 1);
            return;
        }
        bins.Insert(at < 0 ? bins.Count : at, (value, 1));
        while (bins.Count > binCount)
        {
            int closest = -1;
            double distance = double.MaxValue;
            int ties = 1;
            for (int i = 0; i < bins.Count - 1; i++)
            {
                double next = bins[i + 1].Centre - bins[i].Centre;
                if (next < distance)
                {
                    distance = next;
                    closest = i;
                    ties = 1;
                }
                else if (next == distance && random.NextDouble() <= 1.0 / ++ties)
                {
                    closest = i;
                }
            }
            var (left, right) = (bins[closest], bins[closest + 1]);
            double sum = left.Count + right.Count;
            bins[closest] = ((left.Centre * (left.Count / sum)) + (right.Centre / sum * right.Count), sum);
            bins.RemoveAt(closest + 1);
        }
    }

    private static double Number(Column values, int row) => ColumnValues.Get(values, row) switch
    {
        Int128 unscaled => Numerics.DecimalConversion.ToDouble(unscaled, ((DecimalType)values.Type).Scale),
        var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static object Box(double value, DataType type) => type.Physical switch
    {
        PhysicalType.Int8 => (sbyte)value,
        PhysicalType.Int16 => (short)value,
        PhysicalType.Int32 => (int)value,
        PhysicalType.Int64 when type is DecimalType d => Numerics.DecimalConversion.TryFromDouble(value, new Numerics.DecimalShape(d.Precision, d.Scale), out var unscaled) ? unscaled : (Int128)0,
        PhysicalType.Int64 => (long)value,
        PhysicalType.Int128 when type is DecimalType d => Numerics.DecimalConversion.TryFromDouble(value, new Numerics.DecimalShape(d.Precision, d.Scale), out var unscaled) ? unscaled : (Int128)0,
        PhysicalType.Float32 => (float)value,
        _ => value,
    };
}
