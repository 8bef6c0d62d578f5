using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads TABLESAMPLE: a share of the rows, a number of rows, or one bucket of several.</summary>
internal sealed class SampleRule(Grammar grammar)
{
    private const double Tolerance = 1e-6;
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>What is wrong with the sample, reported once its span is known.</summary>
    private sealed record QueryFault(string Condition, string? Parameter = null, string Value = "");

    public LogicalPlan Read(LogicalPlan plan)
    {
        int start = _cursor.Index;
        _cursor.Advance();
        bool system = _cursor.At(TokenKind.System);
        _cursor.AcceptAny(TokenKind.System, TokenKind.Bernoulli);
        _cursor.Expect(TokenKind.LeftParen);
        double? fraction = null;
        Expression? rows = null;
        QueryFault? refused = null;
        bool bucket = _cursor.At(TokenKind.Bucket, TokenKind.IntegerValue);
        bool negative = _cursor.At(TokenKind.Minus);
        int number = negative ? 1 : 0;
        if (_cursor.At(TokenKind.RightParen))
        {
            refused = new QueryFault("_LEGACY_ERROR_TEMP_0014");
        }
        else if (_cursor.Peek(number) is TokenKind.IntegerValue or TokenKind.DecimalValue && _cursor.Peek(number + 1) == TokenKind.Percentlit)
        {
            _cursor.Advance(number);
            double percent = double.Parse(_cursor.CurrentText, CultureInfo.InvariantCulture);
            _cursor.Advance(2);
            fraction = (negative ? -percent : percent) / 100.0;
        }
        else if (bucket)
        {
            refused = Bucket(out fraction);
        }
        else
        {
            rows = Rows(ref fraction, ref refused);
        }

        _cursor.Expect(TokenKind.RightParen);
        long? seed = null;
        if (_cursor.At(TokenKind.Repeatable, TokenKind.LeftParen) && _cursor.Peek(2) is TokenKind.IntegerValue or TokenKind.Question or TokenKind.Colon && _cursor.Accept(TokenKind.Repeatable))
        {
            _cursor.Expect(TokenKind.LeftParen);
            seed = long.TryParse(grammar.Literals.IntegerText(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
            _cursor.Expect(TokenKind.RightParen);
        }

        return Build(plan, fraction, rows, refused, seed, system, bucket, _cursor.SpanFrom(start));
    }

    private LogicalPlan Build(LogicalPlan plan, double? fraction, Expression? rows, QueryFault? refused, long? seed, bool system, bool bucket, Origin span)
    {
        if (refused is { } fault)
        {
            if (fault.Parameter is null)
            {
                _cursor.Fault(fault.Condition, span);
            }
            else
            {
                _cursor.Fault(fault.Condition, span, (fault.Parameter, fault.Value));
            }

            return plan;
        }

        if (system && seed is not null)
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_REPEATABLE", span);
        }
        else if (system && (rows is not null || bucket))
        {
            _cursor.Fault("UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_SAMPLE_METHOD", span, ("sampleMethod", bucket ? "BUCKET" : "ROWS"));
        }

        if (rows is not null)
        {
            return new Limit(plan, rows) { Origin = span };
        }

        double share = fraction ?? 0;
        if (!(share >= -Tolerance && share <= 1 + Tolerance))
        {
            _cursor.Fault("INVALID_TABLESAMPLE_FRACTION", span, ("fraction", FractionText(share)));
            return plan;
        }

        return new Sample(plan, 0.0, share, false, seed) { Origin = span, ByBlocks = system };
    }

    private Expression? Rows(ref double? fraction, ref QueryFault? refused)
    {
        int argument = _cursor.Index;
        var value = grammar.Expressions.Expression();
        if (_cursor.Accept(TokenKind.Rows))
        {
            return value;
        }

        if (_cursor.Accept(TokenKind.Percentlit))
        {
            // Only a marker can stand here: its value is the share.
            fraction = value is Literal { Value: not null } share ? Convert.ToDouble(share.Value, CultureInfo.InvariantCulture) / 100.0 : 0;
            return null;
        }

        string text = _cursor.TextBetween(argument, _cursor.Index - 1);
        refused = text.Length > 1 && char.IsAsciiDigit(text[0]) && text[..^1].All(char.IsAsciiDigit) && char.ToLowerInvariant(text[^1]) is 'b' or 'k' or 'm' or 'g'
            ? new QueryFault("_LEGACY_ERROR_TEMP_0015", "msg", "byteLengthLiteral")
            : new QueryFault("_LEGACY_ERROR_TEMP_0016", "bytesStr", text);
        return null;
    }

    private QueryFault? Bucket(out double? fraction)
    {
        _cursor.Advance();
        double bucket = grammar.Literals.Integer();
        _cursor.Expect(TokenKind.Out, TokenKind.Of);
        double of = grammar.Literals.Integer();
        fraction = bucket / of;
        if (!_cursor.Accept(TokenKind.On))
        {
            return null;
        }

        do
        {
            grammar.Names.Identifier();
        }
        while (_cursor.Accept(TokenKind.Dot));
        if (_cursor.Accept(TokenKind.LeftParen))
        {
            _cursor.Expect(TokenKind.RightParen);
            return new QueryFault("_LEGACY_ERROR_TEMP_0015", "msg", "BUCKET x OUT OF y ON function");
        }

        return new QueryFault("_LEGACY_ERROR_TEMP_0015", "msg", "BUCKET x OUT OF y ON colname");
    }

    private static string FractionText(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0";
    }
}
