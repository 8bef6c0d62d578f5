using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads FROM: tables, subqueries, VALUES, table functions, with samples and aliases.</summary>
internal sealed class RelationRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>fromClause</summary>
    public LogicalPlan FromClause()
    {
        int start = _cursor.Index;
        _cursor.Expect(TokenKind.From);
        bool ansiPrecedence = _cursor.Settings.Ansi && _cursor.Settings.Configuration.Get(Core.Configuration.ConfigurationKeys.AnsiRelationPrecedence);
        LogicalPlan? left = null;
        bool badLateral = false;
        do
        {
            bool lateral = AcceptLateral();
            var right = Primary(out bool correlatable);
            badLateral |= lateral && !correlatable;
            if (left is null)
            {
                left = Extensions(right);
            }
            else if (ansiPrecedence)
            {
                left = Comma(left, Extensions(right), lateral, start);
            }
            else
            {
                left = Extensions(Comma(left, right, lateral, start));
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        var viewed = grammar.Selects.LateralViews(left);
        bool lateralView = !ReferenceEquals(viewed, left);
        var first = _cursor.Kind;
        bool pivoted = grammar.Pivots.AtPivot;
        left = grammar.Pivots.Extend(viewed);
        var span = _cursor.SpanFrom(start);
        if (pivoted && grammar.Pivots.SawBoth)
        {
            _cursor.Fault("NOT_ALLOWED_IN_FROM.UNPIVOT_WITH_PIVOT", span);
        }
        else if (pivoted && lateralView)
        {
            _cursor.Fault(first == TokenKind.Pivot ? "NOT_ALLOWED_IN_FROM.LATERAL_WITH_PIVOT" : "NOT_ALLOWED_IN_FROM.LATERAL_WITH_UNPIVOT", span);
        }

        if (badLateral)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC", span);
        }

        return Respan(left, start);
    }

    /// <summary>Joins of the comma span the whole clause, also the relations behind them.</summary>
    private LogicalPlan Respan(LogicalPlan plan, int start) => plan is Join { Condition: null, Kind: JoinKind.Inner, Using.IsEmpty: true, Natural: false } or LateralJoin { Kind: JoinKind.Inner, Condition: null }
        && plan.Origin.Start == _cursor.SpanOf(start).Start ? plan with { Origin = _cursor.SpanFrom(start) } : plan;

    private LogicalPlan Comma(LogicalPlan left, LogicalPlan right, bool lateral, int start) => lateral
        ? new LateralJoin(left, right, JoinKind.Inner, null) { Origin = _cursor.SpanFrom(start) }
        : new Join(left, right, JoinKind.Inner, null) { Origin = _cursor.SpanFrom(start) };

    public bool AcceptLateral()
    {
        if (_cursor.At(TokenKind.Lateral) && _cursor.Peek() != TokenKind.View && grammar.Lookahead.StartsRelation(1) && _cursor.Peek() is not (TokenKind.Dot or TokenKind.Comma))
        {
            _cursor.Advance();
            return true;
        }

        return false;
    }

    /// <summary>relation: a primary with joins, pivots behind it.</summary>
    public LogicalPlan Relation()
    {
        bool lateral = AcceptLateral();
        int start = _cursor.Index;
        var plan = Extensions(Primary(out bool correlatable));
        if (lateral && !correlatable)
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC", _cursor.SpanFrom(start));
        }

        return plan;
    }

    /// <summary>relationExtension, any number of them.</summary>
    public LogicalPlan Extensions(LogicalPlan plan)
    {
        while (!_cursor.Failed)
        {
            if (grammar.Joins.AtJoin)
            {
                plan = grammar.Joins.Join(plan);
            }
            else if (grammar.Pivots.AtPivot)
            {
                plan = grammar.Pivots.One(plan);
            }
            else
            {
                break;
            }
        }

        return plan;
    }

    /// <summary>A table by name, as TABLE t and identifiers in statements give it.</summary>
    public LogicalPlan Relation(NameReference reference, ImmutableDictionary<string, string>? options = null, bool streaming = false) =>
        reference.Bind(parts => new UnresolvedRelation(parts, options ?? ImmutableDictionary<string, string>.Empty, streaming) { Origin = reference.Origin }, reference.Origin);

    /// <summary>relationPrimary</summary>
    /// <param name="correlatable">True for the kinds that LATERAL may stand before.</param>
    public LogicalPlan Primary(out bool correlatable)
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        correlatable = false;
        switch (_cursor.Kind)
        {
            case TokenKind.LeftParen:
                return Parenthesis(start, out correlatable);
            case TokenKind.Values when grammar.Lookahead.StartsOperand(1) && !(_cursor.Peek() is TokenKind.As):
                var values = _cursor.Mark();
                var inline = InlineTable();
                if (!_cursor.Failed)
                {
                    return inline;
                }

                _cursor.Reset(values);
                break;
            case TokenKind.Unnest when _cursor.Peek() == TokenKind.LeftParen && _cursor.Peek(2) != TokenKind.RightParen:
                correlatable = true;
                return grammar.TableFunctions.Unnest(start);
            case TokenKind.JsonTable when _cursor.Peek() == TokenKind.LeftParen:
                correlatable = true;
                var mark = _cursor.Mark();
                var table = grammar.TableFunctions.JsonTable(start);
                if (!_cursor.Failed)
                {
                    return table;
                }

                _cursor.Reset(mark);
                break;
            case TokenKind.Stream when _cursor.Peek() == TokenKind.LeftParen || (_cursor.IsIdentifier(_cursor.Peek()) && !grammar.Lookahead.StartsRelationClause(1) && !grammar.Joins.StartsJoin(1) && _cursor.Peek() != TokenKind.As):
                if (grammar.TableFunctions.TryStream(start, out var stream))
                {
                    return stream;
                }

                break;
        }

        if (grammar.TableFunctions.AtCall)
        {
            correlatable = true;
            return grammar.TableFunctions.Call(start);
        }

        return Table(start);
    }

    private LogicalPlan Table(int start)
    {
        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            _cursor.Fail();
            return new OneRowRelation();
        }

        var reference = grammar.Names.Reference();
        (Expression? Version, Expression? Timestamp) travel = (null, null);
        TableChanges? changes = null;
        if (_cursor.At(TokenKind.AtSign) || _cursor.At(TokenKind.AtVersion))
        {
            travel = AtVersion();
        }
        else if (_cursor.At(TokenKind.Changes, TokenKind.From))
        {
            changes = Changes();
        }
        else
        {
            travel = Temporal();
        }

        var options = OptionalOptions();
        var plan = Relation(reference, options);
        if (travel.Version is not null || travel.Timestamp is not null)
        {
            plan = new TimeTravel(plan, travel.Timestamp, travel.Version) { Origin = reference.Origin };
        }

        if (changes is not null)
        {
            plan = changes with { Input = plan, Origin = _cursor.SpanFrom(start) };
        }

        plan = Sampled(plan);
        plan = Watermarked(plan);
        return Aliased(plan, start);
    }

    private (Expression?, Expression?) AtVersion()
    {
        int start = _cursor.Index;
        bool byVersion = _cursor.At(TokenKind.AtVersion);
        _cursor.Advance();
        if (!byVersion)
        {
            string instant = grammar.Literals.IntegerText();
            return (null, Literal.Of(instant) with { Origin = _cursor.SpanFrom(start) });
        }

        return (Version(), null);
    }

    private Literal Version()
    {
        int start = _cursor.Index;
        string text = _cursor.At(TokenKind.IntegerValue) ? grammar.Literals.IntegerText() : grammar.Literals.StringValue();
        return Literal.Of(text) with { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>temporalClause, when it is there.</summary>
    private (Expression? Version, Expression? Timestamp) Temporal()
    {
        int start = _cursor.Index;
        int word = _cursor.At(TokenKind.For) ? 1 : 0;
        if (_cursor.Peek(word + 1) != TokenKind.As || _cursor.Peek(word + 2) != TokenKind.Of)
        {
            return (null, null);
        }

        switch (_cursor.Peek(word))
        {
            case TokenKind.Version or TokenKind.SystemVersion:
                _cursor.Advance(word + 3);
                return (Version(), null);
            case TokenKind.Timestamp or TokenKind.SystemTime:
                _cursor.Advance(word + 3);
                var instant = grammar.Expressions.Value();
                if (instant.Any(static node => node is UnresolvedAttribute or UnresolvedStar))
                {
                    _cursor.Fault("_LEGACY_ERROR_TEMP_0056", _cursor.SpanFrom(start), ("reason", "timestamp expression cannot refer to any columns"));
                }

                return (null, instant);
            default:
                return (null, null);
        }
    }

    public TableChanges Changes()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        _cursor.Expect(TokenKind.From);
        var (byVersion, from) = ChangeBound();
        bool fromInclusive = Inclusive();
        Expression? to = null;
        bool toInclusive = true;
        if (_cursor.Accept(TokenKind.To))
        {
            (_, to) = ChangeBound();
            toInclusive = Inclusive();
        }

        return new TableChanges(new OneRowRelation(), byVersion, from, to, fromInclusive, toInclusive) { Origin = _cursor.SpanFrom(start) };
    }

    private (bool ByVersion, Expression Bound) ChangeBound()
    {
        bool byVersion = _cursor.AtAny(TokenKind.Version, TokenKind.SystemVersion);
        _cursor.ExpectAny(TokenKind.Version, TokenKind.SystemVersion, TokenKind.Timestamp, TokenKind.SystemTime);
        return (byVersion, byVersion ? Version() : grammar.Expressions.Value());
    }

    private bool Inclusive() => !_cursor.Accept(TokenKind.Exclusive) && (_cursor.Accept(TokenKind.Inclusive) || true);

    public ImmutableDictionary<string, string>? OptionalOptions()
    {
        if (!_cursor.At(TokenKind.With, TokenKind.LeftParen))
        {
            return null;
        }

        _cursor.Advance();
        return grammar.Properties.Options();
    }

    private LogicalPlan Parenthesis(int start, out bool correlatable)
    {
        correlatable = false;
        if (grammar.Lookahead.StartsQuery(1) && grammar.Queries.TryParenthesizedQuery(out var query))
        {
            correlatable = true;
            var sampled = Watermarked(Sampled(query));
            return AtAlias ? Aliased(sampled, start) : new SubqueryAlias(sampled, Quote.UnnamedSubquery) { Origin = _cursor.SpanFrom(start) };
        }

        _cursor.Advance();
        var inner = Relation();
        _cursor.Expect(TokenKind.RightParen);
        return Aliased(Watermarked(Sampled(inner)), start);
    }

    /// <summary>inlineTable: VALUES with rows and an optional alias.</summary>
    public LogicalPlan InlineTable()
    {
        int start = _cursor.Index;
        _cursor.Expect(TokenKind.Values);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Expression>>();
        do
        {
            var cell = grammar.Expressions.Expression();
            rows.Add(RowCells(cell));
        }
        while (_cursor.Accept(TokenKind.Comma));
        var (alias, names) = Alias();
        var span = _cursor.SpanFrom(start);
        int expected = names.IsEmpty ? rows.Count > 0 ? rows[0].Length : 0 : names.Length;
        ImmutableArray<string> columns = names.IsEmpty ? [.. Enumerable.Range(1, expected).Select(static i => "col" + Text(i))] : names;
        LogicalPlan table = new UnresolvedInlineTable(columns, rows.ToImmutable()) { Origin = span };
        return alias is null ? table : new SubqueryAlias(table, alias) { Origin = span };
    }

    private ImmutableArray<Expression> RowCells(Expression cell)
    {
        if (grammar.Primaries.IsRow(cell))
        {
            return [.. ((UnresolvedFunction)cell).Arguments.Where(static (_, i) => i % 2 == 1).Select(Unnamed)];
        }

        return cell is UnresolvedFunction { NameParts: ["struct"], IsDistinct: false, Filter: null } call ? [.. call.Arguments.Select(Unnamed)] : [cell];
    }

    private static Expression Unnamed(Expression cell) => cell is Alias alias ? alias.Child : cell;

    public bool AtAlias => _cursor.At(TokenKind.As)
        || (_cursor.IsStrictIdentifier(_cursor.Kind) && !grammar.Lookahead.StartsRelationClause(0));

    /// <summary>tableAlias</summary>
    public (string? Name, ImmutableArray<string> Columns) Alias()
    {
        if (!_cursor.At(TokenKind.As) && !AtAlias)
        {
            return (null, []);
        }

        if (_cursor.At(TokenKind.As) && _cursor.IsStrictIdentifier(_cursor.Peek()))
        {
            _cursor.Advance();
        }

        string name = grammar.Names.CapturingStrictIdentifier();
        ImmutableArray<string> columns = _cursor.At(TokenKind.LeftParen) ? grammar.Names.List() : [];
        return (name, columns);
    }

    /// <summary>Puts the alias that follows, if any, over a relation.</summary>
    public LogicalPlan Aliased(LogicalPlan plan, int start)
    {
        var (name, columns) = Alias();
        if (name is null)
        {
            return plan;
        }

        var span = _cursor.SpanFrom(start);
        if (!columns.IsEmpty)
        {
            plan = new UnresolvedColumnAliases(plan, columns) { Origin = span };
        }

        return new SubqueryAlias(plan, name) { Origin = span };
    }

    public LogicalPlan Watermarked(LogicalPlan plan)
    {
        if (!_cursor.At(TokenKind.Watermark) || !grammar.Lookahead.StartsOperand(1))
        {
            return plan;
        }

        int start = _cursor.Index;
        _cursor.Advance();
        var time = grammar.Expressions.NamedExpression();
        _cursor.Expect(TokenKind.Delay);
        _cursor.Expect(TokenKind.Of);
        int delay = _cursor.Index;
        if (!_cursor.At(TokenKind.Interval) || grammar.Intervals.TryInterval() is null)
        {
            _cursor.Fail();
        }

        string delayText = _cursor.TextBetween(delay, _cursor.Index - 1);
        var span = _cursor.SpanFrom(start);
        if (time is Alias alias)
        {
            plan = new Project(plan, [alias, new UnresolvedStar([]) { Origin = span }]) { Origin = span };
            return new EventTimeWatermark(plan, alias.Name, delayText) { Origin = span };
        }

        return new EventTimeWatermark(plan, time is UnresolvedAttribute attribute ? attribute.Name : time.PrettyText, delayText) { Origin = span };
    }

    /// <summary>sample, when it is there.</summary>
    public LogicalPlan Sampled(LogicalPlan plan) =>
        _cursor.At(TokenKind.Tablesample) && _cursor.Peek() is TokenKind.LeftParen or TokenKind.System or TokenKind.Bernoulli ? new SampleRule(grammar).Read(plan) : plan;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
