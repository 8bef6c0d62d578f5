using System.Collections.Concurrent;
using System.Collections.Frozen;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Lists the types that plans consist of. Nothing else is written or made from bytes.</summary>
internal static class PlanTypes
{
    private static readonly RecordShape[] _shapes =
    [
        .. Plans(), .. Expressions(), .. Types(),
        Record<FrameCall>(), Record<SqlText>(), Record<BodySpan>(), Record<QuerySettings>(), new FunctionShape(), new MetadataShape(),
        Record<ScanRequest>(), Record<FileScan>(), Record<FileEntry>(), new FileIndexShape(), new FileSourceShape(), new MemorySourceShape(), new SourceOptionsShape(),
    ];

    private static readonly FrozenDictionary<string, RecordShape> _byName = _shapes.ToFrozenDictionary(static shape => shape.Name, StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<Type, RecordShape?> _byType = new(_shapes.Select(static shape => KeyValuePair.Create(shape.Type, (RecordShape?)shape)));

    /// <summary>Gets the types with a shape, for tests.</summary>
    public static IEnumerable<Type> All => _shapes.Select(static shape => shape.Type);

    public static RecordShape? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Finds the shape of an object's type: its own or its nearest base type's.</summary>
    public static RecordShape? ShapeOf(Type type) =>
        _byType.GetOrAdd(type, static type => type.BaseType is { } parent ? ShapeOf(parent) : null);

    private static RecordShape[] Plans() =>
    [
        Record<AggregateSpec>(), Record<CoalescePartitioning>(), Record<DirectPartitioning>(), Record<DistinctNode>(), Record<ExpandNode>(), Record<FilterNode>(), Record<GenerateNode>(),
        Record<HashAggregateNode>(), Record<HashJoinNode>(), Record<HashPartitioning>(), Record<IterationInputNode>(), Record<IterationNode>(), Record<JoinKey>(),
        Record<LimitNode>(), Record<NestedLoopJoinNode>(), Record<OneRowNode>(), Record<ProjectNode>(), Record<RangeNode>(), Record<RangePartitioning>(),
        Record<RepartitionNode>(), Record<RoundRobinPartitioning>(), Record<SampleNode>(), Record<ScanNode>(), Record<SharedBufferNode>(), Record<SingleRowNode>(),
        Record<SortNode>(), Record<TailNode>(), Record<TopNNode>(), Record<UnionNode>(), Record<ValuesNode>(), Record<WindowNode>(),
    ];

    private static RecordShape[] Expressions() =>
    [
        Record<AggregateExpression>(), Record<Alias>(), Record<AttributeReference>(), Record<BoundReference>(), Record<CaseWhen>(), Record<Cast>(),
        Record<CommonExpressionReference>(), Record<FrameBound>(), Record<FunctionCall>(), Record<GetArrayItem>(), Record<GetArrayStructFields>(),
        Record<GetMapValue>(), Record<GetStructField>(), Record<In>(), Record<LambdaFunction>(), Record<LambdaVariable>(), Record<Literal>(), Record<SortOrder>(),
        Record<VariableReference>(), Record<WindowExpression>(), Record<WindowFrame>(), Record<WindowSpec>(),
    ];

    private static RecordShape[] Types() =>
    [
        Record<ArrayType>(), Record<BinaryType>(), Record<BooleanType>(), Record<ByteType>(), Record<CalendarIntervalType>(), Record<CharType>(), Record<DateType>(),
        Record<DayTimeIntervalType>(), Record<DecimalType>(), Record<DoubleType>(), Record<FloatType>(), Record<IntegerType>(), Record<LongType>(), Record<MapType>(),
        Record<NullType>(), Record<ShortType>(), Record<SpatialType>(), Record<StringType>(), Record<StructField>(), Record<StructType>(), Record<TimeType>(),
        Record<TimestampNanosType>(), Record<TimestampNtzType>(), Record<TimestampType>(), Record<UserDefinedType>(), Record<VarcharType>(), Record<VariantType>(),
        Record<YearMonthIntervalType>(),
    ];

    private static RecordShape<T> Record<T>() where T : class => new();
}
