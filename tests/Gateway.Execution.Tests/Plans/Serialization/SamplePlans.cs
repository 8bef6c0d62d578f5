using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Formats;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Tests.Support;
using Gateway.Storage.Files;
using Gateway.Storage.Formats;
using Gateway.Storage.Memory;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Tests.Plans.Serialization;

/// <summary>Plans that together have every node, every expression, every type and every form of value.</summary>
internal static class SamplePlans
{
    private static readonly SqlText _text = new("SELECT 𝄞 + 1", "VIEW", "v");

    public static readonly QuerySettings Settings = new()
    {
        TimeZone = "America/Los_Angeles",
        Ansi = false,
        CaseSensitive = true,
        NowMicros = 1_700_000_000_123_456,
        CurrentUser = "someone",
        CurrentDatabase = "d",
        TimeParserPolicy = "LEGACY",
        MapKeyDedupPolicy = "LAST_WIN",
        AllowDecimalPrecisionLoss = false,
        BatchSize = 3,
        Configuration = new Dictionary<string, string> { ["spark.a"] = "1", ["spark.b"] = "" },
    };

    public static readonly StructType EveryType = new(
    [
        new("void", NullType.Instance, true), new("b", BooleanType.Instance, true), new("i8", ByteType.Instance, true), new("i16", ShortType.Instance, true),
        new("i32", IntegerType.Instance, true), new("i64", LongType.Instance, true), new("f32", FloatType.Instance, true), new("f64", DoubleType.Instance, true),
        new("d9", new DecimalType(9, 2), true), new("d38", new DecimalType(38, 10), true), new("s", StringType.Instance, true), new("s2", new StringType("UNICODE_CI"), true),
        new("bin", BinaryType.Instance, true), new("date", DateType.Instance, true), new("ts", TimestampType.Instance, true), new("ntz", TimestampNtzType.Instance, true),
        new("nanos", new TimestampNanosType(9, true), true), new("time", new TimeType(9), true), new("dt", new DayTimeIntervalType(1, 3), true),
        new("ym", new YearMonthIntervalType(0, 1), true), new("interval", CalendarIntervalType.Instance, true), new("list", new ArrayType(StringType.Instance, true), true),
        new("voids", new ArrayType(NullType.Instance, true), true),
        new("map", new MapType(StringType.Instance, new ArrayType(IntegerType.Instance, true), true), true),
        new("struct", new StructType([new("x", IntegerType.Instance, false, Metadata.Parse("""{"comment":"c"}""")), new("y", new ArrayType(LongType.Instance, true), true)]), true),
        new("variant", VariantType.Instance, true), new("udt", new UserDefinedType("j", null, "p", new ArrayType(DoubleType.Instance, false)), true),
        new("geo", new SpatialType(true, 4326), true), new("geo2", new SpatialType(false, null), true),
    ]);

    public static readonly ImmutableArray<ImmutableArray<object?>> EveryValue =
    [
        [
            null, true, (sbyte)-1, short.MinValue, int.MaxValue, long.MinValue, -0.0f, double.NaN, (Int128)12345, Int128.MaxValue / 7, "a \u00e9 𝄞", new string('x', 300),
            new byte[] { 0, 255, 1 }, -1, 1L, -1L, (Int128)long.MaxValue * 1000, 86_399_999_999_999L, 5L, 13, new CalendarInterval(int.MinValue, 3, long.MaxValue),
            new object?[] { "a", null, "longer than twelve bytes" }, new object?[] { null, null, null }, new BoxedMap(["k", "l"], [new object?[] { 1, null }, null]),
            new object?[] { 1, new object?[] { 2L } }, new object?[] { new byte[] { 1 }, new byte[] { 2, 3 } }, new object?[] { 1.5, 2.5 }, new object?[] { 4326, new byte[] { 9 } }, new object?[] { 0, new byte[] { 8 } },
        ],
        [.. Enumerable.Repeat<object?>(null, 29)],
        [
            null, false, (sbyte)1, (short)3, 0, 0L, float.PositiveInfinity, double.Epsilon, (Int128)(-1), Int128.MinValue / 7, "", "\u0000", Array.Empty<byte>(), 0, 0L, 0L, (Int128)(-1), 0L, 0L, 0,
            new CalendarInterval(0, 0, 0), Array.Empty<object?>(), Array.Empty<object?>(), new BoxedMap([], []), new object?[] { 0, null }, new object?[] { new byte[] { 0 }, new byte[20] }, Array.Empty<object?>(),
            new object?[] { 1, Array.Empty<byte>() }, new object?[] { 2, new byte[30] },
        ],
    ];

