using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Tests.Support;

/// <summary>Rows in memory that are scanned in many small morsels, some of them empty, two partitions.</summary>
public sealed class Table(StructType schema, List<object?[]> rows, int morselRows = 7) : ScanSource
{
    public List<object?[]> Rows { get; } = rows;

    public override StructType Schema => schema;

    public PhysicalPlan Scan() => new ScanNode(this, new ScanRequest([.. Enumerable.Range(0, schema.Fields.Length)], []));

    public Expression Column(int ordinal) => new BoundReference(ordinal, schema.Fields[ordinal].Type, schema.Fields[ordinal].Nullable);

    public override IReadOnlyList<ScanMorsel> PlanMorsels(ScanRequest request, QuerySettings settings)
    {
        List<ScanMorsel> morsels = [];
        for (int start = 0, ordinal = 0; start < Rows.Count; start += morselRows)
        {
            morsels.Add(new ScanMorsel(ordinal++, start * 2 >= Rows.Count ? 1 : 0, start, morselRows, (start, Math.Min(Rows.Count, start + morselRows))));
            if (ordinal % 3 == 0)
            {
                morsels.Add(new ScanMorsel(ordinal++, start * 2 >= Rows.Count ? 1 : 0, start, 0, (start, start)));
            }
        }
        return morsels;
    }

    /// <summary>Gets the filter that the latest reader was opened with.</summary>
    public ImmutableArray<Expression> LastFilter { get; private set; } = [];

    public override ColumnRange? Range(int column)
    {
        object[] values = [.. Rows.Select(row => row[column]).OfType<IComparable>().Order()];
        return values.Length == 0 ? null : new ColumnRange(values[0], values[^1], null);
    }

    public override MorselReader OpenReader(ScanRequest request, EvaluationContext context)
    {
        LastFilter = request.Filter;
        return new Reader(this, request, context);
    }

    private sealed class Reader(Table table, ScanRequest request, EvaluationContext context) : MorselReader
    {
        private readonly ScanFilter _filter = new(request.Filter, context);
        private int _next;
        private int _end;

        public override void Open(ScanMorsel morsel) => (_next, _end) = ((int, int))morsel.Part;

        public override bool Next(Batch batch)
        {
            int count = Math.Min(context.BatchSize, _end - _next);
            if (count == 0)
            {
                return false;
            }
            for (int i = 0; i < batch.Columns.Length; i++)
            {
                batch.Columns[i].Reset();
                for (int row = 0; row < count; row++)
                {
                    ColumnValues.Set(batch.Columns[i], row, table.Rows[_next + row][request.Columns[i]]);
                }
            }
            batch.SetAll(count);
            _filter.Apply(batch, null);
            _next += count;
            return true;
        }

        public override void Dispose() { }
    }

    /// <summary>Makes a table of random values with many NULLs, duplicates and extremes; the seed fixes it.</summary>
    public static Table Random(int seed, int rowCount, params DataType[] types)
    {
        var random = new Random(seed);
        List<object?[]> rows = [];
        for (int i = 0; i < rowCount; i++)
        {
            rows.Add(Array.ConvertAll(types, type => random.Next(8) == 0 ? null : Value(type, random)));
        }
        return new Table(new StructType(types.Select((type, i) => new StructField("c" + i, type, true))), rows);
    }

    private static object? Value(DataType type, Random random) => type switch
    {
        BooleanType => random.Next(2) == 0,
        ByteType => (sbyte)random.Next(-3, 4),
        ShortType => (short)random.Next(-5, 6),
        IntegerType or DateType => random.Next(10) == 0 ? int.MaxValue - random.Next(2) : random.Next(-10, 11),
        LongType => random.Next(10) == 0 ? long.MinValue + random.Next(2) : random.Next(-10, 11),
        FloatType => random.Next(6) switch { 0 => float.NaN, 1 => -0.0f, 2 => 0.0f, _ => random.Next(-4, 5) / 2f },
        DoubleType => random.Next(6) switch { 0 => double.NaN, 1 => -0.0, 2 => 0.0, _ => random.Next(-4, 5) / 4.0 },
        DecimalType d => d.Precision > 18 && random.Next(4) == 0 ? Int128.MaxValue / 3 - random.Next(3) : (Int128)random.Next(-20, 21),
        StringType => new string((char)('a' + random.Next(4)), random.Next(3) * random.Next(12)) + random.Next(3),
        BinaryType => new byte[random.Next(3) * 9],
        CalendarIntervalType => new CalendarInterval(random.Next(2), random.Next(2), random.Next(2)),
        ArrayType a => Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(5) == 0 ? null : Value(a.Element, random)).ToArray(),
        MapType m => new BoxedMap([Value(m.Key, random)], [Value(m.Value, random)]),
        StructType s => s.Fields.Select(f => random.Next(5) == 0 ? null : Value(f.Type, random)).ToArray(),
        NullType => null,
        _ => throw new ArgumentException(type.ToString()),
    };
}
