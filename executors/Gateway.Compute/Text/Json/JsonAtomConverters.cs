using System.Globalization;
using Gateway.Compute.Numerics;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

internal sealed class BooleanJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token is not (JsonToken.True or JsonToken.False))
        {
            return JsonOutcome.Failed;
        }

        Set(column, row, tokenizer.Token == JsonToken.True ? (byte)1 : (byte)0);
        return JsonOutcome.Ok;
    }
}

/// <summary>Reads integers; numbers with a fraction or exponent and strings are refused.</summary>
internal sealed class IntegerJson<T>(JsonReadOptions options) : JsonConverter(options)
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token != JsonToken.Integer || !NumberParser.TryParseInt64(tokenizer.Value, allowFraction: false, out long value))
        {
            return JsonOutcome.Failed;
        }

        T narrow = T.CreateTruncating(value);
        Set(column, row, narrow);
        return Done(long.CreateTruncating(narrow) == value);
    }
}

internal sealed class DoubleJson(JsonReadOptions options) : JsonConverter(options)
{
    public static bool TryRead(ref JsonTokenizer tokenizer, out double value)
    {
        value = 0;
        switch (tokenizer.Token)
        {
            case JsonToken.Integer or JsonToken.Float:
                return double.TryParse(tokenizer.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            case JsonToken.NonNumeric:
                return NumberParser.TryParseDouble(tokenizer.Value, out value);
            case JsonToken.String:
                ReadOnlySpan<byte> text = tokenizer.Value;
                bool isSpecial = text.SequenceEqual("NaN"u8) || text.SequenceEqual("+INF"u8) || text.SequenceEqual("+Infinity"u8) ||
                    text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-INF"u8) || text.SequenceEqual("-Infinity"u8);
                return isSpecial && NumberParser.TryParseDouble(text, out value);
            default:
                return false;
        }
    }

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        bool read = TryRead(ref tokenizer, out double value);
        Set(column, row, value);
        return Done(read);
    }
}

internal sealed class FloatJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        bool read = DoubleJson.TryRead(ref tokenizer, out double value);
        Set(column, row, (float)value);
        return Done(read);
    }
}

internal sealed class DecimalJson(JsonReadOptions options, DecimalType type) : JsonConverter(options)
{
    private readonly DecimalShape _shape = new(type.Precision, type.Scale);
    private readonly TextBuffer _scratch = new();

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        Int128 value;
        ParseStatus status;
        switch (tokenizer.Token)
        {
            case JsonToken.Integer or JsonToken.Float:
                status = NumberParser.ParseDecimal(tokenizer.Value, _shape, out value);
                break;
            case JsonToken.String when !tokenizer.Value.IsEmpty:
                status = Options.Text.ParseDecimal(tokenizer.Value, _shape, _scratch, out value);
                break;
            default:
                return JsonOutcome.Failed;
        }

        if (status == ParseStatus.OutOfRange)
        {
            column.SetNull(row);
            return JsonOutcome.Ok;
        }

        if (column.Physical == PhysicalType.Int64)
        {
            Set(column, row, (long)value);
        }
        else
        {
            Set(column, row, value);
        }

        return Done(status == ParseStatus.Ok);
    }
}

/// <summary>Reads strings; every other value becomes its JSON text.</summary>
internal sealed class StringJson(JsonReadOptions options) : JsonConverter(options)
{
    private readonly TextBuffer _text = new();

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token == JsonToken.String)
        {
            Set(column, row, column.Heap.Add(tokenizer.Value));
            return JsonOutcome.Ok;
        }

        _text.Clear();
        if (!JsonText.TryCopyValue(ref tokenizer, _text))
        {
            return JsonOutcome.Malformed;
        }

        Set(column, row, column.Heap.Add(_text.Written));
        return JsonOutcome.Ok;
    }
}

internal sealed class BinaryJson(JsonReadOptions options) : JsonConverter(options)
{
    private readonly TextBuffer _bytes = new();

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        _bytes.Clear();
        if (tokenizer.Token != JsonToken.String || !BinaryText.TryAppendPaddedBase64(tokenizer.Value, _bytes))
        {
            return JsonOutcome.Failed;
        }

