using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;
using Gateway.Sql.Parsing.Expressions;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads PIVOT, UNPIVOT and BIN BY behind a relation.</summary>
internal sealed class PivotRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public bool AtPivot => _cursor.AtAny(TokenKind.Pivot, TokenKind.Unpivot, TokenKind.Bin) && grammar.Lookahead.StartsRelationClause(0);

    /// <summary>Tells that the last extension held a PIVOT and an UNPIVOT.</summary>
    public bool SawBoth { get; private set; }

    /// <summary>pivotClause? unpivotClause?, in either order.</summary>
    public LogicalPlan Extend(LogicalPlan plan)
    {
        SawBoth = false;
        bool pivot = false, unpivot = false;
        while (!_cursor.Failed && AtPivot)
        {
            pivot |= _cursor.At(TokenKind.Pivot);
            unpivot |= _cursor.At(TokenKind.Unpivot);
            plan = One(plan);
        }

        SawBoth = pivot && unpivot;
        return plan;
    }

    public LogicalPlan One(LogicalPlan plan) => _cursor.Kind switch
    {
        TokenKind.Pivot => Pivot(plan),
        TokenKind.Unpivot => Unpivot(plan),
        _ => BinBy(plan),
    };

    private LogicalPlan Pivot(LogicalPlan plan)
    {
        int start = _cursor.Index;
        _cursor.Advance();
        _cursor.Expect(TokenKind.LeftParen);
        var aggregates = grammar.Expressions.NamedSequence();
        _cursor.Expect(TokenKind.For);
        int column = _cursor.Index;
        Expression key;
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            var parts = ImmutableArray.CreateBuilder<Expression>();
            do
            {
                int part = _cursor.Index;
                parts.Add(new UnresolvedAttribute([grammar.Names.CapturingIdentifier()]) { Origin = _cursor.SpanFrom(part) });
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Expect(TokenKind.RightParen);
            key = parts.Count == 1 ? parts[0] : PrimaryRules.Row(parts.ToImmutable(), _cursor.SpanFrom(column));
        }
        else
        {
            key = new UnresolvedAttribute([grammar.Names.CapturingIdentifier()]) { Origin = _cursor.SpanFrom(column) };
        }

        _cursor.Expect(TokenKind.In, TokenKind.LeftParen);
        var values = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            int value = _cursor.Index;
            var expression = grammar.Expressions.Expression();
            if (_cursor.Accept(TokenKind.As) || _cursor.IsIdentifier(_cursor.Kind))
            {
                expression = new Alias(expression, grammar.Names.CapturingIdentifier()) { Origin = _cursor.SpanFrom(value) };
            }

            values.Add(expression);
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        return Named(new Pivot(plan, null, key, values.ToImmutable(), aggregates) { Origin = span }, start);
    }

    private LogicalPlan Unpivot(LogicalPlan plan)
    {
        int start = _cursor.Index;
        _cursor.Advance();
        bool includeNulls = _cursor.At(TokenKind.Include);
        if (_cursor.AcceptAny(TokenKind.Include, TokenKind.Exclude))
        {
            _cursor.Expect(TokenKind.Nulls);
        }

        _cursor.Expect(TokenKind.LeftParen);
        bool multiple = _cursor.At(TokenKind.LeftParen);
        var valueNames = ImmutableArray.CreateBuilder<string>();
        if (multiple)
        {
            _cursor.Advance();
            do
            {
                valueNames.Add(grammar.Names.Identifier());
            }
            while (_cursor.Accept(TokenKind.Comma));
            _cursor.Expect(TokenKind.RightParen);
        }
        else
        {
            valueNames.Add(grammar.Names.Identifier());
        }

        _cursor.Expect(TokenKind.For);
        string nameColumn = grammar.Names.Identifier();
        _cursor.Expect(TokenKind.In, TokenKind.LeftParen);
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<Expression>>();
        var aliases = ImmutableArray.CreateBuilder<string?>();
        do
        {
            groups.Add(multiple ? ColumnSet() : [Column()]);
            aliases.Add(_cursor.Accept(TokenKind.As) || _cursor.IsIdentifier(_cursor.Kind) ? grammar.Names.CapturingIdentifier() : null);
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        var unpivot = new Unpivot(plan, null, groups.ToImmutable(), aliases.ToImmutable(), nameColumn, valueNames.ToImmutable(), includeNulls) { Origin = span };
        return Named(unpivot, start);
    }

    private ImmutableArray<Expression> ColumnSet()
    {
        _cursor.Expect(TokenKind.LeftParen);
        var columns = ImmutableArray.CreateBuilder<Expression>();
        do
        {
            columns.Add(Column());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        return columns.ToImmutable();
    }

    private UnresolvedAttribute Column()
    {
        int start = _cursor.Index;
        return new UnresolvedAttribute(grammar.Names.Multipart()) { Origin = _cursor.SpanFrom(start) };
    }

    private LogicalPlan Named(LogicalPlan plan, int start)
    {
        bool named = _cursor.Accept(TokenKind.As) || (_cursor.IsIdentifier(_cursor.Kind) && !grammar.Lookahead.StartsRelationClause(0) && !grammar.Joins.AtJoin);
        return named ? new SubqueryAlias(plan, grammar.Names.CapturingIdentifier()) { Origin = _cursor.SpanFrom(start) } : plan;
    }

    private LogicalPlan BinBy(LogicalPlan plan)
    {
        int start = _cursor.Index;
        _cursor.Advance(2);
        _cursor.Expect(TokenKind.LeftParen);
        _cursor.Expect(TokenKind.Range);
        var rangeStart = grammar.Names.Multipart();
        _cursor.Expect(TokenKind.To);
        var rangeEnd = grammar.Names.Multipart();
        _cursor.Expect(TokenKind.Bin, TokenKind.Width);
        var width = grammar.Expressions.Expression();
        Expression? alignTo = null;
        if (_cursor.Accept(TokenKind.Align, TokenKind.To))
        {
            alignTo = grammar.Expressions.Expression();
        }

        _cursor.Expect(TokenKind.Distribute, TokenKind.Uniform);
        _cursor.Expect(TokenKind.LeftParen);
        var distribute = grammar.Names.MultipartList();
        _cursor.Expect(TokenKind.RightParen);
        string binStart = BinName(TokenKind.BinStart, "bin_start");
        string binEnd = BinName(TokenKind.BinEnd, "bin_end");
        string ratio = BinName(TokenKind.BinDistributeRatio, "bin_distribute_ratio");
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        if (!_cursor.Settings.IsOn("spark.sql.binByRelationOperator.enabled"))
        {
            _cursor.Fault(new QueryException(QueryException.Create("UNSUPPORTED_FEATURE.BIN_BY", Origin.None, "AnalysisException")));
        }

        return Named(new BinBy(plan, rangeStart, rangeEnd, width, alignTo, distribute, binStart, binEnd, ratio) { Origin = span }, start);
    }

    private string BinName(TokenKind word, string name)
    {
        if (!_cursor.Accept(word))
        {
            return name;
        }

        _cursor.Expect(TokenKind.As);
        return grammar.Names.CapturingIdentifier();
    }
}
