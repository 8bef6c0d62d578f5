using System.Collections.Frozen;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Kind = Spark.Connect.Relation.RelTypeOneofCase;

namespace Gateway.Connect.Relations;

/// <summary>Lists the translation of each kind of relation.</summary>
internal static class RelationTable
{
    public static FrozenDictionary<Kind, Func<Translator, Proto.Relation, LogicalPlan>> Create() => new Dictionary<Kind, Func<Translator, Proto.Relation, LogicalPlan>>
    {
        [Kind.Read] = static (translator, message) => ReadTranslation.Translate(translator, message.Read),
        [Kind.RelationChanges] = static (translator, message) => RelationChangesTranslation.Translate(translator, message.RelationChanges),
        [Kind.Project] = static (translator, message) => ProjectTranslation.Translate(translator, message.Project),
        [Kind.Filter] = static (translator, message) => FilterTranslation.Translate(translator, message.Filter),
        [Kind.Join] = static (translator, message) => JoinTranslation.Translate(translator, message.Join),
        [Kind.AsOfJoin] = static (translator, message) => AsOfJoinTranslation.Translate(translator, message.AsOfJoin),
        [Kind.LateralJoin] = static (translator, message) => JoinTranslation.Translate(translator, message.LateralJoin),
        [Kind.NearestByJoin] = static (translator, message) => NearestByTranslation.Translate(translator, message.NearestByJoin),
        [Kind.Zip] = static (translator, message) => ZipTranslation.Translate(translator, message.Zip),
        [Kind.SetOp] = static (translator, message) => SetOperationTranslation.Translate(translator, message.SetOp),
        [Kind.Sort] = static (translator, message) => SortTranslation.Translate(translator, message.Sort),
        [Kind.Limit] = static (translator, message) => LimitTranslation.Translate(translator, message.Limit),
        [Kind.Offset] = static (translator, message) => LimitTranslation.Translate(translator, message.Offset),
        [Kind.Tail] = static (translator, message) => LimitTranslation.Translate(translator, message.Tail),
        [Kind.Aggregate] = static (translator, message) => AggregateTranslation.Translate(translator, message.Aggregate),
        [Kind.Sql] = static (translator, message) => SqlTranslation.Translate(translator, message.Sql),
        [Kind.WithRelations] = static (translator, message) => WithRelationsTranslation.Translate(translator, message.WithRelations),
        [Kind.LocalRelation] = static (translator, message) => LocalRelationTranslation.Translate(translator, message.LocalRelation),
        [Kind.CachedLocalRelation] = static (translator, message) => LocalRelationTranslation.Translate(translator, message.CachedLocalRelation),
        [Kind.ChunkedCachedLocalRelation] = static (translator, message) => LocalRelationTranslation.Translate(translator, message.ChunkedCachedLocalRelation),
        [Kind.CachedRemoteRelation] = static (translator, message) => RemoteRelationTranslation.Translate(translator, message.CachedRemoteRelation),
        [Kind.Sample] = static (translator, message) => SampleTranslation.Translate(translator, message.Sample),
        [Kind.Deduplicate] = static (translator, message) => DeduplicateTranslation.Translate(translator, message.Deduplicate),
        [Kind.Range] = static (_, message) => RangeTranslation.Translate(message.Range),
        [Kind.SubqueryAlias] = static (translator, message) => SubqueryAliasTranslation.Translate(translator, message.SubqueryAlias),
        [Kind.Repartition] = static (translator, message) => RepartitionTranslation.Translate(translator, message.Repartition),
        [Kind.RepartitionByExpression] = static (translator, message) => RepartitionTranslation.Translate(translator, message.RepartitionByExpression),
        [Kind.ToDf] = static (translator, message) => ColumnsTranslation.Translate(translator, message.ToDf),
        [Kind.ToSchema] = static (translator, message) => ColumnsTranslation.Translate(translator, message.ToSchema),
        [Kind.WithColumns] = static (translator, message) => ColumnsTranslation.Translate(translator, message.WithColumns),
        [Kind.WithColumnsRenamed] = static (translator, message) => ColumnsTranslation.Translate(translator, message.WithColumnsRenamed),
        [Kind.Drop] = static (translator, message) => ColumnsTranslation.Translate(translator, message.Drop),
        [Kind.ShowString] = static (translator, message) => ShowTranslation.Translate(translator, message.ShowString),
        [Kind.HtmlString] = static (translator, message) => ShowTranslation.Translate(translator, message.HtmlString),
        [Kind.Hint] = static (translator, message) => HintTranslation.Translate(translator, message.Hint),
        [Kind.Unpivot] = static (translator, message) => UnpivotTranslation.Translate(translator, message.Unpivot),
        [Kind.Transpose] = static (translator, message) => UnpivotTranslation.Translate(translator, message.Transpose),
        [Kind.UnresolvedTableValuedFunction] = static (translator, message) => TableFunctionTranslation.Translate(translator, message.UnresolvedTableValuedFunction),
        [Kind.CollectMetrics] = static (translator, message) => CollectMetricsTranslation.Translate(translator, message.CollectMetrics),
        [Kind.Parse] = static (translator, message) => ParseTranslation.Translate(translator, message.Parse),
        [Kind.WithWatermark] = static (translator, message) => WatermarkTranslation.Translate(translator, message.WithWatermark),
        [Kind.FillNa] = static (translator, message) => MissingValuesTranslation.Translate(translator, message.FillNa),
        [Kind.DropNa] = static (translator, message) => MissingValuesTranslation.Translate(translator, message.DropNa),
        [Kind.Replace] = static (translator, message) => MissingValuesTranslation.Translate(translator, message.Replace),
        [Kind.Summary] = static (translator, message) => SummaryTranslation.Translate(translator, message.Summary),
        [Kind.Describe] = static (translator, message) => SummaryTranslation.Translate(translator, message.Describe),
        [Kind.Crosstab] = static (translator, message) => StatisticTranslation.Translate(translator, message.Crosstab),
        [Kind.Cov] = static (translator, message) => StatisticTranslation.Translate(translator, message.Cov),
        [Kind.Corr] = static (translator, message) => StatisticTranslation.Translate(translator, message.Corr),
        [Kind.ApproxQuantile] = static (translator, message) => StatisticTranslation.Translate(translator, message.ApproxQuantile),
        [Kind.FreqItems] = static (translator, message) => StatisticTranslation.Translate(translator, message.FreqItems),
        [Kind.SampleBy] = static (translator, message) => StatisticTranslation.Translate(translator, message.SampleBy),
        [Kind.Catalog] = static (translator, message) => translator.Host.Catalog(message.Catalog),
        [Kind.Extension] = static (_, message) => throw new QueryException("CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION", ("extensionTypeUrl", message.Extension.TypeUrl)),
    }.ToFrozenDictionary();
}
