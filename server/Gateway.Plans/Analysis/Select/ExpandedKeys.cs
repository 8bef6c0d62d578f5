using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Knows how an aggregate with grouping analytics names its keys after the Expand, and rewrites expressions accordingly.</summary>
/// <param name="keys">The keys over the original columns.</param>
/// <param name="attributes">The expanded attribute of each key.</param>
/// <param name="columns">The original columns.</param>
/// <param name="items">The finished items of the aggregate and of projections above it, which may show keys under other names.</param>
internal sealed class ExpandedKeys(
    ImmutableArray<Expression> keys,
    ImmutableArray<AttributeReference> attributes,
    AttributeReference groupingId,
    ImmutableArray<AttributeReference> columns,
    ImmutableArray<Expression> items,
    CallMaker calls)
{
    /// <summary>Gets the attribute that tells the rows of one grouping set from those of another.</summary>
    public AttributeReference GroupingId => groupingId;

    /// <summary>Gets the columns that names mean below the aggregate.</summary>
    public ImmutableArray<AttributeReference> Columns => columns;

    /// <summary>Recognizes an aggregate that came from grouping analytics.</summary>
    /// <param name="above">Items of projections above the aggregate.</param>
    public static ExpandedKeys? Of(Aggregate aggregate, CallMaker calls, params IEnumerable<Expression> above)
    {
        if (aggregate.Input is not Expand { Input: Project project } expand || expand.Attributes.FirstOrDefault(static attribute => attribute.Name == GroupingSets.GroupingIdName) is not { } groupingId)
        {
            return null;
        }
        int columns = project.Input.Output.Length;
        ImmutableArray<Expression> keys = [.. project.Items[columns..].Select(Contents.Value)];
        return new ExpandedKeys(keys, expand.Attributes.Slice(columns, keys.Length), groupingId, project.Input.Output, [.. aggregate.Items, .. above], calls);
    }

    /// <summary>Rewrites a select item; a bare key keeps its name.</summary>
    public Expression RewriteItem(Expression item) => item switch
    {
        Alias alias => alias with { Child = Rewrite(alias.Child) },
        AttributeReference attribute when IndexOf(attribute) is >= 0 and var found => new Alias(attributes[found], attribute.Name) { Origin = attribute.Origin },
        _ => Rewrite(item),
    };

    /// <summary>Rewrites the grouping() and grouping_id() calls of an expression; the rest stays.</summary>
    public Expression RewriteCalls(Expression node) => Contents.IsGrouping(node) ? Rewrite(node) : node.MapChildren(RewriteCalls);

    /// <summary>Rewrites an expression over the original columns to one over the expanded keys.</summary>
    public Expression Rewrite(Expression node)
    {
        switch (node)
        {
            case FunctionCall { Function.Name: "grouping" } call:
                int position = IndexOfShown(Names.TemporaryReference.Strip(call.Arguments[0]));
                return position >= 0 ? Bit(keys.Length - 1 - position, call) : throw new QueryException("GROUPING_COLUMN_MISMATCH",
                    ("grouping", call.Arguments[0].ToString()), ("groupingColumns", string.Join(',', keys.Select(static key => key.ToString()))));
            case FunctionCall { Function.Name: "grouping_id" } call:
                bool matches = call.Arguments.IsEmpty
                    || (call.Arguments.Length == keys.Length && call.Arguments.Select((argument, i) => IndexOfShown(Names.TemporaryReference.Strip(argument)) == i).All(static matches => matches));
                return matches ? groupingId with { Origin = call.Origin } : throw new QueryException("GROUPING_ID_COLUMN_MISMATCH",
                    ("groupingIdColumn", string.Join(',', call.Arguments.Select(static key => key.ToString()))), ("groupByColumns", string.Join(',', keys.Select(static key => key.ToString()))));
            case AggregateExpression:
                return node.MapChildren(RewriteCalls);
        }
        int found = IndexOf(Names.TemporaryReference.Strip(node));
        return found >= 0 ? attributes[found] with { Origin = node.Origin } : node.MapChildren(Rewrite);
    }

    /// <summary>Finds a key, also when an output names it.</summary>
    private int IndexOfShown(Expression node)
    {
        int found = IndexOf(node);
        if (found >= 0 || node is not AttributeReference shown)
        {
            return found;
        }
        found = attributes.Select(static attribute => attribute.Id).ToList().IndexOf(shown.Id);
        return found < 0 && items.OfType<Alias>().FirstOrDefault(item => item.Id == shown.Id) is { } alias ? IndexOfShown(alias.Child) : found;
    }

    private int IndexOf(Expression node)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i].SemanticEquals(node))
            {
                return i;
            }
        }
        return -1;
    }

    private Cast Bit(int shift, FunctionCall call)
    {
        Expression one = groupingId.Type is LongType ? Literal.Of(1L) : Literal.Of(1);
        return new Cast(calls.Call("&", calls.Call("shiftright", groupingId, Literal.Of(shift)), one), ByteType.Instance, EvaluationMode.Legacy) { Origin = call.Origin };
    }
}
