using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads SELECT with its clauses, in SQL's order and in Hive's (FROM first).</summary>
internal sealed class SelectRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>The parts of selectClause.</summary>
    private sealed record SelectList(ImmutableArray<(string Name, ImmutableArray<Expression> Arguments, Origin Origin)> Hints, bool Distinct, ImmutableArray<Expression> Items);

    /// <summary>querySpecification that begins with SELECT.</summary>
    public LogicalPlan Specification()
    {
        int start = _cursor.Index;
        if (grammar.Transforms.AtTransform)
        {
            return grammar.Transforms.Read(start, null);
        }

        int listFaults = _cursor.FaultCount;
        var list = SelectClause();
        int fromFaults = _cursor.FaultCount;
        LogicalPlan from = new OneRowRelation();
        if (_cursor.At(TokenKind.From))
        {
            from = grammar.Relations.FromClause();
            _cursor.MoveFaults(fromFaults, listFaults);
        }

        return Clauses(start, list, from, allowOrganization: false);
    }

    /// <summary>fromStatement: FROM first, then any number of SELECTs over it.</summary>
    public LogicalPlan FromStatement()
    {
        int start = _cursor.Index;
        grammar.Lookahead.FromFirst++;
        var from = grammar.Relations.FromClause();
        LogicalPlan? result = null;
        while (_cursor.Kind is TokenKind.Select or TokenKind.Map or TokenKind.Reduce && !_cursor.Failed)
        {
            int body = _cursor.Index;
            var plan = FromBody(body, from);
            result = result is null ? plan : new SetOperation(result, plan, SetOperationKind.Union, All: true) { Origin = _cursor.SpanFrom(start) };
        }

        grammar.Lookahead.FromFirst--;
        return result ?? from;
    }

    /// <summary>fromStatementBody</summary>
    public LogicalPlan FromBody(int start, LogicalPlan from)
    {
        if (_cursor.Kind != TokenKind.Select || grammar.Transforms.AtTransform)
        {
            return grammar.Queries.Organization(grammar.Transforms.Read(start, from));
        }

        var list = SelectClause();
        return Clauses(start, list, from, allowOrganization: true);
    }

    /// <summary>The select list, aggregation and windows of a pipe's SELECT over its input.</summary>
    public LogicalPlan PipeSelect(int start, LogicalPlan input)
    {
        int body = _cursor.Index;
        var list = SelectClause();
        ImmutableArray<Expression>? groupings = null;
        bool all = false;
        if (_cursor.At(TokenKind.Group, TokenKind.By))
        {
            groupings = grammar.Groupings.Clause(out all);
        }

        var items = Named(list.Items, body);
        var span = _cursor.SpanFrom(body);
        LogicalPlan plan = groupings is { } keys ? new Aggregate(input, keys, items, all) { Origin = span } : new Project(input, items) { Origin = span };
        if (list.Distinct)
        {
            plan = new Distinct(plan) { Origin = span };
        }

        return Hinted(Windowed(plan, start), list);
    }

    /// <summary>Wraps items without a name, so that analysis names them once.</summary>
    public ImmutableArray<Expression> Named(ImmutableArray<Expression> items, int start)
    {
        var span = _cursor.SpanFrom(start);
        return [.. items.Select(item => NeedsName(item) ? new UnresolvedAlias(item) { Origin = span } : item)];
    }

    private static bool NeedsName(Expression item) => item is not (Alias or MultiAlias or UnresolvedAttribute or UnresolvedStar or UnresolvedRegex);

    private SelectList SelectClause()
    {
        _cursor.Expect(TokenKind.Select);
        var hints = ImmutableArray.CreateBuilder<(string, ImmutableArray<Expression>, Origin)>();
        while (_cursor.At(TokenKind.HintStart))
        {
            Hint(hints);
        }

        bool distinct = false;
        if (_cursor.AtAny(TokenKind.Distinct, TokenKind.All) && (grammar.Lookahead.StartsOperand(1) || _cursor.IsIdentifier(_cursor.Peek())))
        {
            distinct = _cursor.At(TokenKind.Distinct);
            _cursor.Advance();
        }

        return new SelectList(hints.ToImmutable(), distinct, grammar.Expressions.NamedSequence());
    }

    private void Hint(ImmutableArray<(string, ImmutableArray<Expression>, Origin)>.Builder hints)
    {
        int start = _cursor.Index;
        int first = hints.Count;
        _cursor.Advance();
        do
        {
            if (!_cursor.IsIdentifier(_cursor.Kind))
            {
                _cursor.Fail();
                return;
            }

            string name = _cursor.TakeName();
            var arguments = ImmutableArray.CreateBuilder<Expression>();
            if (_cursor.Accept(TokenKind.LeftParen))
            {
                do
                {
                    arguments.Add(grammar.Primaries.Primary());
                }
                while (_cursor.Accept(TokenKind.Comma));
                _cursor.Expect(TokenKind.RightParen);
            }

            hints.Add((name, arguments.ToImmutable(), Origin.None));
            _cursor.Accept(TokenKind.Comma);
        }
        while (!_cursor.Failed && !_cursor.At(TokenKind.HintEnd));
        _cursor.Expect(TokenKind.HintEnd);
        for (int i = first; i < hints.Count; i++)
        {
            hints[i] = hints[i] with { Item3 = _cursor.SpanFrom(start) };
        }
    }

    private LogicalPlan Clauses(int start, SelectList list, LogicalPlan from, bool allowOrganization)
    {
        var nodes = new List<Func<Origin, LogicalPlan, LogicalPlan>>();
        from = LateralViews(from);
        if (_cursor.Accept(TokenKind.Where))
        {
            var condition = grammar.Expressions.Expression();
            nodes.Add((span, plan) => new Filter(plan, condition) { Origin = span });
        }

        bool aggregated = false;
        if (_cursor.At(TokenKind.Group, TokenKind.By))
        {
            aggregated = true;
            int clause = _cursor.Index;
            var groupings = grammar.Groupings.Clause(out bool all);
            var clauseSpan = _cursor.SpanFrom(clause);
            nodes.Add((span, plan) => new Aggregate(plan, groupings, Wrap(list.Items, span), all) { Origin = clauseSpan });
        }

        if (_cursor.Accept(TokenKind.Having))
        {
            var condition = grammar.Expressions.Expression();
            if (!aggregated && _cursor.Settings.IsOn("spark.sql.legacy.parser.havingWithoutGroupByAsWhere"))
            {
                nodes.Add((span, plan) => new Project(new Filter(plan, condition) { Origin = span }, Wrap(list.Items, span)) { Origin = span });
            }
            else
            {
                if (!aggregated)
                {
                    nodes.Add((span, plan) => new Aggregate(plan, [], Wrap(list.Items, span)) { Origin = span });
                }

                nodes.Add((span, plan) => new UnresolvedHaving(plan, condition) { Origin = span });
            }

            aggregated = true;
        }

        if (!aggregated)
        {
            nodes.Add((span, plan) => new Project(plan, Wrap(list.Items, span)) { Origin = span });
        }

        ImmutableDictionary<string, WindowSpec>? windows = null;
        if (AtWindowClause())
        {
            grammar.Windows.Clause(definitions =>
            {
                windows = definitions;
                return from;
            });
        }

        if (_cursor.Accept(TokenKind.Qualify))
        {
            var condition = grammar.Expressions.Expression();
            nodes.Add((span, plan) => new UnresolvedQualify(plan, condition) { Origin = span });
        }

        var specification = _cursor.SpanFrom(start);
        grammar.Groupings.Report(specification);
        var result = nodes.Aggregate(from, (plan, make) => make(specification, plan));
        if (list.Distinct)
        {
            result = new Distinct(result) { Origin = specification };
        }

        if (windows is not null)
        {
            result = new WithWindowDefinitions(result, windows) { Origin = specification };
        }

        result = Hinted(result, list);
        return allowOrganization ? grammar.Queries.Organization(result) : result;
    }

    private static ImmutableArray<Expression> Wrap(ImmutableArray<Expression> items, Origin span) =>
        [.. items.Select(item => NeedsName(item) ? new UnresolvedAlias(item) { Origin = span } : item)];

    private bool AtWindowClause() => _cursor.At(TokenKind.Window) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek(2) == TokenKind.As;

    /// <summary>Reads a WINDOW clause over a finished plan, when there is one.</summary>
    public LogicalPlan Windowed(LogicalPlan plan, int start)
    {
        if (!AtWindowClause())
        {
            return plan;
        }

        return grammar.Windows.Clause(definitions => new WithWindowDefinitions(plan, definitions) { Origin = _cursor.SpanFrom(start) })!;
    }

    private static LogicalPlan Hinted(LogicalPlan plan, SelectList list)
    {
        for (int i = list.Hints.Length - 1; i >= 0; i--)
        {
            var (name, arguments, origin) = list.Hints[i];
            plan = new UnresolvedHint(plan, name, arguments) { Origin = origin };
        }

        return plan;
    }

    /// <summary>lateralView, any number of them.</summary>
    public LogicalPlan LateralViews(LogicalPlan plan)
    {
        while (_cursor.At(TokenKind.Lateral, TokenKind.View))
        {
            int start = _cursor.Index;
            _cursor.Advance(2);
            bool outer = _cursor.At(TokenKind.Outer) && _cursor.IsIdentifier(_cursor.Peek());
            if (outer)
            {
                _cursor.Advance();
            }

            var name = ImmutableArray.CreateBuilder<string>();
            do
            {
                name.Add(grammar.Names.Identifier());
            }
            while (_cursor.Accept(TokenKind.Dot));
            _cursor.Expect(TokenKind.LeftParen);
            ImmutableArray<Expression> arguments = [];
            if (!_cursor.At(TokenKind.RightParen))
            {
                arguments = grammar.Expressions.Sequence();
            }

            _cursor.Expect(TokenKind.RightParen);
            string qualifier = grammar.Names.Identifier();
            var columns = ImmutableArray.CreateBuilder<string>();
            if ((_cursor.At(TokenKind.As) && (!_cursor.IsIdentifier(_cursor.Peek()) || _cursor.Accept(TokenKind.As))) || (_cursor.IsIdentifier(_cursor.Kind) && !grammar.Lookahead.StartsRelationClause(0)))
            {
                do
                {
                    columns.Add(grammar.Names.Identifier());
                }
                while (_cursor.Accept(TokenKind.Comma));
            }

            var span = _cursor.SpanFrom(start);
            var generator = new UnresolvedFunction(name.ToImmutable(), arguments) { Origin = span };
            plan = new Generate(plan, generator, outer, qualifier.ToLowerInvariant(), columns.ToImmutable()) { Origin = span };
        }

        return plan;
    }

    /// <summary>Reads the clauses behind a list of expressions that is no SELECT's.</summary>
    public LogicalPlan ClausesOver(int start, ImmutableArray<Expression> items, LogicalPlan from) =>
        Clauses(start, new SelectList([], false, items), from, allowOrganization: false);
}
