using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads ORDER BY, CLUSTER BY, DISTRIBUTE BY, SORT BY, WINDOW, LIMIT and OFFSET behind a query and builds what they mean.</summary>
internal sealed class QueryResultClauses(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Gets the names of the clauses that were read, in their order.</summary>
    public List<string> Clauses { get; } = [];

    public LogicalPlan Read(LogicalPlan plan)
    {
        int start = _cursor.Index;
        ImmutableArray<SortOrder> order = [], sort = [];
        ImmutableArray<Expression> cluster = [], distribute = [];
        if (_cursor.Accept(TokenKind.Order, TokenKind.By))
        {
            Clauses.Add("ORDER BY");
            order = grammar.Expressions.SortItems();
        }

        if (_cursor.Accept(TokenKind.Cluster, TokenKind.By))
        {
            Clauses.Add("CLUSTER BY");
            cluster = grammar.Expressions.Sequence();
        }

        if (_cursor.Accept(TokenKind.Distribute, TokenKind.By))
        {
            Clauses.Add("DISTRIBUTE BY");
            distribute = grammar.Expressions.Sequence();
        }

        if (_cursor.Accept(TokenKind.Sort, TokenKind.By))
        {
            Clauses.Add("SORT BY");
            sort = grammar.Expressions.SortItems();
        }

        ImmutableDictionary<string, WindowSpec>? windows = null;
        if (_cursor.At(TokenKind.Window) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek(2) == TokenKind.As)
        {
            Clauses.Add("WINDOW");
            grammar.Windows.Clause(definitions =>
            {
                windows = definitions;
                return plan;
            });
        }

        Expression? limit = null, offset = null;
        bool limitAll = false;
        if (_cursor.At(TokenKind.Limit))
        {
            Clauses.Add("LIMIT");
            _cursor.Advance();
            limitAll = _cursor.At(TokenKind.All);
            if (limitAll)
            {
                _cursor.Advance();
            }
            else
            {
                limit = grammar.Expressions.Expression();
            }
        }

        if (_cursor.At(TokenKind.Offset))
        {
            // Spark looks at OFFSET before LIMIT.
            Clauses.Insert(Clauses.Count - (Clauses.LastOrDefault() == "LIMIT" ? 1 : 0), "OFFSET");
            _cursor.Advance();
            offset = grammar.Expressions.Expression();
        }

        if (Clauses.Count == 0)
        {
            return plan;
        }

        var span = _cursor.SpanFrom(start);
        plan = Arrange(plan, order, sort, cluster, distribute, span);
        if (windows is not null)
        {
            plan = new WithWindowDefinitions(plan, windows) { Origin = span };
        }

        if (offset is not null)
        {
            plan = new Offset(plan, offset) { Origin = span };
        }

        if (limitAll)
        {
            return new LimitAll(plan) { Origin = span };
        }

        return limit is null ? plan : new Limit(plan, limit) { Origin = span };
    }

    private LogicalPlan Arrange(LogicalPlan plan, ImmutableArray<SortOrder> order, ImmutableArray<SortOrder> sort, ImmutableArray<Expression> cluster, ImmutableArray<Expression> distribute, Origin span)
    {
        switch (order.IsEmpty, sort.IsEmpty, cluster.IsEmpty, distribute.IsEmpty)
        {
            case (true, true, true, true):
                return plan;
            case (false, true, true, true):
                return Sorted(plan, order, true, span);
            case (true, false, true, true):
                return Sorted(plan, sort, false, span);
            case (true, true, true, false):
                return new Repartition(plan, distribute, null, true) { Origin = span };
            case (true, false, true, false):
                return Sorted(new Repartition(plan, distribute, null, true) { Origin = span }, sort, false, span);
            case (true, true, false, true):
                var spread = new Repartition(plan, cluster, null, true) { Origin = span };
                return Sorted(spread, [.. cluster.Select(key => new SortOrder(key) { Origin = span })], false, span) with { Tags = PlanTags.FromCluster };
            default:
                _cursor.Fault("UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES", span);
                return plan;
        }
    }

    private static Sort Sorted(LogicalPlan plan, ImmutableArray<SortOrder> order, bool global, Origin span) =>
        new(plan, order, global, order is [{ Child: UnresolvedAttribute { NameParts: [var name] } }] && name.Equals("ALL", StringComparison.OrdinalIgnoreCase)) { Origin = span };
}
