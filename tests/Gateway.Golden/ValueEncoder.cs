using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Golden;

/// <summary>Encodes boxed values as the recordings do.</summary>
public static class ValueEncoder
{
    public static JsonNode? Encode(object? value, DataType type) => (value, type) switch
    {
        (null, _) => null,
        (bool v, _) => JsonValue.Create(v),
        (sbyte v, _) => JsonValue.Create((long)v),
        (short v, _) => JsonValue.Create((long)v),
        (int v, DateType) => JsonValue.Create(Date(v)),
        (int v, _) => JsonValue.Create((long)v),
        (long v, TimestampType) => JsonValue.Create(Timestamp(v) + "Z"),
        (long v, TimestampNtzType) => JsonValue.Create(Timestamp(v)),
        (long v, TimeType) => JsonValue.Create(Time(v)),
        (long v, _) => JsonValue.Create(v),
        (float v, _) => JsonValue.Create(Floating(v, v.ToString("R", CultureInfo.InvariantCulture))),
        (double v, _) => JsonValue.Create(Floating(v, v.ToString("R", CultureInfo.InvariantCulture))),
        (Int128 v, DecimalType d) => JsonValue.Create(Decimal(v, d.Scale)),
        (Int128 v, TimestampNanosType nanos) => JsonValue.Create(Nanos(v) + (nanos.WithZone ? "Z" : "")),
        (string v, _) => JsonValue.Create(v),
        (byte[] v, _) => JsonValue.Create(Convert.ToHexString(v)),
        (CalendarInterval v, _) => new JsonArray(JsonValue.Create((long)v.Months), JsonValue.Create((long)v.Days), JsonValue.Create(v.Microseconds)),
        (object?[] v, ArrayType a) => Array(v.Select(item => Encode(item, a.Element))),
        (object?[] v, StructType s) => Array(v.Select((item, i) => Encode(item, s.Fields[i].Type))),
        (object?[] v, VariantType) => JsonValue.Create(VariantJson.Text((byte[])v[0]!, (byte[])v[1]!)),
        (object?[] v, SpatialType) => Array([Encode(v[0], IntegerType.Instance), Encode(v[1], BinaryType.Instance)]),
        (object?[] v, UserDefinedType u) => Encode(v, u.SqlType),
        (BoxedMap v, MapType m) => Array(v.Keys.Zip(v.Values).Select(pair => (JsonNode)Array([Encode(pair.First, m.Key), Encode(pair.Second, m.Value)]))),
        _ => throw new InvalidOperationException($"{value.GetType().Name} as {type}"),
    };

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    private static string Floating(double value, string text) => double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : text;

    private static string Decimal(Int128 unscaled, int scale)
    {
        string digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..];
        return unscaled < 0 ? "-" + text : text;
    }

    private static string Date(long days)
    {
        long z = days + 719468;
        long era = Math.DivRem(z, 146097, out long doe);
        if (doe < 0)
        {
            era--;
            doe += 146097;
        }
        long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        long mp = (5 * doy + 2) / 153;
        long day = doy - (153 * mp + 2) / 5 + 1;
        long month = mp < 10 ? mp + 3 : mp - 9;
        long year = yoe + era * 400 + (month <= 2 ? 1 : 0);
        string yearText = year is >= 0 and <= 9999 ? year.ToString("D4", CultureInfo.InvariantCulture) : (year < 0 ? "-" : "+") + Math.Abs(year).ToString("D4", CultureInfo.InvariantCulture);
        return $"{yearText}-{month:D2}-{day:D2}";
    }

    private static string Timestamp(long micros)
    {
        long days = Math.DivRem(micros, 86_400_000_000, out long rest);
        if (rest < 0)
        {
            days--;
            rest += 86_400_000_000;
        }
        return Date(days) + "T" + Micros(rest);
    }

    private static string Nanos(Int128 nanos)
    {
        var micros = (long)(nanos / 1000 - (nanos % 1000 < 0 ? 1 : 0));
        int rest = (int)(((nanos % 1000) + 1000) % 1000);
        return Timestamp(micros) + (rest == 0 ? "" : rest.ToString("D3", CultureInfo.InvariantCulture));
    }

    private static string Micros(long micros)
    {
        long seconds = micros / 1_000_000;
        return $"{seconds / 3600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}.{micros % 1_000_000:D6}";
    }

    private static string Time(long nanos) => Micros(nanos / 1000) + (nanos % 1000 == 0 ? "" : (nanos % 1000).ToString("D3", CultureInfo.InvariantCulture));
}
