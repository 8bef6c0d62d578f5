using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Turns ROLLUP, CUBE and GROUPING SETS into an Expand of the input and one grouping by all keys and the grouping id.</summary>
internal static class GroupingSets
{
    private const int MaximumKeys = 64;
    public const string GroupingIdName = "spark_grouping_id";

    public static Aggregate Expand(Aggregate aggregate, Resolution resolution)
    {
        var sets = SetsOf(aggregate.Groupings);
        var keys = DistinctKeys(aggregate.Groupings);
        if (keys.Exists(Contents.HasAggregate))
        {
            throw new QueryException("MISSING_GROUP_BY", aggregate.Origin);
        }
        if (keys.Count > MaximumKeys)
        {
            throw new QueryException("GROUPING_SIZE_LIMIT_EXCEEDED", ("maxSize", "64"));
        }
        if (keys.Count == 0 && sets.Count == 1)
        {
            return aggregate with { Groupings = [], Items = [.. aggregate.Items.Select(WithoutGroupingId)] };
        }
        bool longId = !resolution.Context.Configuration.GetBoolean("spark.sql.legacy.integerGroupingId");
        var keyAliases = keys.ConvertAll(static key => new Alias(key, key is NamedExpression named ? named.OutputName : key.PrettyText) { Origin = key.Origin });
        var keyAttributes = keyAliases.Select((alias, i) => alias.ToAttribute().NewInstance() with { Qualifier = keys[i] is AttributeReference column ? column.Qualifier : alias.Qualifier, IsNullable = alias.Nullable || sets.Exists(set => !Holds(set, keys[i])) }).ToImmutableArray();
        var groupingId = new AttributeReference(GroupingIdName, longId ? LongType.Instance : IntegerType.Instance, false);
        bool duplicates = sets.Select(set => IdOf(set, keys)).Distinct().Count() < sets.Count;
        var position = new AttributeReference("_gen_grouping_pos", IntegerType.Instance, false);
        var inputColumns = aggregate.Input.Output;
        var withKeys = new Project(aggregate.Input, [.. inputColumns, .. keyAliases]) { Origin = aggregate.Origin };
        var projections = sets.Select((set, ordinal) => Projection(inputColumns, keys, keyAliases, set, longId, duplicates ? ordinal : null)).ToImmutableArray();
        ImmutableArray<AttributeReference> output = [.. inputColumns, .. keyAttributes, groupingId, .. duplicates ? new[] { position } : []];
        var expand = new Expand(withKeys, projections, output) { Origin = aggregate.Origin };
        ImmutableArray<Expression> groupings = [.. keyAttributes, groupingId, .. duplicates ? new Expression[] { position } : []];
        var expanded = new ExpandedKeys([.. keys], keyAttributes, groupingId, inputColumns, [], new CallMaker(resolution));
        var items = aggregate.Items.Select(expanded.RewriteItem).ToImmutableArray();
        return aggregate with { Input = expand, Groupings = groupings, Items = items };
    }

    /// <summary>Over the empty set alone, which groups like no GROUP BY at all, the grouping id is constant.</summary>
    private static Expression WithoutGroupingId(Expression item) =>
        item.TransformUp(static node => node is FunctionCall { Function.Name: "grouping_id", Arguments.IsEmpty: true } ? Literal.Of(0L) : node);

    private static ImmutableArray<Expression> Projection(ImmutableArray<AttributeReference> columns, List<Expression> keys, List<Alias> aliases, List<Expression> set, bool longId, int? ordinal)
    {
        var values = ImmutableArray.CreateBuilder<Expression>();
        values.AddRange(ImmutableArray<Expression>.CastUp(columns));
        for (int i = 0; i < keys.Count; i++)
        {
            values.Add(Holds(set, keys[i]) ? aliases[i].ToAttribute() : Literal.NullOf(aliases[i].Type));
        }
        long id = IdOf(set, keys);
        values.Add(longId ? Literal.Of(id) : Literal.Of((int)id));
        if (ordinal is { } number)
        {
            values.Add(Literal.Of(number));
        }
        return values.ToImmutable();
    }

    private static bool Holds(List<Expression> set, Expression key) => set.Exists(key.SemanticEquals);

    /// <summary>Sets a bit for every key that the set leaves out; the first key is the highest bit.</summary>
    private static long IdOf(List<Expression> set, List<Expression> keys)
    {
        long id = 0;
        foreach (var key in keys)
        {
            id = (id << 1) | (Holds(set, key) ? 0L : 1L);
        }
        return id;
    }

    private static List<Expression> DistinctKeys(IEnumerable<Expression> groupings)
    {
        var keys = new List<Expression>();
        foreach (var key in groupings.SelectMany(Flatten))
        {
            if (!keys.Exists(key.SemanticEquals))
            {
                keys.Add(key);
            }
        }
        return keys;
    }

    private static IEnumerable<Expression> Flatten(Expression key) => key is GroupingAnalytics analytics ? analytics.Keys.Concat(analytics.Sets.SelectMany(static set => set)).SelectMany(Flatten) : [key];

    /// <summary>Multiplies the sets of all comma items.</summary>
    private static List<List<Expression>> SetsOf(ImmutableArray<Expression> groupings)
    {
        List<List<Expression>> product = [[]];
        foreach (var key in groupings)
        {
            var own = key is GroupingAnalytics analytics ? SetsOf(analytics) : [[key]];
            product = [.. product.SelectMany(left => own.Select(right => (List<Expression>)[.. left, .. right]))];
        }
        return product;
    }

    private static List<List<Expression>> SetsOf(GroupingAnalytics analytics)
    {
        switch (analytics.Kind)
        {
            case GroupingAnalyticsKind.Rollup:
                return [.. Enumerable.Range(0, analytics.Sets.Length + 1).Select(dropped => (List<Expression>)[.. analytics.Sets.Take(analytics.Sets.Length - dropped).SelectMany(static set => set)])];
            case GroupingAnalyticsKind.Cube:
                var cube = new List<List<Expression>> { new() };
                foreach (var set in analytics.Sets.Reverse())
                {
                    cube = [.. cube.Select(tail => (List<Expression>)[.. set, .. tail]), .. cube];
                }
                return cube;
            case GroupingAnalyticsKind.GroupingSets:
                return [.. analytics.Sets.SelectMany(static set => set is [GroupingAnalytics inner] ? SetsOf(inner) : [[.. set]])];
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
