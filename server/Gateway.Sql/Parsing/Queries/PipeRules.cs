using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads pipe operators: <c>|&gt;</c> and what stands to its right.</summary>
internal sealed class PipeRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Tells whether a pipe stands here; a single <c>|</c> is one only before an operator's word.</summary>
    public bool AtPipe => _cursor.At(TokenKind.OperatorPipe) || (_cursor.At(TokenKind.Pipe) && StartsOperator(_cursor.Peek()));

    /// <summary>Tells whether the word makes a single <c>|</c> before it a pipe.</summary>
    public static bool StartsOperator(TokenKind kind) => kind is TokenKind.Select or TokenKind.Extend or TokenKind.Set or TokenKind.Drop or TokenKind.As or TokenKind.Where
        or TokenKind.Pivot or TokenKind.Unpivot or TokenKind.Tablesample or TokenKind.Inner or TokenKind.Cross or TokenKind.Left or TokenKind.Right or TokenKind.Full
        or TokenKind.Natural or TokenKind.Semi or TokenKind.Anti or TokenKind.Asof or TokenKind.Join or TokenKind.Union or TokenKind.Except or TokenKind.SetMinus
        or TokenKind.Intersect or TokenKind.Order or TokenKind.Cluster or TokenKind.Distribute or TokenKind.Sort or TokenKind.Limit or TokenKind.Offset
        or TokenKind.Aggregate or TokenKind.Window or TokenKind.Lateral or TokenKind.Bin;

    /// <summary>Reads one operator; its nodes span from the start of the query to here.</summary>
    public LogicalPlan Operator(int start, LogicalPlan input)
    {
        _cursor.Advance();
        var plan = Right(start, input);
        if (!_cursor.Settings.IsOn("spark.sql.operatorPipeSyntaxEnabled"))
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(start), ("message", "Operator pipe SQL syntax using |>"));
        }

        return plan with { Tags = plan.Tags | PlanTags.FromPipe };
    }

    private LogicalPlan Right(int start, LogicalPlan input)
    {
        switch (_cursor.Kind)
        {
            case TokenKind.Select:
                return grammar.Selects.PipeSelect(start, input);
            case TokenKind.Extend:
                _cursor.Advance();
                var extension = grammar.Expressions.NamedSequence().Select(static item => Wrapped(item, "EXTEND"));
                var items = grammar.Selects.Named([.. extension], start);
                var span = _cursor.SpanFrom(start);
                return new Project(input, [new UnresolvedStar([]) { Origin = span }, .. items]) { Origin = span };
            case TokenKind.Set:
                _cursor.Advance();
                return Set(start, input);
            case TokenKind.Drop:
                _cursor.Advance();
                var dropped = grammar.Names.MultipartList();
                var dropSpan = _cursor.SpanFrom(start);
                return new Project(input, [new UnresolvedStar([], null, dropped) { Origin = dropSpan }]) { Origin = dropSpan };
            case TokenKind.As:
                _cursor.Advance();
                string name = grammar.Names.CapturingIdentifier();
                return new SubqueryAlias(input, name) { Origin = _cursor.SpanFrom(start) };
            case TokenKind.Where:
                return Where(start, input);
            case TokenKind.Pivot or TokenKind.Unpivot or TokenKind.Bin:
                var plan = grammar.Pivots.Extend(input);
                if (grammar.Pivots.SawBoth)
                {
                    _cursor.Fault("NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT", _cursor.SpanFrom(start));
                }

                return plan;
            case TokenKind.Tablesample:
                return grammar.Relations.Sampled(input);
            case TokenKind.Union or TokenKind.Except or TokenKind.SetMinus or TokenKind.Intersect:
                var (kind, all) = grammar.Queries.SetOperator();
                var right = grammar.Queries.Primary();
                return new SetOperation(input, right, kind, all) { Origin = _cursor.SpanFrom(start) };
            case TokenKind.Aggregate:
                _cursor.Advance();
                return Aggregate(start, input);
        }

        if (grammar.Joins.AtJoin)
        {
            return grammar.Joins.Join(input);
        }

        return Organization(input);
    }

    /// <summary>queryOrganization as an operator: one clause only.</summary>
    private LogicalPlan Organization(LogicalPlan input)
    {
        int start = _cursor.Index;
        var clauses = new QueryResultClauses(grammar);
        var plan = clauses.Read(input);
        if (clauses.Clauses.Contains("WINDOW"))
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS", _cursor.SpanFrom(start), ("clauses", "the WINDOW clause"));
        }
        else if (clauses.Clauses.Count > 1 && !(clauses.Clauses.Count == 2 && clauses.Clauses.Contains("LIMIT") && clauses.Clauses.Contains("OFFSET")))
        {
            _cursor.Fault(
                "MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS", _cursor.SpanFrom(start),
                ("clause1", clauses.Clauses[0]), ("clause2", clauses.Clauses[1]));
        }

        return plan;
    }

    private Filter Where(int start, LogicalPlan input)
    {
        _cursor.Advance();
        var condition = grammar.Expressions.Expression();
        bool window = _cursor.At(TokenKind.Window) && _cursor.Peek(2) == TokenKind.As;
        if (window)
        {
            grammar.Windows.Clause(null);
            _cursor.Fault("NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE", _cursor.SpanFrom(start));
        }

        // A filter must not see through the operator before it: names resolve in its output only.
        var span = _cursor.SpanFrom(start);
        return new Filter(input, condition) { Origin = span };
    }

    private LogicalPlan Set(int start, LogicalPlan input)
    {
        int list = _cursor.Index;
        var assignments = new List<(string Name, Expression Value)>();
        bool multipart = false;
        do
        {
            var name = grammar.Names.Multipart();
            _cursor.Expect(TokenKind.Equal);
            var value = grammar.Expressions.Expression();
            multipart |= name.Length > 1;
            assignments.Add((name[^1], value));
        }
        while (_cursor.Accept(TokenKind.Comma));
        if (multipart)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(list), ("message", "SQL pipe syntax |> SET operator with multi-part assignment key (only single-part keys are allowed)"));
        }

        var span = _cursor.SpanFrom(start);
        foreach (var (name, value) in assignments)
        {
            var expression = new PipeExpression(value, false, "SET") { Origin = value.Origin };
            input = new PipeSet(input, name, expression) { Origin = span, Tags = PlanTags.FromPipe };
        }

        return input;
    }

    private PipeAggregate Aggregate(int start, LogicalPlan input)
    {
        ImmutableArray<Expression> aggregates = [];
        bool grouped = _cursor.At(TokenKind.Group, TokenKind.By);
        if (!grouped && (grammar.Lookahead.StartsOperand(0) || _cursor.IsIdentifier(_cursor.Kind)))
        {
            aggregates = [.. grammar.Expressions.NamedSequence().Select(static item => Wrapped(item, "AGGREGATE"))];
            grouped = _cursor.At(TokenKind.Group, TokenKind.By);
        }

        ImmutableArray<Expression> groupings = [];
        string? unsupported = null;
        if (grouped)
        {
            groupings = Groupings(out unsupported);
        }

        var span = _cursor.SpanFrom(start);
        if (aggregates.Any(static item => item.Any(static part => part is UnresolvedWindowExpression or WindowExpression)))
        {
            unsupported = "window functions; please update the query to move the window functions to a subsequent |> SELECT operator instead";
        }

        if (unsupported is not null)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE", span, ("case", unsupported));
        }

        if (aggregates.IsEmpty && !grouped)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", "The AGGREGATE clause requires a list of aggregate expressions or a list of grouping expressions, or both"));
        }

        return new PipeAggregate(input, groupings, grammar.Selects.Named(aggregates, start)) { Origin = span };
    }

    /// <summary>The keys of AGGREGATE, which may have names; analytics are refused by name.</summary>
    private ImmutableArray<Expression> Groupings(out string? unsupported)
    {
        var keys = grammar.Groupings.Clause(out bool all, allowNames: true);
        unsupported = all ? "GROUP BY ALL" : keys.OfType<GroupingAnalytics>().FirstOrDefault()?.Kind switch
        {
            null => null,
            GroupingAnalyticsKind.Cube => "GROUP BY CUBE",
            GroupingAnalyticsKind.Rollup => "GROUP BY ROLLUP",
            GroupingAnalyticsKind.GroupingSets => "GROUPING SETS",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return keys;
    }

    private static Expression Wrapped(Expression item, string clause) => item switch
    {
        Alias alias => alias with { Child = new PipeExpression(alias.Child, clause == "AGGREGATE", clause) { Origin = alias.Child.Origin } },
        MultiAlias alias => alias with { Child = new PipeExpression(alias.Child, clause == "AGGREGATE", clause) { Origin = alias.Child.Origin } },
        _ => new PipeExpression(item, clause == "AGGREGATE", clause) { Origin = item.Origin },
    };
}
