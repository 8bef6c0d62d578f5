using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Sql.Lexing;
using SqlLiteralText = Gateway.Sql.Lexing.LiteralText;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Reads strings, numbers and typed literals such as DATE '2020-01-01'.</summary>
internal sealed class LiteralRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>Tells whether a string (or a marker in place of one) stands ahead.</summary>
    public bool AtString(int ahead) => _cursor.IsString(_cursor.Peek(ahead)) || _cursor.Peek(ahead) == TokenKind.Question
        || (_cursor.Peek(ahead) == TokenKind.Colon && _cursor.IsIdentifier(_cursor.Peek(ahead + 1)));

    /// <summary>stringLit: adjacent pieces are one string.</summary>
    public string StringValue()
    {
        if (!AtString(0))
        {
            _cursor.Fail();
            return "";
        }

        string first = Piece();
        if (!AtString(0))
        {
            return first;
        }

        var value = new StringBuilder(first);
        while (AtString(0))
        {
            value.Append(Piece());
        }

        return value.ToString();
    }

    /// <summary>One piece of a string.</summary>
    public string Piece()
    {
        if (grammar.Markers.AtMarker)
        {
            return grammar.Markers.Marker() is Literal { Value: string text } ? text : "";
        }

        if (!_cursor.IsString(_cursor.Kind))
        {
            _cursor.Fail();
            return "";
        }

        string value = SqlLiteralText.DecodeString(_cursor.TextOf(_cursor.Index), _cursor.Settings.EscapedStrings, _cursor.Settings.DoubledQuotesEndStrings);
        _cursor.Advance();
        return value;
    }

    public Expression String()
    {
        int start = _cursor.Index;
        string value = StringValue();
        return Literal.Of(value) with { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>integerValue, as its text.</summary>
    public string IntegerText()
    {
        if (grammar.Markers.AtMarker)
        {
            return grammar.Markers.Marker() is Literal { Value: int or long or short or sbyte } value ? Convert.ToString(value.Value, CultureInfo.InvariantCulture)! : "0";
        }

        if (!_cursor.At(TokenKind.IntegerValue))
        {
            _cursor.Fail();
            return "0";
        }

        string text = _cursor.CurrentText;
        _cursor.Advance();
        return text;
    }

    /// <summary>integerValue; what does not fit counts as the largest int.</summary>
    public int Integer() => int.TryParse(IntegerText(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;

    /// <summary>number: the sign belongs to the literal.</summary>
    public Expression Number()
    {
        int start = _cursor.Index;
        bool negative = _cursor.Accept(TokenKind.Minus);
        var kind = _cursor.Kind;
        string digits = _cursor.CurrentText;
        _cursor.Advance();
        var span = _cursor.SpanFrom(start);
        string text = negative ? "-" + digits : digits;
        return kind switch
        {
            TokenKind.IntegerValue => Integral(text, span),
            TokenKind.BigintLiteral => Ranged(text[..^1], span, long.MinValue, long.MaxValue, "bigint", LongType.Instance, static value => (long)value),
            TokenKind.SmallintLiteral => Ranged(text[..^1], span, short.MinValue, short.MaxValue, "smallint", ShortType.Instance, static value => (short)value),
            TokenKind.TinyintLiteral => Ranged(text[..^1], span, sbyte.MinValue, sbyte.MaxValue, "tinyint", ByteType.Instance, static value => (sbyte)value),
            TokenKind.DecimalValue => Decimal(text, span),
            TokenKind.BigdecimalLiteral => Decimal(text[..^2], span),
            TokenKind.ExponentValue when _cursor.Settings.Configuration.Get(ConfigurationKeys.ExponentLiteralAsDecimal) => Decimal(text, span),
            TokenKind.ExponentValue => Double(text, span),
            TokenKind.DoubleLiteral => Double(text[..^1], span),
            TokenKind.FloatLiteral => Float(text[..^1], span),
            _ => Refuse(),
        };
    }

    /// <summary>A word and a string: DATE, TIMESTAMP, TIME, INTERVAL, X; other words are refused by name.</summary>
    public Expression Typed()
    {
        int start = _cursor.Index;
        string type = _cursor.CurrentText.ToUpperInvariant();
        _cursor.TakeName();
        string value = Piece();
        return TypedLiterals.Read(_cursor, type, value, _cursor.SpanFrom(start));
    }

    private Literal Refuse()
    {
        _cursor.Fail();
        return Literal.Null;
    }

    private Literal Integral(string text, Origin span)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int small))
        {
            return new Literal(small, IntegerType.Instance) { Origin = span };
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long large))
        {
            return new Literal(large, LongType.Instance) { Origin = span };
        }

        return Decimal(text, Origin.None, "SparkArithmeticException") with { Origin = span };
    }

    private Literal Ranged(string text, Origin span, long minimum, long maximum, string type, DataType dataType, Func<long, object> convert)
    {
        var value = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (value < minimum || value > maximum)
        {
            RangeFault(text, span, minimum.ToString(CultureInfo.InvariantCulture), maximum.ToString(CultureInfo.InvariantCulture), type);
            return Literal.NullOf(dataType);
        }

        return new Literal(convert((long)value), dataType) { Origin = span };
    }

    private Literal Double(string text, Origin span)
    {
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
        {
            RangeFault(text, span, "-1.7976931348623157E+308", "1.7976931348623157E+308", "double");
        }

        return new Literal(value, DoubleType.Instance) { Origin = span };
    }

    private Literal Float(string text, Origin span)
    {
        double wide = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.Abs(wide) > float.MaxValue)
        {
            RangeFault(text, span, "-3.4028234663852886E+38", "3.4028234663852886E+38", "float");
        }

        return new Literal(float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), FloatType.Instance) { Origin = span };
    }

    private void RangeFault(string text, Origin span, string minimum, string maximum, string type) =>
        _cursor.Fault("INVALID_NUMERIC_LITERAL_RANGE", span, ("rawStrippedQualifier", text), ("minValue", minimum), ("maxValue", maximum), ("typeName", type));

    /// <summary>A decimal literal has the smallest type that holds its digits; trailing zeros of the fraction count.</summary>
    private Literal Decimal(string text, Origin span, string javaClass = "ParseException")
    {
        int exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        long exponent = exponentAt < 0 ? 0 : long.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) ? parsed : int.MaxValue;
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        long scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        bool negative = digits[0] == '-';
        string significant = digits.TrimStart('-').TrimStart('0');
        long precision = Math.Max(significant.Length, 1);
        if (scale < 0)
        {
            // A zero keeps its exponent in Spark's decimals: 0e3 counts one digit and three zeros.
            precision -= scale;
        }

        precision = Math.Max(precision, scale);
        if (precision > DecimalType.MaxPrecision || (scale < 0 && -scale > DecimalType.MaxPrecision))
        {
            _cursor.Fault(new QueryException(QueryException.Create(
                "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", span, javaClass,
                ("precision", precision.ToString(CultureInfo.InvariantCulture)), ("maxPrecision", "38"))));
            return Literal.NullOf(DecimalType.SystemDefault);
        }

        var unscaled = significant.Length == 0 ? BigInteger.Zero : BigInteger.Parse(significant, CultureInfo.InvariantCulture);
        if (scale < 0)
        {
            unscaled *= BigInteger.Pow(10, (int)-scale);
            scale = 0;
        }

        var value = (Int128)(negative ? -unscaled : unscaled);
        return new Literal(value, new DecimalType((int)precision, (int)scale)) { Origin = span };
    }
}