        Set(column, row, column.Heap.Add(_bytes.Written));
        return JsonOutcome.Ok;
    }
}

internal sealed class DateJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        int days = 0;
        bool read = tokenizer.Token == JsonToken.String && Options.Text.TryParseDate(tokenizer.Value, out days);
        Set(column, row, days);
        return Done(read);
    }
}

/// <summary>Reads timestamps from text, or from whole seconds.</summary>
internal sealed class TimestampJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        long micros = 0;
        bool read = tokenizer.Token switch
        {
            JsonToken.String => Options.Text.TryParseTimestamp(tokenizer.Value, out micros),
            JsonToken.Integer => NumberParser.TryParseInt64(tokenizer.Value, allowFraction: false, out long seconds) &&
                IntervalArithmetic.TryMultiply(seconds, TimeUnits.MicrosPerSecond, out micros),
            _ => false,
        };
        Set(column, row, micros);
        return Done(read);
    }
}

internal sealed class TimestampNtzJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        long micros = 0;
        bool read = tokenizer.Token == JsonToken.String && Options.Text.TryParseTimestampNtz(tokenizer.Value, out micros);
        Set(column, row, micros);
        return Done(read);
    }
}

internal sealed class TimeJson(JsonReadOptions options, TimeType type) : JsonConverter(options)
{
    private readonly long _unit = PowersOfTen.Int64(9 - type.Precision);

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        long nanos = 0;
        bool read = tokenizer.Token == JsonToken.String && DateTimeParser.TryParseTime(tokenizer.Value, out nanos);
        Set(column, row, nanos - (nanos % _unit));
        return Done(read);
    }
}

internal sealed class YearMonthJson(JsonReadOptions options, YearMonthIntervalType type) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        int months = 0;
        bool read = tokenizer.Token == JsonToken.String &&
            IntervalParser.ParseYearMonth(tokenizer.Value, type.Start, type.End, out months) == ParseStatus.Ok;
        Set(column, row, months);
        return Done(read);
    }
}

internal sealed class DayTimeJson(JsonReadOptions options, DayTimeIntervalType type) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        long micros = 0;
        bool read = tokenizer.Token == JsonToken.String &&
            IntervalParser.ParseDayTime(tokenizer.Value, type.Start, type.End, out micros, out _) == ParseStatus.Ok;
        Set(column, row, micros);
        return Done(read);
    }
}

/// <summary>Reads legacy intervals; text that is none is NULL.</summary>
internal sealed class CalendarIntervalJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token != JsonToken.String)
        {
            return JsonOutcome.Failed;
        }

        if (CalendarIntervalParser.Parse(tokenizer.Value, out int months, out int days, out long micros, out _) == CalendarIntervalFault.None)
        {
            Set(column, row, new CalendarInterval(months, days, micros));
        }
        else
        {
            column.SetNull(row);
        }

        return JsonOutcome.Ok;
    }
}

/// <summary>Reads any value into a variant; a JSON null is the variant null.</summary>
internal sealed class VariantJson(JsonReadOptions options) : JsonConverter(options)
{
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _metadata = new();

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        _builder.Clear();
        _metadata.Clear();
        if (!_builder.TryAppendJson(ref tokenizer, allowDuplicateKeys: false))
        {
            return tokenizer.Token == JsonToken.Error ? JsonOutcome.Malformed : JsonOutcome.Failed;
        }

        Write(column, row);
        return JsonOutcome.Ok;
    }

    protected override void ConvertNull(Column column, int row)
    {
        _builder.Clear();
        _metadata.Clear();
        _builder.AppendNull();
        Write(column, row);
    }

    private void Write(Column column, int row)
    {
        _builder.AppendMetadata(_metadata);
        Set(column.Children[0], row, column.Children[0].Heap.Add(_builder.Value));
        Set(column.Children[1], row, column.Children[1].Heap.Add(_metadata.Written));
        SetValid(column, row);
    }
}

/// <summary>Reads nothing but null.</summary>
internal sealed class NullJson(JsonReadOptions options) : JsonConverter(options)
{
    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row) =>
        tokenizer.Token == JsonToken.String && tokenizer.Value.IsEmpty ? JsonOutcome.Ok : JsonOutcome.Failed;
}
