using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads the statements of declarative pipelines, which an ordinary session knows only to refuse.</summary>
internal sealed class PipelineRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    public LogicalPlan Create(int start)
    {
        if (_cursor.Accept(TokenKind.Flow))
        {
            return Flow(start);
        }

        string kind = _cursor.At(TokenKind.Materialized) ? "MATERIALIZED VIEW" : "STREAMING TABLE";
        _cursor.Advance();
        _cursor.Expect(kind == "MATERIALIZED VIEW" ? TokenKind.View : TokenKind.Table);
        grammar.Statements.IfNotExists();
        var name = grammar.Names.Reference();
        if (_cursor.At(TokenKind.LeftParen))
        {
            if (_cursor.Peek() == TokenKind.RightParen)
            {
                _cursor.Advance(2);
            }
            else
            {
                new ColumnRules(grammar).Elements();
            }
        }

        if (_cursor.Accept(TokenKind.Using))
        {
            grammar.Names.Multipart();
        }

        new CreateTableRules(grammar).Clauses();
        LogicalPlan? query = null;
        if (_cursor.Accept(TokenKind.Flow))
        {
            ChangeCapture(named: false);
        }
        else if (_cursor.Accept(TokenKind.As))
        {
            query = grammar.Queries.Query();
        }

        var span = _cursor.SpanFrom(start);
        if (query is null && kind == "MATERIALIZED VIEW")
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", "Unable to find query for CREATE MATERIALIZED VIEW statement."));
        }

        return name.Bind(parts => new PipelineStatement(kind, parts, query) { Origin = span }, span);
    }

    private LogicalPlan Flow(int start)
    {
        var name = grammar.Names.Reference();
        if (_cursor.Accept(TokenKind.Comment))
        {
            grammar.Literals.StringValue();
        }

        _cursor.Expect(TokenKind.As);
        LogicalPlan? insert = null;
        if (_cursor.At(TokenKind.Auto))
        {
            ChangeCapture(named: true);
        }
        else
        {
            insert = new WriteRules(grammar).Write();
        }

        var span = _cursor.SpanFrom(start);
        return name.Bind(parts => new PipelineStatement("FLOW", parts, insert) { Origin = span }, span);
    }

    /// <summary>AUTO CDC with its parameters.</summary>
    private void ChangeCapture(bool named)
    {
        _cursor.Expect(TokenKind.Auto, TokenKind.Cdc);
        if (named)
        {
            _cursor.Expect(TokenKind.Into);
            grammar.Names.Multipart();
        }

        _cursor.Expect(TokenKind.From);
        grammar.Relations.Primary(out _);
        _cursor.Expect(TokenKind.Keys);
        grammar.Names.List();
        while (!_cursor.Failed)
        {
            if (_cursor.Accept(TokenKind.Apply, TokenKind.As))
            {
                _cursor.Expect(TokenKind.Delete, TokenKind.When);
                grammar.Expressions.Expression();
            }
            else if (_cursor.Accept(TokenKind.Sequence, TokenKind.By))
            {
                grammar.Expressions.Expression();
            }
            else if (_cursor.Accept(TokenKind.Columns) || _cursor.Accept(TokenKind.Track, TokenKind.History, TokenKind.On))
            {
                if (_cursor.Accept(TokenKind.Asterisk))
                {
                    _cursor.Expect(TokenKind.Except);
                }

                grammar.Names.List();
            }
            else if (_cursor.Accept(TokenKind.Stored, TokenKind.As))
            {
                _cursor.Expect(TokenKind.Scd, TokenKind.Type);
                grammar.Literals.IntegerText();
            }
            else
            {
                break;
            }
        }
    }
}
