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
    private readonly List<string> _emptySets = [];

    /// <summary>The parts of selectClause.</summary>
    private sealed record SelectList(ImmutableArray<(string Name, ImmutableArray<Expression> Arguments, Origin Origin)> Hints, bool Distinct, ImmutableArray<Expression> Items);

    /// <summary>querySpecification that begins with SELECT.</summary>
    public LogicalPlan Specification()
    {
        int start = _cursor.Index;
        if (IsTransform())
        {
            return Transform(start, null);
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
        if (_cursor.Kind != TokenKind.Select || IsTransform())
        {
            return grammar.Queries.Organization(Transform(start, from));
        }

        var list = SelectClause();
        return Clauses(start, list, from, allowOrganization: true);
    }

    /// <summary>The select list, aggregation and windows of a pipe's SELECT over its input.</summary>
    public LogicalPlan PipeSelect(int start, LogicalPlan input)
    {
        var list = SelectClause();
        ImmutableArray<Expression>? groupings = null;
        bool all = false;
        if (_cursor.At(TokenKind.Group, TokenKind.By))
        {
            groupings = AggregationClause(out all);
        }

        var items = Named(list.Items, start);
        var span = _cursor.SpanFrom(start);
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
            var groupings = AggregationClause(out bool all);
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
        foreach (string element in _emptySets)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0051", specification, ("element", element));
        }

        _emptySets.Clear();
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

            int call = _cursor.Index;
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

            _ = call;
            var span = _cursor.SpanFrom(start);
            var generator = new UnresolvedFunction(name.ToImmutable(), arguments) { Origin = span };
            plan = new Generate(plan, generator, outer, qualifier.ToLowerInvariant(), columns.ToImmutable()) { Origin = span };
        }

        return plan;
    }

    /// <summary>aggregationClause</summary>
    /// <param name="all">GROUP BY ALL was written.</param>
    /// <param name="allowNames">Keys may have names, as in pipes; elsewhere a name is an error by hand.</param>
    public ImmutableArray<Expression> AggregationClause(out bool all, bool allowNames = false)
    {
        _cursor.Advance(2);
        var groupings = ImmutableArray.CreateBuilder<Expression>();
        bool hasAnalytics = false;
        int start = _cursor.Index;
        do
        {
            var analytics = TryAnalytics();
            hasAnalytics |= analytics is not null;
            groupings.Add(analytics ?? GroupingKey(allowNames));
        }
        while (_cursor.Accept(TokenKind.Comma));
        all = groupings is [UnresolvedAttribute { NameParts: [var word] }] && word.Equals("ALL", StringComparison.OrdinalIgnoreCase);
        if (hasAnalytics)
        {
            return groupings.ToImmutable();
        }

        if (_cursor.At(TokenKind.With) && _cursor.Peek() is TokenKind.Rollup or TokenKind.Cube)
        {
            var kind = _cursor.Peek() == TokenKind.Rollup ? GroupingAnalyticsKind.Rollup : GroupingAnalyticsKind.Cube;
            _cursor.Advance(2);
            all = false;
            return [new GroupingAnalytics(kind, [.. groupings.Select(static key => ImmutableArray.Create(key))]) { Origin = _cursor.SpanFrom(start) }];
        }

        if (_cursor.Accept(TokenKind.Grouping, TokenKind.Sets))
        {
            _cursor.Expect(TokenKind.LeftParen);
            var sets = GroupingSets(allowAnalytics: false);
            _cursor.Expect(TokenKind.RightParen);
            all = false;
            return [new GroupingAnalytics(GroupingAnalyticsKind.GroupingSets, sets) { Keys = groupings.ToImmutable(), Origin = _cursor.SpanFrom(start) }];
        }

        return groupings.ToImmutable();
    }

    private Expression GroupingKey(bool allowNames)
    {
        var key = grammar.Expressions.NamedExpression();
        if (allowNames || key is not Alias alias)
        {
            return key;
        }

        string name = _cursor.TextBetween(_cursor.Index - 1, _cursor.Index - 1);
        _cursor.Fault("PARSE_SYNTAX_ERROR", Origin.None, ("error", $"'{name}'"), ("hint", $": extra input '{name}'"));
        return alias.Child;
    }

    private GroupingAnalytics? TryAnalytics()
    {
        int start = _cursor.Index;
        if (_cursor.AtAny(TokenKind.Cube, TokenKind.Rollup) && _cursor.Peek() == TokenKind.LeftParen && _cursor.Peek(2) != TokenKind.RightParen)
        {
            var kind = _cursor.At(TokenKind.Cube) ? GroupingAnalyticsKind.Cube : GroupingAnalyticsKind.Rollup;
            _cursor.Advance(2);
            var sets = GroupingSets(allowAnalytics: false);
            if (sets.Any(static set => set.IsEmpty))
            {
                _emptySets.Add(kind == GroupingAnalyticsKind.Cube ? "CUBE" : "ROLLUP");
            }

            _cursor.Expect(TokenKind.RightParen);
            return new GroupingAnalytics(kind, sets) { Origin = _cursor.SpanFrom(start) };
        }

        if (_cursor.Accept(TokenKind.Grouping, TokenKind.Sets, TokenKind.LeftParen))
        {
            var sets = GroupingSets(allowAnalytics: true);
            _cursor.Expect(TokenKind.RightParen);
            return new GroupingAnalytics(GroupingAnalyticsKind.GroupingSets, sets) { Origin = _cursor.SpanFrom(start) };
        }

        return null;
    }

    private ImmutableArray<ImmutableArray<Expression>> GroupingSets(bool allowAnalytics)
    {
        var sets = ImmutableArray.CreateBuilder<ImmutableArray<Expression>>();
        do
        {
            sets.Add(allowAnalytics && TryAnalytics() is { } analytics ? [analytics] : GroupingSet());
        }
        while (_cursor.Accept(TokenKind.Comma));
        return sets.ToImmutable();
    }

    private ImmutableArray<Expression> GroupingSet()
    {
        if (_cursor.Accept(TokenKind.LeftParen, TokenKind.RightParen))
        {
            return [];
        }

        var mark = _cursor.Mark();
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            var items = grammar.Expressions.Sequence();
            _cursor.Expect(TokenKind.RightParen);
            if (!_cursor.Failed && _cursor.AtAny(TokenKind.Comma, TokenKind.RightParen))
            {
                return items;
            }

            _cursor.Reset(mark);
        }

        return [grammar.Expressions.Expression()];
    }

    /// <summary>Tells the clause from a call of the function transform by what follows the closing parenthesis.</summary>
    private bool IsTransform()
    {
        if (!_cursor.At(TokenKind.Select, TokenKind.Transform, TokenKind.LeftParen))
        {
            return false;
        }

        int depth = 0;
        for (int ahead = 2; _cursor.Peek(ahead) != TokenKind.EndOfInput; ahead++)
        {
            depth += _cursor.Peek(ahead) switch { TokenKind.LeftParen => 1, TokenKind.RightParen => -1, _ => 0 };
            if (depth == 0)
            {
                return _cursor.Peek(ahead + 1) is TokenKind.Using or TokenKind.Row or TokenKind.Recordwriter && _cursor.Peek(ahead + 2) is not (TokenKind.Comma or TokenKind.From or TokenKind.EndOfInput);
            }
        }

        return false;
    }

    /// <summary>transformClause with the clauses that may follow it: rows go through a script.</summary>
    public LogicalPlan Transform(int start, LogicalPlan? from)
    {
        ImmutableArray<Expression> inputs;
        bool quantified = false;
        if (_cursor.Accept(TokenKind.Select))
        {
            _cursor.Advance(2);
            quantified = _cursor.AcceptAny(TokenKind.All, TokenKind.Distinct);
            inputs = grammar.Expressions.NamedSequence();
            _cursor.Expect(TokenKind.RightParen);
        }
        else
        {
            _cursor.Advance();
            inputs = grammar.Expressions.NamedSequence();
        }

        SkipRowFormat();
        if (_cursor.Accept(TokenKind.Recordwriter))
        {
            grammar.Literals.StringValue();
        }

        _cursor.Expect(TokenKind.Using);
        string script = grammar.Literals.StringValue();
        StructType? output = null;
        if (_cursor.Accept(TokenKind.As))
        {
            bool parenthesized = _cursor.Accept(TokenKind.LeftParen);
            output = TransformColumns();
            if (parenthesized)
            {
                _cursor.Expect(TokenKind.RightParen);
            }
        }

        SkipRowFormat();
        if (_cursor.Accept(TokenKind.Recordreader))
        {
            grammar.Literals.StringValue();
        }

        from ??= _cursor.At(TokenKind.From) ? grammar.Relations.FromClause() : new OneRowRelation();
        var plan = Clauses(start, new SelectList([], false, inputs), from, allowOrganization: false);
        var span = _cursor.SpanFrom(start);
        if (quantified)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL", span);
        }

        return new ScriptTransformation(plan, script, output) { Origin = span };
    }

    private StructType TransformColumns()
    {
        var columns = ImmutableArray.CreateBuilder<StructField>();
        do
        {
            if (_cursor.IsIdentifier(_cursor.Kind) && _cursor.Peek() is TokenKind.Comma or TokenKind.RightParen or TokenKind.EndOfInput or TokenKind.From or TokenKind.Recordreader or TokenKind.Row)
            {
                columns.Add(new StructField(grammar.Names.CapturingIdentifier(), StringType.Instance, true));
            }
            else
            {
                columns.Add(grammar.Types.Column(allowColon: false));
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        return new StructType(columns.ToImmutable());
    }

    /// <summary>rowFormat: read and left out, scripts get tab-separated text.</summary>
    private void SkipRowFormat()
    {
        if (!_cursor.Accept(TokenKind.Row, TokenKind.Format))
        {
            return;
        }

        if (_cursor.Accept(TokenKind.Serde))
        {
            grammar.Literals.StringValue();
            return;
        }

        _cursor.Expect(TokenKind.Delimited);
        while (!_cursor.Failed && _cursor.AtAny(TokenKind.Fields, TokenKind.Collection, TokenKind.Map, TokenKind.Lines, TokenKind.Null, TokenKind.Escaped))
        {
            while (!_cursor.Failed && !grammar.Literals.AtString(0))
            {
                _cursor.Advance();
                if (_cursor.At(TokenKind.EndOfInput))
                {
                    _cursor.Fail();
                }
            }

            grammar.Literals.StringValue();
        }
    }
}