    public static IEnumerable<(string Name, PhysicalPlan Plan)> All(MemoryPool pool)
    {
        var values = new ValuesNode(EveryType, EveryValue, 2);
        var one = new OneRowNode();
        var integer = Bound(4);
        var text = Bound(10);
        yield return ("values", values);
        yield return ("one", one);
        yield return ("range", new RangeNode(long.MinValue, long.MaxValue, -3, 7, "n"));
        yield return ("filter", new FilterNode(values, Call("<", integer, Literal.Of(3)) with { Origin = new Origin(_text, 7, 11), Mode = EvaluationMode.Try }));
        yield return ("project", new ProjectNode(values, [.. Expressions()], new StructType([new("a", IntegerType.Instance, false)])));
        yield return ("literals", new ProjectNode(one, [.. EveryType.Fields.SelectMany((member, i) => EveryValue.Select(row => new Literal(row[i], member.Type)))], StructType.Empty));
        yield return ("odd-literals", new ProjectNode(one, [new Literal("\uD800x", StringType.Instance), new Literal("x\uDC00\uD800", StringType.Instance), new Literal(new byte[] { 255 }, StringType.Instance)], StructType.Empty));
        yield return ("types", new IterationInputNode(3, new StructType([new("c", new CharType(3), true), new("v", new VarcharType(4), true), new("u", new UserDefinedType(null, "a.B", null, LongType.Instance), false), new("s", new StringType(null), true)])));
        yield return ("limit", new LimitNode(new LimitNode(one, null, 5), 10, 0));
        yield return ("tail", new TailNode(one, 3));
        yield return ("generate", new GenerateNode(values, Call("explode", Bound(21)), true, [0, 2], new StructType([new("col", StringType.Instance, true)])));
        yield return ("expand", new ExpandNode(values, [[integer, Literal.Null], [], [Literal.Of(1L)]], StructType.Empty));
        yield return ("union", new UnionNode([one, one, new OneRowNode()], StructType.Empty));
        yield return ("sample", new SampleNode(one, 0.25, double.Epsilon, true, -7));
        yield return ("single", new SingleRowNode(one, Origin.Of(new FrameCall("__add__", "f.py:1"))));
        yield return ("sort", new SortNode(new SortNode(values, [new SortOrder(integer, false, true), new SortOrder(text)], false), [new SortOrder(text, true, null)]));
        yield return ("top", new TopNNode(values, [new SortOrder(integer)], 3, 2));
        yield return ("aggregate", new HashAggregateNode(values, [text], [new AggregateSpec(Call("sum", integer), true, Call("isnotnull", text)), new AggregateSpec(Call("count", Literal.Of(1)))], EveryType));
        yield return ("distinct", new DistinctNode(values, [3, 1]));
        yield return ("hash-join", new HashJoinNode(values, one, PhysicalJoinKind.ExistenceMark, JoinSide.Right, [new JoinKey(integer, integer), new JoinKey(text, text, KeyMatch.NullAware)], Literal.True, "m"));
        yield return ("loop-join", new NestedLoopJoinNode(one, values, PhysicalJoinKind.LeftAnti, Literal.False, true));
        yield return ("shared", Shared(values));
        yield return ("iteration", new IterationNode(values, new UnionNode([new IterationInputNode(4, EveryType), values], EveryType), 4, EveryType, -1, 5, 6));
        yield return ("direct repartition", new RepartitionNode(values, new DirectPartitioning(integer, 3)));
        yield return ("repartition", new RepartitionNode(new RepartitionNode(new RepartitionNode(new RepartitionNode(values, new HashPartitioning([integer], 3)),
            new RangePartitioning([new SortOrder(text)], 4)), new RoundRobinPartitioning(5)), new CoalescePartitioning(6)));
        yield return ("window", Window(values, integer, text));
        var rows = Rows(pool);
        yield return ("memory", new UnionNode([new ScanNode(rows, new ScanRequest([0, 3], [Call("isnull", Bound(3))])), new ScanNode(rows, new ScanRequest([], []))], EveryType));
        foreach (string format in new[] { "csv", "json", "text", "xml", "binaryFile", "parquet" })
        {
            yield return (format, new ScanNode(Files(format), new ScanRequest([1, 0], [])));
        }
    }

    public static FunctionCall Call(string name, params ImmutableArray<Expression> arguments) =>
        new((FunctionRegistry.Builtin.Find(name) ?? FunctionRegistry.Builtin.FindInternal(name))!, name, arguments, EvaluationMode.Ansi);

