using Gateway.Compute.Time;

namespace Gateway.Compute.Text;

/// <summary>Writes variants as JSON.</summary>
public static class VariantText
{
    private const int MaxDepth = 1_000;

    /// <summary>Appends the JSON of a variant; dates, times and binaries become strings. False when it is malformed.</summary>
    public static bool TryAppendJson(VariantValue value, TimeZoneRules zone, TextBuffer output) => TryAppend(value, zone, output, 0);

    private static bool TryAppend(VariantValue value, TimeZoneRules zone, TextBuffer output, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        switch (value.Kind)
        {
            case VariantKind.Object:
                return TryAppendObject(value, zone, output, depth);
            case VariantKind.Array:
                return TryAppendArray(value, zone, output, depth);
            case VariantKind.Null:
                output.Append("null"u8);
                return true;
            case VariantKind.Boolean:
                output.Append(value.Boolean ? "true"u8 : "false"u8);
                return true;
            case VariantKind.Long:
                output.AppendNumber(value.Int64);
                return true;
            case VariantKind.Single:
                JsonText.AppendSingle(value.Single, output);
                return true;
            case VariantKind.Double:
                JsonText.AppendDouble(value.Double, output);
                return true;
            case VariantKind.Decimal:
                value.GetDecimal(out Int128 unscaled, out int scale);
                output.Advance(NumberFormatter.FormatDecimal(unscaled, scale, output.Reserve(NumberFormatter.MaxDecimalBytes)));
                return true;
            case VariantKind.String:
                JsonText.AppendQuoted(value.Text, output);
                return true;
            case VariantKind.Unknown:
                return false;
            default:
                output.Append((byte)'"');
                AppendUnquoted(value, zone, output);
                output.Append((byte)'"');
                return true;
        }
    }

    private static void AppendUnquoted(VariantValue value, TimeZoneRules zone, TextBuffer output)
    {
        Span<byte> room = output.Reserve(DateTimeFormatter.MaxBytes);
        switch (value.Kind)
        {
            case VariantKind.Date:
                output.Advance(DateTimeFormatter.FormatDate(value.Days, room));
                break;
            case VariantKind.Timestamp:
                output.Advance(DateTimeFormatter.FormatTimestamp(value.Int64, zone, room));
                AppendOffset(zone.OffsetSecondsAtMicros(value.Int64), output);
                break;
            case VariantKind.TimestampNtz:
                output.Advance(DateTimeFormatter.FormatTimestampNtz(value.Int64, room));
                break;
            case VariantKind.Time:
                output.Advance(DateTimeFormatter.FormatTime(value.Int64 * TimeUnits.NanosPerMicro, room));
                break;
            case VariantKind.Uuid:
                string uuid = new Guid(value.Text, bigEndian: true).ToString("D");
                output.Append(uuid);
                break;
            default:
                BinaryText.AppendBase64(value.Text, chunked: false, output);
                break;
        }
    }

    private static bool TryAppendObject(VariantValue value, TimeZoneRules zone, TextBuffer output, int depth)
    {
        output.Append((byte)'{');
        int count = value.Count;
        for (int index = 0; index < count; index++)
        {
            if (index > 0)
            {
                output.Append((byte)',');
            }

            JsonText.AppendQuoted(value.KeyAt(index), output);
            output.Append((byte)':');
            if (!TryAppend(value.ElementAt(index), zone, output, depth + 1))
            {
                return false;
            }
        }

        output.Append((byte)'}');
        return true;
    }

    private static bool TryAppendArray(VariantValue value, TimeZoneRules zone, TextBuffer output, int depth)
    {
        output.Append((byte)'[');
        int count = value.Count;
        for (int index = 0; index < count; index++)
        {
            if (index > 0)
            {
                output.Append((byte)',');
            }

            if (!TryAppend(value.ElementAt(index), zone, output, depth + 1))
            {
                return false;
            }
        }

        output.Append((byte)']');
        return true;
    }

    private static void AppendOffset(int offsetSeconds, TextBuffer output)
    {
        int magnitude = Math.Abs(offsetSeconds);
        Span<byte> room = output.Reserve(6);
        room[0] = offsetSeconds < 0 ? (byte)'-' : (byte)'+';
        DateTimeFormatter.WriteTwo(magnitude / 3600, room[1..]);
        room[3] = (byte)':';
        DateTimeFormatter.WriteTwo(magnitude / 60 % 60, room[4..]);
        output.Advance(6);
    }
}
