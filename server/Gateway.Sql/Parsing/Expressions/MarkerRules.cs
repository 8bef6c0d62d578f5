using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Puts values in place of parameter markers: <c>:name</c> and <c>?</c>.</summary>
internal sealed class MarkerRules(Grammar grammar, SqlParameters parameters)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly Dictionary<int, int> _positions = [];
    private int _counted;
    private int _firstNamed = -1;
    private int _firstPositional = -1;
    private bool _mixed;

    /// <summary>Tells whether values were given by position.</summary>
    public bool HasPositionalValues => !parameters.Positional.IsEmpty;

    /// <summary>Tells whether the current token is a marker.</summary>
    public bool AtMarker => _cursor.At(TokenKind.Question) || (_cursor.At(TokenKind.Colon) && _cursor.IsIdentifier(_cursor.Peek()));

    public Expression Marker() => _cursor.At(TokenKind.Question) ? Positional() : Named();

    public Expression Positional()
    {
        int start = _cursor.Index;
        int position = Position(start);
        _cursor.Advance();
        var span = _cursor.SpanFrom(start);
        _firstPositional = _firstPositional < 0 ? start : _firstPositional;
        CheckMixed(span);
        return position < parameters.Positional.Length ? At(parameters.Positional[position], start, span) : Unbound("_" + span.Start.ToString(CultureInfo.InvariantCulture), span);
    }

    /// <summary>Counts the markers before a token; a marker that is read twice keeps its place.</summary>
    private int Position(int token)
    {
        while (_counted < token)
        {
            if (_cursor.KindAt(_counted) == TokenKind.Question)
            {
                _positions.Add(_counted, _positions.Count);
            }

            _counted++;
        }

        if (_counted == token)
        {
            _positions.Add(token, _positions.Count);
            _counted++;
        }

        return _positions[token];
    }

    public Expression Named()
    {
        int start = _cursor.Index;
        _cursor.Advance();
        if (!_cursor.IsIdentifier(_cursor.Kind))
        {
            _cursor.Fail();
            return Literal.Null;
        }

        string name = _cursor.TakeName();
        var span = _cursor.SpanFrom(start);
        _firstNamed = _firstNamed < 0 ? start : _firstNamed;
        CheckMixed(span);
        return parameters.Named.TryGetValue(name, out var value) ? At(value, start, span) : Unbound(name, span);
    }

    private void CheckMixed(Origin span)
    {
        if (_firstNamed >= 0 && _firstPositional >= 0 && !_mixed)
        {
            _mixed = true;
            _cursor.ParameterFault(new QueryException(QueryException.Create("INVALID_QUERY_MIXED_QUERY_PARAMETERS", Origin.None, "AnalysisException")));
        }
    }

    private Literal Unbound(string name, Origin span)
    {
        _cursor.ParameterFault(new QueryException(QueryException.Create("UNBOUND_SQL_PARAMETER", span, "AnalysisException", ("name", name))));
        return Literal.Null with { Origin = span };
    }

    private Expression At(Expression value, int start, Origin span)
    {
        if (value is Literal literal)
        {
            _cursor.Replace(start, _cursor.Index - 1, Compute.Expressions.LiteralText.Print(literal, PrintStyle.Sql));
        }
        return value with { Origin = span };
    }
}