    /// <summary>Makes rows of every type in columns of every shape; the caller disposes the source.</summary>
    public static MemorySource Rows(MemoryPool pool)
    {
        var memory = new MemoryScope(pool);
        var flat = new Batch([.. EveryType.Fields.Select((member, i) =>
        {
            var column = Column.Create(member.Type, EveryValue.Length, memory);
            for (int row = 0; row < EveryValue.Length; row++)
            {
                ColumnValues.Set(column, row, EveryValue[row][i]);
            }
            return column;
        })]);
        flat.SetAll(EveryValue.Length);
        var constant = new Batch([.. flat.Columns.Select(static source =>
        {
            var column = Column.Alias(source.Type, source);
            column.Shape = ColumnShape.Constant;
            return column;
        })]);
        constant.SetAll(100);
        return new MemorySource(EveryType, [flat, constant], memory, 3);
    }

    private static BoundReference Bound(int ordinal) => new(ordinal, EveryType.Fields[ordinal].Type, true);

    private static UnionNode Shared(PhysicalPlan input)
    {
        var shared = new SharedBufferNode(input, 9);
        var twice = new SharedBufferNode(new UnionNode([shared, shared], EveryType), 10);
        return new UnionNode([twice, twice, shared], EveryType);
    }

    private static WindowNode Window(PhysicalPlan input, Expression integer, Expression text)
    {
        var frame = new WindowFrame(FrameKind.Range, new FrameBound(FrameBoundKind.Offset, Literal.Of(-1)), new FrameBound(FrameBoundKind.CurrentRow));
        var spec = new WindowSpec([text], [new SortOrder(integer)], frame) { Origin = new Origin(_text, 1, 2) };
        return new WindowNode(input, [text], [new SortOrder(integer)],
        [
            new WindowExpression(new AggregateExpression(Call("sum", integer), false, Literal.True), spec),
            new WindowExpression(Call("lag", integer, Literal.Of(1), Literal.Null), spec with { Frame = null }, true),
        ], ["a", "b"]);
    }

    private static IEnumerable<Expression> Expressions()
    {
        var integer = Bound(4);
        var variable = new LambdaVariable("x", StringType.Instance, true, ExpressionId.Next());
        var attribute = new AttributeReference("n", LongType.Instance, true, Metadata.Parse("""{"a":[1]}"""), ExpressionId.Next(), ["db", "t"]);
        yield return new Alias(integer, "alias") { Tags = ExpressionTags.GeneratedName | ExpressionTags.HiddenOutput };
        yield return new Alias(attribute, "n", attribute.Id, [], Metadata.Empty);
        yield return attribute;
        yield return new CaseWhen([(Literal.True, integer), (Literal.False, integer)], null);
        yield return new CaseWhen([], integer);
        yield return new Cast(integer, new DecimalType(38, 18), EvaluationMode.Legacy) { Tags = ExpressionTags.UserCast, Origin = new Origin(_text, 0, 5) { Body = new BodySpan(_text, 2, 4) } };
        yield return new CommonExpressionReference(integer);
        yield return new GetStructField(Bound(24), 1, "Y");
        yield return new GetStructField(Bound(24), 0);
        yield return new GetArrayStructFields(Call("array", Bound(24)), 0, "x");
        yield return new GetArrayItem(Bound(21), integer, EvaluationMode.Ansi);
        yield return new GetMapValue(Bound(23), Bound(10));
        yield return new In(integer, [Literal.Of(1), integer]);
        yield return Call("filter", Bound(21), new LambdaFunction(Call("isnotnull", variable), [variable]));
        yield return new VariableReference(["session", "v"], Literal.Of(3), true);
        yield return Call("+", integer, integer) with { ExactDecimals = true };
        yield return new SortOrder(integer);
    }

    private static ScanSource Files(string format)
    {
        var schema = new StructType([new StructField("v", StringType.Instance, true), new StructField("p", IntegerType.Instance, true)]);
        var index = new FileIndex([new FileEntry("/no/such/p=1/file", 12, 34, [1]), new FileEntry("/no/such/p=2/file", 5, 6, [null])], new StructType([schema.Fields[1]]), true);
        var options = new SourceOptions([new("rowTag", "r"), new("TimeZone", "UTC")]);
        return FileFormats.Find(format).Open(index, schema, options, Settings with { TimeZone = "Asia/Tokyo" });
    }
}
