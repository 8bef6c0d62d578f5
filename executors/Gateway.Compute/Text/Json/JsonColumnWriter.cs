using System.Diagnostics;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

/// <summary>Writes values of columns as JSON: to_json and JSON files are built on it.</summary>
/// <remarks>Semantics: Spark 4.3 JacksonGenerator. NULL fields of structs are left out unless asked for; NULL elements and map values are null. One writer serves one thread.</remarks>
public sealed class JsonColumnWriter
{
    private readonly JsonWriteOptions _options;
    private readonly ValueWriter _root;

    public JsonColumnWriter(DataType type, JsonWriteOptions options)
    {
        _options = options;
        _root = Make(type);
    }

    private delegate void ValueWriter(Column column, int row, TextBuffer output, int indent);

    /// <summary>Appends the JSON of one row, which must not be NULL.</summary>
    public void Append(Column column, int row, TextBuffer output) => _root(column.Source, column.Slot(row), output, 0);

    private ValueWriter Make(DataType type) => type switch
    {
        NullType => static (_, _, output, _) => output.Append("null"u8),
        BooleanType => static (column, row, output, _) => output.Append(Value<byte>(column, row) != 0 ? "true"u8 : "false"u8),
        ByteType => static (column, row, output, _) => output.AppendNumber(Value<sbyte>(column, row)),
        ShortType => static (column, row, output, _) => output.AppendNumber(Value<short>(column, row)),
        IntegerType => static (column, row, output, _) => output.AppendNumber(Value<int>(column, row)),
        LongType => static (column, row, output, _) => output.AppendNumber(Value<long>(column, row)),
        FloatType => static (column, row, output, _) => JsonText.AppendSingle(Value<float>(column, row), output),
        DoubleType => static (column, row, output, _) => JsonText.AppendDouble(Value<double>(column, row), output),
        DecimalType number => (column, row, output, _) => AppendDecimal(column, row, number.Scale, output),
        StringType or CharType or VarcharType => (column, row, output, _) => AppendString(Text(column, row), output),
        BinaryType => static (column, row, output, _) => AppendBinary(Text(column, row), output),
        DateType when _options.LegacyDate is { } old => (column, row, output, _) => AppendOld(old, Value<int>(column, row) * TimeUnits.MicrosPerDay, TimeZoneRules.Utc, output),
        DateType => (column, row, output, _) => AppendLocal(_options.DateFormat, new CivilDateTime(Value<int>(column, row), 0), output),
        TimestampType when _options.LegacyTimestamp is { } old => (column, row, output, _) => AppendOld(old, Value<long>(column, row), _options.Zone, output),
        TimestampType => (column, row, output, _) => AppendTimestamp(Value<long>(column, row), output),
        TimestampNtzType => (column, row, output, _) =>
            AppendLocal(_options.TimestampNtzFormat, CivilDateTime.FromMicros(Value<long>(column, row)), output),
        TimeType => static (column, row, output, _) => AppendTime(Value<long>(column, row), output),
        YearMonthIntervalType interval => (column, row, output, _) => AppendYearMonth(Value<int>(column, row), interval, output),
        DayTimeIntervalType interval => (column, row, output, _) => AppendDayTime(Value<long>(column, row), interval, output),
        CalendarIntervalType => static (column, row, output, _) => AppendCalendar(Value<CalendarInterval>(column, row), output),
        VariantType => (column, row, output, _) => VariantText.TryAppendJson(
            new VariantValue(Text(column.Children[0], row), Text(column.Children[1], row)), _options.Zone, output),
        StructType structure => MakeStruct(structure),
        ArrayType array => MakeArray(Make(array.Element)),
        MapType map => MakeMap(map),
        UserDefinedType user => Make(user.SqlType),
        _ => throw new UnreachableException($"JSON does not hold {type.TypeName}; the type check refuses it"),
    };

    private ValueWriter MakeStruct(StructType type)
    {
        var fields = type.Fields.Select((field, index) => (field.Name, Index: index, Key: Quote(field.Name), Writer: Make(field.Type)));
        var ordered = (_options.SortsKeys ? fields.OrderBy(static field => field.Name, StringComparer.Ordinal) : fields).ToArray();
        return (column, row, output, indent) =>
        {
            var container = new Container(output, _options.IsPretty, indent);
            container.Open((byte)'{');
            foreach ((string _, int index, byte[] key, ValueWriter writer) in ordered)
            {
                Column child = column.Children[index];
                bool isNull = child.IsNull(row);
                if (!isNull || !_options.IgnoresNullFields)
                {
                    container.NextField(key);
                    AppendElement(child, row, writer, output, indent + 1);
                }
            }

            container.Close((byte)'}');
        };
    }

