using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
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
        if (keys.Count > MaximumKeys)
        {
            throw new QueryException("GROUPING_SIZE_LIMIT_EXCEEDED", ("maxSize", "64"));
        }
        bool longId = !resolution.Context.Configuration.GetBoolean("spark.sql.legacy.integerGroupingId");
        var keyAliases = keys.ConvertAll(static key => new Alias(key, key is NamedExpression named ? named.OutputName : key.PrettyText) { Origin = key.Origin });
        var keyAttributes = keyAliases.Select((alias, i) => alias.ToAttribute().NewInstance() with { IsNullable = alias.Nullable || sets.Exists(set => !Holds(set, keys[i])) }).ToImmutableArray();
        var groupingId = new AttributeReference(GroupingIdName, longId ? LongType.Instance : IntegerType.Instance, false);
        bool duplicates = sets.Select(set => IdOf(set, keys)).Distinct().Count() < sets.Count;
        var position = new AttributeReference("_gen_grouping_pos", IntegerType.Instance, false);
        var inputColumns = aggregate.Input.Output;
        var withKeys = new Project(aggregate.Input, [.. inputColumns, .. keyAliases]) { Origin = aggregate.Origin };
        var projections = sets.Select((set, ordinal) => Projection(inputColumns, keys, keyAliases, set, longId, duplicates ? ordinal : null)).ToImmutableArray();
        ImmutableArray<AttributeReference> output = [.. inputColumns, .. keyAttributes, groupingId, .. duplicates ? new[] { position } : []];
        var expand = new Expand(withKeys, projections, output) { Origin = aggregate.Origin };
        ImmutableArray<Expression> groupings = [.. keyAttributes, groupingId, .. duplicates ? new Expression[] { position } : []];
        var items = aggregate.Items.Select(item => Rewrite(item, keys, keyAttributes, groupingId, longId)).ToImmutableArray();
        return aggregate with { Input = expand, Groupings = groupings, Items = items };
    }

    /// <summary>Rewrites an expression over the original columns to one over the expanded keys.</summary>
    private static Expression Rewrite(Expression node, List<Expression> keys, ImmutableArray<AttributeReference> attributes, AttributeReference groupingId, bool longId)
    {
        switch (node)
        {
            case Alias alias:
                return alias with { Child = Rewrite(alias.Child, keys, attributes, groupingId, longId) };
            case FunctionCall { Function.Name: "grouping" } call:
                int position = keys.FindIndex(key => key.SemanticEquals(call.Arguments[0]));
                return position >= 0 ? Bit(groupingId, keys.Count - 1 - position, call) : throw new QueryException("GROUPING_COLUMN_MISMATCH", call.Origin,
                    ("grouping", call.Arguments[0].ToString()), ("groupingColumns", string.Join(',', keys.Select(static key => key.ToString()))));
            case FunctionCall { Function.Name: "grouping_id" } call:
                bool matches = call.Arguments.IsEmpty || (call.Arguments.Length == keys.Count && call.Arguments.Zip(keys).All(static pair => pair.First.SemanticEquals(pair.Second)));
                return matches ? groupingId with { Origin = call.Origin } : throw new QueryException("GROUPING_ID_COLUMN_MISMATCH", call.Origin,
                    ("groupingIdColumn", string.Join(',', call.Arguments.Select(static key => key.ToString()))), ("groupByColumns", string.Join(',', keys.Select(static key => key.ToString()))));
            case AggregateExpression:
                return node;
        }
        int found = keys.FindIndex(key => key.SemanticEquals(node));
        if (found >= 0)
        {
            var attribute = attributes[found] with { Origin = node.Origin };
            return node is AttributeReference original ? new Alias(attribute, original.Name) { Origin = node.Origin } : attribute;
        }
        var inner = node.MapChildren(child => Unaliased(Rewrite(child, keys, attributes, groupingId, longId)));
        return inner;
    }

    private static Expression Unaliased(Expression node) => node is Alias alias ? alias.Child : node;

    private static Cast Bit(AttributeReference groupingId, int shift, FunctionCall call)
    {
        var registry = FunctionRegistry.Builtin;
        Expression shifted = new FunctionCall(registry.Find("shiftright")!, "shiftright", [groupingId, Literal.Of(shift)], EvaluationMode.Ansi);
        Expression one = groupingId.Type is LongType ? Literal.Of(1L) : Literal.Of(1);
        var bit = new FunctionCall(registry.Find("&")!, "&", [shifted, one], EvaluationMode.Ansi);
        return new Cast(bit, ByteType.Instance, EvaluationMode.Legacy) { Origin = call.Origin };
    }

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

    private static IEnumerable<Expression> Flatten(Expression key) => key is GroupingAnalytics analytics ? analytics.Sets.SelectMany(static set => set).SelectMany(Flatten) : [key];

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
