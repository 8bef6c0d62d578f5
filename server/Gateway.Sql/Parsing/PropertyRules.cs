using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>Reads lists of options and table properties.</summary>
internal sealed class PropertyRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly List<string> _complaints = [];

    /// <summary>propertyList as options: keys without a value are refused.</summary>
    public ImmutableDictionary<string, string> Options()
    {
        int start = _cursor.Index;
        var entries = List();
        var span = _cursor.SpanFrom(start);
        RefuseMissing(entries);
        return ToDictionary(entries, span);
    }

    /// <summary>propertyList of keys only: keys with a value are refused.</summary>
    public ImmutableArray<string> Keys()
    {
        var entries = List();
        string[] valued = [.. entries.Where(static entry => entry.Value is not null).Select(static entry => entry.Key)];
        if (valued.Length > 0)
        {
            _complaints.Add($"Values should not be specified for key(s): [{string.Join(',', valued)}]");
        }

        return [.. entries.Select(static entry => entry.Key)];
    }

    /// <summary>propertyKeyOrStringLit</summary>
    public string Key()
    {
        if (grammar.Literals.AtString(0))
        {
            return grammar.Literals.StringValue();
        }

        return string.Join('.', grammar.Names.Multipart());
    }

    /// <summary>expressionPropertyList: values are expressions that analysis evaluates.</summary>
    public ImmutableArray<(string Key, Expression Value)> ExpressionList()
    {
        _cursor.Expect(TokenKind.LeftParen);
        var entries = ImmutableArray.CreateBuilder<(string, Expression)>();
        var missing = new List<string>();
        do
        {
            string key = KeyBeforeValue(out bool equals);
            if (equals || !_cursor.AtAny(TokenKind.Comma, TokenKind.RightParen))
            {
                entries.Add((key, grammar.Expressions.Expression()));
            }
            else
            {
                missing.Add(key);
            }
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        if (missing.Count > 0)
        {
            _complaints.Add($"A value must be specified for the key: {missing[0]}.");
        }

        return entries.ToImmutable();
    }

    private List<(string Key, string? Value)> List()
    {
        _cursor.Expect(TokenKind.LeftParen);
        var entries = new List<(string, string?)>();
        do
        {
            string key = KeyBeforeValue(out bool equals);
            entries.Add((key, equals || !_cursor.AtAny(TokenKind.Comma, TokenKind.RightParen) ? Value() : null));
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        return entries;
    }

    /// <summary>A key: adjacent strings are one key before <c>=</c>, else key and value.</summary>
    private string KeyBeforeValue(out bool equals)
    {
        string key;
        if (grammar.Literals.AtString(0))
        {
            var mark = _cursor.Mark();
            key = grammar.Literals.StringValue();
            if (!_cursor.At(TokenKind.Equal))
            {
                _cursor.Reset(mark);
                key = grammar.Literals.Piece();
            }
        }
        else
        {
            key = string.Join('.', grammar.Names.Multipart());
        }

        equals = _cursor.Accept(TokenKind.Equal);
        return key;
    }

    private string Value()
    {
        if (grammar.Literals.AtString(0))
        {
            return grammar.Literals.StringValue();
        }

        if (_cursor.AtAny(TokenKind.IntegerValue, TokenKind.DecimalValue, TokenKind.True, TokenKind.False))
        {
            string text = _cursor.CurrentText;
            bool isBoolean = _cursor.AtAny(TokenKind.True, TokenKind.False);
            _cursor.Advance();
            return isBoolean ? text.ToLowerInvariant() : text;
        }

        _cursor.Fail();
        return "";
    }

    /// <summary>Reports what the lists read so far lack or have too much; the statement as a whole is blamed.</summary>
    public void Report(int start)
    {
        foreach (string complaint in _complaints)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", _cursor.SpanFrom(start), ("message", complaint));
        }

        _complaints.Clear();
    }

    private void RefuseMissing(List<(string Key, string? Value)> entries)
    {
        string[] missing = [.. entries.Where(static entry => entry.Value is null).Select(static entry => entry.Key)];
        if (missing.Length > 0)
        {
            _complaints.Add($"Values must be specified for key(s): [{string.Join(',', missing)}]");
        }
    }

    private ImmutableDictionary<string, string> ToDictionary(List<(string Key, string? Value)> entries, Origin span)
    {
        RefuseDuplicates(entries.Select(static entry => entry.Key), span);
        var result = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            result[key] = value ?? "";
        }

        return result.ToImmutable();
    }

    public void RefuseDuplicates(IEnumerable<string> keys, Origin span)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in keys)
        {
            if (!seen.Add(key))
            {
                _cursor.Fault("DUPLICATE_KEY", span, ("keyColumn", Quote.Id(key)));
                return;
            }
        }
    }
}