    private ValueWriter MakeArray(ValueWriter element) => (column, row, output, indent) =>
    {
        ListSpan span = Value<ListSpan>(column, row);
        var container = new Container(output, _options.IsPretty, indent);
        container.OpenInline((byte)'[');
        for (int index = 0; index < span.Length; index++)
        {
            container.NextInline();
            AppendElement(column.Children[0], span.Offset + index, element, output, indent);
        }

        container.CloseInline((byte)']');
    };

    private ValueWriter MakeMap(MapType type)
    {
        ValueWriter value = Make(type.Value);
        KeyWriter key = MakeKey(type.Key);
        return (column, row, output, indent) =>
        {
            ListSpan span = Value<ListSpan>(column, row);
            var container = new Container(output, _options.IsPretty, indent);
            container.Open((byte)'{');
            foreach (int entry in EntriesOf(column, span, key))
            {
                var text = new TextBuffer();
                Append(key, column.Children[0], entry, text);
                container.NextField(text.Written);
                AppendElement(column.Children[1], entry, value, output, indent + 1);
            }

            container.Close((byte)'}');
        };
    }

    private delegate void KeyWriter(Column column, int row, TextBuffer output);

    private void Append(KeyWriter key, Column keys, int entry, TextBuffer output)
    {
        var raw = new TextBuffer();
        key(keys.Source, keys.Slot(entry), raw);
        AppendString(raw.Written, output);
    }

    private IEnumerable<int> EntriesOf(Column column, ListSpan span, KeyWriter key)
    {
        IEnumerable<int> entries = Enumerable.Range(span.Offset, span.Length);
        return _options.SortsKeys ? entries.OrderBy(entry => KeyText(key, column.Children[0], entry), StringComparer.Ordinal) : entries;
    }

    private static string KeyText(KeyWriter key, Column keys, int entry)
    {
        var text = new TextBuffer();
        key(keys.Source, keys.Slot(entry), text);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }

    /// <summary>Keys are written as Spark's internal values print: dates as day numbers, timestamps as microseconds.</summary>
    private static KeyWriter MakeKey(DataType type) => type switch
    {
        StringType or CharType or VarcharType => static (column, row, output) => output.Append(Text(column, row)),
        BooleanType => static (column, row, output) => output.Append(Value<byte>(column, row) != 0 ? "true"u8 : "false"u8),
        ByteType => static (column, row, output) => output.AppendNumber(Value<sbyte>(column, row)),
        ShortType => static (column, row, output) => output.AppendNumber(Value<short>(column, row)),
        FloatType => static (column, row, output) =>
            output.Advance(NumberFormatter.FormatSingle(Value<float>(column, row), output.Reserve(NumberFormatter.MaxDoubleBytes))),
        DoubleType => static (column, row, output) =>
            output.Advance(NumberFormatter.FormatDouble(Value<double>(column, row), output.Reserve(NumberFormatter.MaxDoubleBytes))),
        DecimalType number => (column, row, output) => AppendDecimal(column, row, number.Scale, output),
        CalendarIntervalType => static (column, row, output) =>
        {
            CalendarInterval interval = Value<CalendarInterval>(column, row);
            output.Advance(IntervalFormatter.FormatCalendar(interval.Months, interval.Days, interval.Microseconds, output.Reserve(IntervalFormatter.MaxBytes)));
        },
        YearMonthIntervalType interval => (column, row, output) => output.Advance(IntervalFormatter.FormatYearMonth(
            Value<int>(column, row), interval.Start, interval.End, output.Reserve(IntervalFormatter.MaxBytes))),
        DayTimeIntervalType interval => (column, row, output) => output.Advance(IntervalFormatter.FormatDayTime(
            Value<long>(column, row), interval.Start, interval.End, output.Reserve(IntervalFormatter.MaxBytes))),
        { Physical: PhysicalType.Int32 } => static (column, row, output) => output.AppendNumber(Value<int>(column, row)),
        { Physical: PhysicalType.Int64 } => static (column, row, output) => output.AppendNumber(Value<long>(column, row)),
        _ => static (column, row, output) => output.Append(System.Text.Encoding.UTF8.GetBytes(Nested.InternalText.Of(column, row))),
    };

    private static void AppendElement(Column column, int row, ValueWriter writer, TextBuffer output, int indent)
    {
        if (column.IsNull(row))
        {
            output.Append("null"u8);
        }
        else
        {
            writer(column.Source, column.Slot(row), output, indent);
        }
    }

    private void AppendString(ReadOnlySpan<byte> text, TextBuffer output)
    {
        if (_options.EscapesNonAscii)
        {
            JsonText.AppendQuotedAscii(text, output);
        }
        else
        {
            JsonText.AppendQuoted(text, output);
        }
    }

