using System.Globalization;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Csv;

/// <summary>Turns a field's text into a value of a column's type. Semantics: Spark 4.3's UnivocityParser.</summary>
internal sealed unsafe class CsvValueReader(CsvOptions options, DateTimeFormats formats)
{
    private readonly TextBuffer _scratch = new();
    private readonly VariantBuilder _variant = new();
    private readonly Text.Json.TextReadOptions _text = formats.ReadOptions() with { GroupSeparator = options.Separators.Group, DecimalPoint = options.Separators.Point };

    /// <summary>Writes the value; false when the text is not one of the type.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, DataType type, Column column, int row)
    {
        switch (type)
        {
            case StringType or CharType or VarcharType or BinaryType:
                column.Data<StringView>()[row] = column.Heap.Add(Utf8Text.Decoded(text));
                return true;
            case BooleanType:
                bool isTrue = System.Text.Ascii.EqualsIgnoreCase(text, "true"u8);
                column.Data<byte>()[row] = isTrue ? (byte)1 : (byte)0;
                return isTrue || System.Text.Ascii.EqualsIgnoreCase(text, "false"u8);
            case ByteType:
                return TryInteger(text, sbyte.MinValue, sbyte.MaxValue, out long tiny) && Store(column.Data<sbyte>(), row, (sbyte)tiny);
            case ShortType:
                return TryInteger(text, short.MinValue, short.MaxValue, out long small) && Store(column.Data<short>(), row, (short)small);
            case IntegerType:
                return TryInteger(text, int.MinValue, int.MaxValue, out long number) && Store(column.Data<int>(), row, (int)number);
            case LongType:
                return TryInteger(text, long.MinValue, long.MaxValue, out long large) && Store(column.Data<long>(), row, large);
            case FloatType:
                return TryDouble(text, isSingle: true, out double single) && Store(column.Data<float>(), row, (float)single);
            case DoubleType:
                return TryDouble(text, isSingle: false, out double real) && Store(column.Data<double>(), row, real);
            case DecimalType target:
                return options.Separators.Point == (byte)'.' && FastText.TryDecimal(text, target, out long narrow)
                    ? StoreDecimal(column, row, narrow)
                    : _text.ParseDecimal(text, new DecimalShape(target.Precision, target.Scale), _scratch, out Int128 unscaled) == ParseStatus.Ok && StoreDecimal(column, row, unscaled);
            case DateType:
                return ((!formats.HasDatePattern && !formats.IsLegacy && FastText.TryDate(text, out int days)) || formats.TryDate(text, out days)) && Store(column.Data<int>(), row, days);
            case TimestampType:
                return formats.TryTimestamp(text, out long micros) && Store(column.Data<long>(), row, micros);
            case TimestampNtzType:
                return formats.TryTimestampNtz(text, out long local) && Store(column.Data<long>(), row, local);
            case TimeType:
                return DateTimeParser.TryParseTime(text, out long nanoseconds) && Store(column.Data<long>(), row, nanoseconds);
            case CalendarIntervalType:
                return CalendarIntervalParser.Parse(text, out int months, out int intervalDays, out long intervalMicros, out _) == default
                    && Store(column.Data<CalendarInterval>(), row, new CalendarInterval(months, intervalDays, intervalMicros));
            case YearMonthIntervalType interval:
                return IntervalParser.ParseYearMonth(text, interval.Start, interval.End, out int yearMonths) == ParseStatus.Ok && Store(column.Data<int>(), row, yearMonths);
            case DayTimeIntervalType interval:
                return IntervalParser.ParseDayTime(text, interval.Start, interval.End, out long dayTime, out _) == ParseStatus.Ok && Store(column.Data<long>(), row, dayTime);
            case VariantType:
                _variant.Clear();
                AppendVariant(text, _variant);
                Nested.VariantColumn.Write(column, row, _variant, _scratch);
                return true;
            case UserDefinedType user:
                return TryRead(text, user.SqlType, column, row);
            default:
                return false;
        }
    }

    /// <summary>Appends a text as the variant scalar it looks like.</summary>
    public void AppendVariant(ReadOnlySpan<byte> text, VariantBuilder variant)
    {
        if (TryInteger(text, long.MinValue, long.MaxValue, out long number))
        {
            variant.AppendInt64(number);
        }
        else if (text.IndexOfAny((byte)'e', (byte)'E') < 0 && FractionDigits(text) is >= 0 and <= DecimalType.MaxPrecision and var scale
            && NumberParser.ParseDecimal(text, new DecimalShape(DecimalType.MaxPrecision, scale), out Int128 unscaled) == ParseStatus.Ok)
        {
            variant.AppendDecimal(unscaled, scale);
        }
        else if (System.Text.Ascii.EqualsIgnoreCase(text, "true"u8) || System.Text.Ascii.EqualsIgnoreCase(text, "false"u8))
        {
            variant.AppendBoolean(text.Length == 4);
        }
        else if (text.Length == 10 && formats.TryDate(text, out int days))
        {
            variant.AppendDate(days);
        }
        else if (formats.TryTimestamp(text, out long micros))
        {
            variant.AppendTimestamp(micros);
        }
        else
        {
            variant.AppendString(text);
        }
    }

    /// <summary>Counts the digits behind the point of a plain number; -1 for other texts.</summary>
    private static int FractionDigits(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        return text.IndexOfAnyInRange((byte)'0', (byte)'9') < 0 || text.IndexOfAnyExcept("+-.0123456789"u8) >= 0 ? -1 : point < 0 ? 0 : text.Length - point - 1;
    }

    /// <summary>Reads an optional sign and ASCII digits, as Java's parseLong does.</summary>
    internal static bool TryInteger(ReadOnlySpan<byte> text, long least, long most, out long value)
    {
        if (FastText.TryInteger(text, out value))
        {
            return value >= least && value <= most;
        }
        int start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        return text.Length > start && text[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
    }

    internal bool TryDouble(ReadOnlySpan<byte> text, bool isSingle, out double value)
    {
        if (text.SequenceEqual(options.NanValue))
        {
            value = double.NaN;
            return true;
        }
        if (text.SequenceEqual(options.PositiveInfinity))
        {
            value = double.PositiveInfinity;
            return true;
        }
        if (text.SequenceEqual(options.NegativeInfinity))
        {
            value = double.NegativeInfinity;
            return true;
        }
        if (!isSingle)
        {
            return NumberParser.TryParseDouble(text, out value);
        }
        bool parsed = NumberParser.TryParseSingle(text, out float single);
        value = single;
        return parsed;
    }

    private static bool Store<T>(T* values, int row, T value) where T : unmanaged
    {
        values[row] = value;
        return true;
    }

    private static bool StoreDecimal(Column column, int row, Int128 unscaled)
    {
        if (column.Physical == PhysicalType.Int64)
        {
            column.Data<long>()[row] = (long)unscaled;
        }
        else
        {
            column.Data<Int128>()[row] = unscaled;
        }
        return true;
    }
}
