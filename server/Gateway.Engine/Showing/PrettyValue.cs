using System.Globalization;
using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Engine.Showing;

/// <summary>Prints values as <c>show()</c> does: Spark's cast to string, but NULL in capitals and binary as hexadecimal pairs.</summary>
internal static class PrettyValue
{
    private const int LongestAtom = 128;

    public static string Print(object? value, DataType type, TimeZoneRules zone)
    {
        Span<byte> buffer = stackalloc byte[LongestAtom];
        return (value, type) switch
        {
            (null, _) => "NULL",
            (bool v, _) => v ? "true" : "false",
            (int v, DateType) => Text(buffer, DateTimeFormatter.FormatDate(v, buffer)),
            (int v, YearMonthIntervalType t) => Text(buffer, IntervalFormatter.FormatYearMonth(v, t.Start, t.End, buffer)),
            (long v, TimestampType) => Text(buffer, DateTimeFormatter.FormatTimestamp(v, zone, buffer)),
            (long v, TimestampNtzType) => Text(buffer, DateTimeFormatter.FormatTimestampNtz(v, buffer)),
            (long v, TimeType) => Text(buffer, DateTimeFormatter.FormatTime(v, buffer)),
            (long v, DayTimeIntervalType t) => Text(buffer, IntervalFormatter.FormatDayTime(v, t.Start, t.End, buffer)),
            (CalendarInterval v, _) => Text(buffer, IntervalFormatter.FormatCalendar(v.Months, v.Days, v.Microseconds, buffer)),
            (float v, _) => Text(buffer, NumberFormatter.FormatSingle(v, buffer)),
            (double v, _) => Text(buffer, NumberFormatter.FormatDouble(v, buffer)),
            (Int128 v, TimestampNanosType t) => Text(buffer, Nanos(v, t, zone, buffer)),
            (Int128 v, DecimalType d) => Text(buffer, NumberFormatter.FormatDecimal(v, d.Scale, buffer)),
            (string v, _) => v,
            (byte[] v, _) => "[" + string.Join(' ', v.Select(static b => b.ToString("X2", CultureInfo.InvariantCulture))) + "]",
            (object?[] v, VariantType) => Variant((byte[])v[0]!, (byte[])v[1]!, zone),
            (object?[] v, SpatialType) => Print(v[1], BinaryType.Instance, zone),
            (object?[] v, ArrayType a) => "[" + string.Join(", ", v.Select(item => Print(item, a.Element, zone))) + "]",
            (object?[] v, StructType s) => "{" + string.Join(", ", v.Select((item, i) => Print(item, s.Fields[i].Type, zone))) + "}",
            (BoxedMap v, MapType m) => "{" + string.Join(", ", v.Keys.Zip(v.Values).Select(pair => Print(pair.First, m.Key, zone) + " -> " + Print(pair.Second, m.Value, zone))) + "}",
            (object v, UserDefinedType u) => Print(v, u.SqlType, zone),
            (IFormattable v, _) => v.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
    }

    private static string Text(Span<byte> buffer, int length) => Encoding.UTF8.GetString(buffer[..length]);

    private static int Nanos(Int128 value, TimestampNanosType type, TimeZoneRules zone, Span<byte> buffer)
    {
        var (micros, nanos) = NanosTimestamp.Split(value);
        return DateTimeFormatter.FormatLocal(type.WithZone ? zone.ToLocal(micros) : CivilDateTime.FromMicros(micros), nanos, buffer);
    }

    private static string Variant(byte[] value, byte[] metadata, TimeZoneRules zone)
    {
        var output = new TextBuffer();
        return VariantText.TryAppendJson(new VariantValue(value, metadata), zone, output) ? Encoding.UTF8.GetString(output.Written) : "";
    }
}