    private byte[] Quote(string name)
    {
        var output = new TextBuffer();
        AppendString(System.Text.Encoding.UTF8.GetBytes(name), output);
        return output.Written.ToArray();
    }

    private static void AppendDecimal(Column column, int row, int scale, TextBuffer output)
    {
        Int128 value = column.Physical == PhysicalType.Int64 ? Value<long>(column, row) : Value<Int128>(column, row);
        output.Advance(NumberFormatter.FormatDecimalScientific(value, scale, output.Reserve(NumberFormatter.MaxDecimalBytes)));
    }

    private static void AppendBinary(ReadOnlySpan<byte> bytes, TextBuffer output)
    {
        output.Append((byte)'"');
        BinaryText.AppendBase64(bytes, chunked: false, output);
        output.Append((byte)'"');
    }

    private void AppendLocal(DateTimePattern pattern, CivilDateTime local, TextBuffer output)
    {
        output.Append((byte)'"');
        pattern.AppendLocal(local, _options.Zone, output);
        output.Append((byte)'"');
    }

    private static void AppendOld(LegacyDateTimePattern pattern, long micros, TimeZoneRules zone, TextBuffer output)
    {
        output.Append((byte)'"');
        pattern.Append(micros, zone, output);
        output.Append((byte)'"');
    }

    private void AppendTimestamp(long micros, TextBuffer output)
    {
        output.Append((byte)'"');
        _options.TimestampFormat.Append(micros, _options.Zone, output);
        output.Append((byte)'"');
    }

    private static void AppendTime(long nanos, TextBuffer output)
    {
        output.Append((byte)'"');
        output.Advance(DateTimeFormatter.FormatTime(nanos, output.Reserve(DateTimeFormatter.MaxBytes)));
        output.Append((byte)'"');
    }

    private static void AppendYearMonth(int months, YearMonthIntervalType type, TextBuffer output)
    {
        output.Append((byte)'"');
        output.Advance(IntervalFormatter.FormatYearMonth(months, type.Start, type.End, output.Reserve(IntervalFormatter.MaxBytes)));
        output.Append((byte)'"');
    }

    private static void AppendDayTime(long micros, DayTimeIntervalType type, TextBuffer output)
    {
        output.Append((byte)'"');
        output.Advance(IntervalFormatter.FormatDayTime(micros, type.Start, type.End, output.Reserve(IntervalFormatter.MaxBytes)));
        output.Append((byte)'"');
    }

    private static void AppendCalendar(CalendarInterval interval, TextBuffer output)
    {
        output.Append((byte)'"');
        output.Advance(IntervalFormatter.FormatCalendar(interval.Months, interval.Days, interval.Microseconds, output.Reserve(IntervalFormatter.MaxBytes)));
        output.Append((byte)'"');
    }

    private static unsafe T Value<T>(Column column, int row)
        where T : unmanaged =>
        column.Read<T>()[row];

    private static ReadOnlySpan<byte> Text(Column column, int row) => StringView.Span(ref column.Read<StringView>()[row]);

    /// <summary>Writes the brackets, commas and indentation of one object or array.</summary>
    private struct Container(TextBuffer output, bool isPretty, int indent)
    {
        private bool _isStarted;

        public readonly void Open(byte bracket) => output.Append(bracket);

        public void NextField(ReadOnlySpan<byte> quotedName)
        {
            if (_isStarted)
            {
                output.Append((byte)',');
            }

            _isStarted = true;
            if (isPretty)
            {
                NewLine(indent + 1);
            }

            output.Append(quotedName);
            output.Append(isPretty ? " : "u8 : ":"u8);
        }

        public readonly void Close(byte bracket)
        {
            if (isPretty)
            {
                if (_isStarted)
                {
                    NewLine(indent);
                }
                else
                {
                    output.Append((byte)' ');
                }
            }

            output.Append(bracket);
        }

        public readonly void OpenInline(byte bracket)
        {
            output.Append(bracket);
            if (isPretty)
            {
                output.Append((byte)' ');
            }
        }

        public void NextInline()
        {
            if (_isStarted)
            {
                output.Append(isPretty ? ", "u8 : ","u8);
            }

            _isStarted = true;
        }

        public readonly void CloseInline(byte bracket)
        {
            if (isPretty && _isStarted)
            {
                output.Append((byte)' ');
            }

            output.Append(bracket);
        }

        private readonly void NewLine(int depth)
        {
            output.Append((byte)'\n');
            output.AppendRepeated((byte)' ', depth * 2);
        }
    }
}
