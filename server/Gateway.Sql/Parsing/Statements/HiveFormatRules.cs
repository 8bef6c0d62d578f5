using System.Collections.Immutable;
using Gateway.Plans.Commands;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads ROW FORMAT and STORED AS into one description.</summary>
internal sealed class HiveFormatRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private string? _format;
    private string? _input;
    private string? _output;
    private string? _serde;
    private bool _hasRowFormat;
    private bool _any;
    private ImmutableDictionary<string, string> _properties = ImmutableDictionary<string, string>.Empty;

    public HiveFormat? Build() => _any ? new HiveFormat(_format, _input, _output, _serde, _properties, _hasRowFormat) : null;

    /// <summary>rowFormat, when it is there.</summary>
    public void OptionalRowFormat()
    {
        if (_cursor.At(TokenKind.Row, TokenKind.Format))
        {
            RowFormat();
        }
    }

    /// <summary>createFileFormat, when it is there.</summary>
    public void OptionalStored()
    {
        if (_cursor.At(TokenKind.Stored))
        {
            Stored();
        }
    }

    /// <summary>rowFormat</summary>
    public void RowFormat()
    {
        _any = true;
        _hasRowFormat = true;
        _cursor.Advance(2);
        if (_cursor.Accept(TokenKind.Serde))
        {
            _serde = grammar.Literals.StringValue();
            SerdeProperties();
            return;
        }

        _cursor.Expect(TokenKind.Delimited);
        if (_cursor.Accept(TokenKind.Fields))
        {
            Delimiter("field.delim");
            if (_cursor.Accept(TokenKind.Escaped))
            {
                _cursor.Expect(TokenKind.By);
                Set("escape.delim");
            }
        }

        if (_cursor.Accept(TokenKind.Collection, TokenKind.Items))
        {
            Delimiter("colelction.delim");
        }

        if (_cursor.Accept(TokenKind.Map, TokenKind.Keys))
        {
            Delimiter("mapkey.delim");
        }

        if (_cursor.Accept(TokenKind.Lines))
        {
            Delimiter("line.delim");
        }

        if (_cursor.Accept(TokenKind.Null, TokenKind.Defined))
        {
            _cursor.Expect(TokenKind.As);
            Set("serialization.null.format");
        }
    }

    /// <summary>createFileFormat</summary>
    public void Stored()
    {
        int start = _cursor.Index;
        _any = true;
        _cursor.Advance();
        if (_cursor.Accept(TokenKind.By))
        {
            grammar.Literals.StringValue();
            SerdeProperties();
            _cursor.Fault("INVALID_STATEMENT_OR_CLAUSE", _cursor.SpanFrom(start), ("operation", "STORED BY"));
            return;
        }

        _cursor.Expect(TokenKind.As);
        if (_cursor.At(TokenKind.Inputformat) && grammar.Literals.AtString(1))
        {
            _cursor.Advance();
            _input = grammar.Literals.StringValue();
            _cursor.Expect(TokenKind.Outputformat);
            _output = grammar.Literals.StringValue();
            return;
        }

        _format = grammar.Names.Identifier();
    }

    /// <summary>Notes a row format that the file format does not go with.</summary>
    public static void Report(HiveFormat? hive, TokenCursor cursor, Core.Errors.Origin span)
    {
        if (hive is not { HasRowFormat: true, Format: { } format })
        {
            return;
        }

        string name = format.ToLowerInvariant();
        if (hive.Serde is null && name != "textfile")
        {
            cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", $"ROW FORMAT DELIMITED is only compatible with 'textfile', not '{name}'"));
        }
        else if (hive.Serde is not null && name is not ("sequencefile" or "textfile" or "rcfile"))
        {
            cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", $"ROW FORMAT SERDE is incompatible with format '{name}', which also specifies a serde"));
        }
    }

    private void Delimiter(string key)
    {
        _cursor.Expect(TokenKind.Terminated, TokenKind.By);
        Set(key);
    }

    private void Set(string key) => _properties = _properties.SetItem(key, grammar.Literals.StringValue());

    private void SerdeProperties()
    {
        if (_cursor.Accept(TokenKind.With, TokenKind.Serdeproperties))
        {
            _properties = grammar.Properties.Options();
        }
    }
}
