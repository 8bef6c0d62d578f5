using System.Collections.Frozen;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Finds the resolver of an operator by its node type. Operators without one go by <see cref="DefaultResolver"/>.</summary>
internal static class ResolverTable
{
    private static readonly FrozenDictionary<Type, IOperatorResolver> _resolvers = new IOperatorResolver[]
    {
        new AggregateResolver(),
        new ArrowRelationResolver(),
        new CachedRelationResolver(),
        new ColumnAliasResolver(),
        new CteReferenceResolver(),
        new DataSourceResolver(),
        new DeduplicateResolver(),
        new FilterResolver(),
        new GenerateResolver(),
        new HavingResolver(),
        new InlineTableResolver(),
        new JoinResolver(),
        new LateralJoinResolver(),
        new PlanIdentifierResolver(),
        new ProjectResolver(),
        new QualifyResolver(),
        new RelationResolver(),
        new SetOperationResolver(),
        new SortResolver(),
        new TableFunctionResolver(),
        new WindowDefinitionsResolver(),
        new WithCteResolver(),
    }.ToFrozenDictionary(static resolver => resolver.NodeType);

    public static IOperatorResolver? Find(Type type) => _resolvers.GetValueOrDefault(type);
}
