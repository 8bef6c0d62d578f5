using System.Collections.Frozen;
using Gateway.Plans.Analysis.Forms;
using Gateway.Plans.Analysis.Frames;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Finds the resolver of an operator by its node type. Operators without one go by <see cref="DefaultResolver"/>.</summary>
internal static class ResolverTable
{
    private static readonly FrozenDictionary<Type, IOperatorResolver> _resolvers = new IOperatorResolver[]
    {
        new AggregateResolver(),
        new ArrowRelationResolver(),
        new AsOfJoinResolver(),
        new BinByResolver(),
        new CachedRelationResolver(),
        new CollectMetricsResolver(),
        new ColumnAliasResolver(),
        new CteReferenceResolver(),
        new DataSourceResolver(),
        new DeduplicateResolver(),
        new DropColumnsResolver(),
        new DropNaResolver(),
        new FillNaResolver(),
        new FilterResolver(),
        new GenerateResolver(),
        new HavingResolver(),
        new InlineTableResolver(),
        new JoinResolver(),
        new JsonTableResolver(),
        new LateralJoinResolver(),
        new LimitAllResolver(),
        new MatchedJoinResolver(),
        new NearestByResolver(),
        new PipeAggregateResolver(),
        new PipeSetResolver(),
        new PivotResolver(),
        new PlanIdentifierResolver(),
        new ProjectResolver(),
        new QualifyResolver(),
        new RelationResolver(),
        new RenameColumnsResolver(),
        new RepartitionResolver(),
        new ReplaceValuesResolver(),
        new SampleResolver(),
        new SetOperationResolver(),
        new SortResolver(),
        new StatisticResolver(),
        new SummaryResolver(),
        new TableFunctionResolver(),
        new TimeTravelResolver(),
        new ToDataFrameResolver(),
        new ToSchemaResolver(),
        new ParseTextResolver(),
        new TransposeResolver(),
        new UnnestResolver(),
        new UnpivotResolver(),
        new WatermarkResolver(),
        new WindowDefinitionsResolver(),
        new WithColumnsResolver(),
        new WithCteResolver(),
    }.ToFrozenDictionary(static resolver => resolver.NodeType);

    public static IOperatorResolver? Find(Type type) => _resolvers.GetValueOrDefault(type);
}
