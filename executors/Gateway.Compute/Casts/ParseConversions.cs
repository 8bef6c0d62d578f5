using System.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

internal readonly struct ParseBoolean : IConversion<StringView, byte>
{
    public static bool Invoke(ref StringView value, CastSite site, out byte result)
    {
        bool parsed = NumberParser.TryParseBoolean(StringView.Span(in value), out bool truth);
        result = truth ? (byte)1 : (byte)0;
        return parsed;
    }
}

internal readonly struct ParseByte : IConversion<StringView, sbyte>
{
    public static bool Invoke(ref StringView value, CastSite site, out sbyte result) =>
        NumberParser.TryParseSByte(StringView.Span(in value), site.Legacy, out result);
}

internal readonly struct ParseShort : IConversion<StringView, short>
{
    public static bool Invoke(ref StringView value, CastSite site, out short result) =>
        NumberParser.TryParseInt16(StringView.Span(in value), site.Legacy, out result);
}

internal readonly struct ParseInteger : IConversion<StringView, int>
{
    public static bool Invoke(ref StringView value, CastSite site, out int result) =>
        NumberParser.TryParseInt32(StringView.Span(in value), site.Legacy, out result);
}

internal readonly struct ParseLong : IConversion<StringView, long>
{
    public static bool Invoke(ref StringView value, CastSite site, out long result) =>
        NumberParser.TryParseInt64(StringView.Span(in value), site.Legacy, out result);
}

internal readonly struct ParseFloat : IConversion<StringView, float>
{
    public static bool Invoke(ref StringView value, CastSite site, out float result) => NumberParser.TryParseSingle(StringView.Span(in value), out result);
}

internal readonly struct ParseDouble : IConversion<StringView, double>
{
    public static bool Invoke(ref StringView value, CastSite site, out double result) => NumberParser.TryParseDouble(StringView.Span(in value), out result);
}

internal readonly struct ParseDecimal<TTo> : IConversion<StringView, TTo>
    where TTo : unmanaged, IBinaryInteger<TTo>
{
    public static bool Invoke(ref StringView value, CastSite site, out TTo result)
    {
        var status = NumberParser.ParseDecimal(StringView.Span(in value), site.Shape, out Int128 wide);
        result = TTo.CreateTruncating(wide);
        return status == ParseStatus.Ok;
    }
}

internal readonly struct ParseDate : IConversion<StringView, int>
{
    public static bool Invoke(ref StringView value, CastSite site, out int result)
    {
        var text = StringView.Span(in value);
        if (site.Foldable && DateTimeParser.ParseSpecial(text) is not SpecialDateTime.None and var special)
        {
            result = DateTimeParser.ToDays(special, site.Zone, site.FoldingNow);
            return true;
        }
        return DateTimeParser.TryParseDate(text, out result);
    }
}

internal readonly struct ParseTimestamp : IConversion<StringView, long>
{
    public static bool Invoke(ref StringView value, CastSite site, out long result)
    {
        var text = StringView.Span(in value);
        if (site.Foldable && DateTimeParser.ParseSpecial(text) is not SpecialDateTime.None and var special)
        {
            result = DateTimeParser.ToMicros(special, site.Zone, site.FoldingNow);
            return true;
        }
        return DateTimeParser.TryParseTimestamp(text, site.Zone, site.Now, out result);
    }
}

internal readonly struct ParseTimestampNtz : IConversion<StringView, long>
{
    public static bool Invoke(ref StringView value, CastSite site, out long result)
    {
        var text = StringView.Span(in value);
        if (site.Foldable && DateTimeParser.ParseSpecial(text) is not SpecialDateTime.None and var special)
        {
            result = DateTimeParser.ToMicrosNtz(special, site.Zone, site.FoldingNow);
            return true;
        }
        return DateTimeParser.TryParseTimestampNtz(text, allowTimeZone: true, out result);
    }
}

internal readonly struct ParseNanos : IConversion<StringView, Int128>
{
    public static bool Invoke(ref StringView value, CastSite site, out Int128 result)
    {
        var to = (TimestampNanosType)site.To;
        var text = StringView.Span(in value);
        bool parsed = to.WithZone
            ? DateTimeParser.TryParseTimestamp(text, site.Zone, site.Now, out long micros, out int rest)
            : DateTimeParser.TryParseTimestampNtz(text, allowTimeZone: true, out micros, out rest);
        result = NanosTimestamp.Cut(NanosTimestamp.Join(micros, rest), to.Precision);
        return parsed;
    }
}

internal readonly struct ParseTime : IConversion<StringView, long>
{
    public static bool Invoke(ref StringView value, CastSite site, out long result)
    {
        bool parsed = DateTimeParser.TryParseTime(StringView.Span(in value), out long nanos);
        result = parsed ? TimePrecision.Cut(nanos, site.To) : 0;
        return parsed;
    }
}

/// <summary>Text to a year-month interval; bad text is an error in every mode but TRY.</summary>
internal readonly struct ParseYearMonth : IConversion<StringView, int>
{
    public static bool Invoke(ref StringView value, CastSite site, out int result)
    {
        var type = (YearMonthIntervalType)site.To;
        var text = StringView.Span(in value);
        var status = IntervalParser.ParseYearMonth(text, type.Start, type.End, out result);
        return status == ParseStatus.Ok || IntervalFaults.Refuse(site, text, status, default);
    }
}

/// <summary>Text to a day-time interval; bad text is an error in every mode but TRY.</summary>
internal readonly struct ParseDayTime : IConversion<StringView, long>
{
    public static bool Invoke(ref StringView value, CastSite site, out long result)
    {
        var type = (DayTimeIntervalType)site.To;
        var text = StringView.Span(in value);
        var status = IntervalParser.ParseDayTime(text, type.Start, type.End, out result, out var fault);
        return status == ParseStatus.Ok || IntervalFaults.Refuse(site, text, status, fault);
    }
}

/// <summary>Text to a calendar interval; bad text is NULL in every mode.</summary>
internal readonly struct ParseCalendarInterval : IConversion<StringView, CalendarInterval>
{
    public static bool Invoke(ref StringView value, CastSite site, out CalendarInterval result)
    {
        var fault = CalendarIntervalParser.Parse(StringView.Span(in value), out int months, out int days, out long micros, out _);
        result = new CalendarInterval(months, days, micros);
        site.MakeNull = fault != CalendarIntervalFault.None;
        return fault == CalendarIntervalFault.None;
    }
}
