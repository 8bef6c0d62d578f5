using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Prints one value of an atomic type as CAST(.. AS STRING) does; returns the bytes written.</summary>
internal interface ITextForm<T> where T : unmanaged
{
    /// <summary>The most bytes a value can take.</summary>
    static abstract int MaxBytes { get; }

    static abstract int Write(ref T value, CastSite site, Span<byte> destination);
}

/// <summary>Prints into the target's heap through a buffer on the stack.</summary>
internal readonly struct PrintConversion<TForm, T> : IConversion<T, StringView>
    where TForm : struct, ITextForm<T>
    where T : unmanaged
{
    public static bool IsTotal => true;

    public static bool Invoke(ref T value, CastSite site, out StringView result)
    {
        Span<byte> destination = stackalloc byte[TForm.MaxBytes];
        int length = TForm.Write(ref value, site, destination);
        result = site.Target.Heap.Add(destination[..length]);
        return true;
    }
}

internal readonly struct BooleanForm : ITextForm<byte>
{
    public static int MaxBytes => 8;

    public static int Write(ref byte value, CastSite site, Span<byte> destination)
    {
        var text = value != 0 ? "true"u8 : "false"u8;
        text.CopyTo(destination);
        return text.Length;
    }
}

internal readonly struct IntegerForm<T> : ITextForm<T>
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static int MaxBytes => NumberFormatter.MaxInt64Bytes;

    public static int Write(ref T value, CastSite site, Span<byte> destination) => NumberFormatter.FormatInt64(long.CreateTruncating(value), destination);
}

internal readonly struct FloatForm : ITextForm<float>
{
    public static int MaxBytes => NumberFormatter.MaxDoubleBytes;

    public static int Write(ref float value, CastSite site, Span<byte> destination) => NumberFormatter.FormatSingle(value, destination);
}

internal readonly struct DoubleForm : ITextForm<double>
{
    public static int MaxBytes => NumberFormatter.MaxDoubleBytes;

    public static int Write(ref double value, CastSite site, Span<byte> destination) => NumberFormatter.FormatDouble(value, destination);
}

internal readonly struct DecimalForm<T> : ITextForm<T>
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static int MaxBytes => NumberFormatter.MaxDecimalBytes;

    public static int Write(ref T value, CastSite site, Span<byte> destination) => site.Legacy
        ? NumberFormatter.FormatDecimalScientific(Int128.CreateTruncating(value), site.SourceScale, destination)
        : NumberFormatter.FormatDecimal(Int128.CreateTruncating(value), site.SourceScale, destination);
}

internal readonly struct DateForm : ITextForm<int>
{
    public static int MaxBytes => DateTimeFormatter.MaxBytes;

    public static int Write(ref int value, CastSite site, Span<byte> destination) => DateTimeFormatter.FormatDate(value, destination);
}

internal readonly struct TimestampForm : ITextForm<long>
{
    public static int MaxBytes => DateTimeFormatter.MaxBytes;

    public static int Write(ref long value, CastSite site, Span<byte> destination) => DateTimeFormatter.FormatTimestamp(value, site.Zone, destination);
}

internal readonly struct TimestampNtzForm : ITextForm<long>
{
    public static int MaxBytes => DateTimeFormatter.MaxBytes;

    public static int Write(ref long value, CastSite site, Span<byte> destination) => DateTimeFormatter.FormatTimestampNtz(value, destination);
}

internal readonly struct NanosForm : ITextForm<Int128>
{
    public static int MaxBytes => DateTimeFormatter.MaxBytes;

    public static int Write(ref Int128 value, CastSite site, Span<byte> destination)
    {
        var (micros, rest) = NanosTimestamp.Split(value);
        var zone = ((TimestampNanosType)site.From).WithZone ? site.Zone : TimeZoneRules.Utc;
        return DateTimeFormatter.FormatLocal(zone.ToLocal(micros), rest, destination);
    }
}

internal readonly struct TimeForm : ITextForm<long>
{
    public static int MaxBytes => DateTimeFormatter.MaxBytes;

    public static int Write(ref long value, CastSite site, Span<byte> destination) => DateTimeFormatter.FormatTime(value, destination);
}

internal readonly struct YearMonthForm : ITextForm<int>
{
    public static int MaxBytes => IntervalFormatter.MaxBytes;

    public static int Write(ref int value, CastSite site, Span<byte> destination)
    {
        var type = (YearMonthIntervalType)site.From;
        return IntervalFormatter.FormatYearMonth(value, type.Start, type.End, destination);
    }
}

internal readonly struct DayTimeForm : ITextForm<long>
{
    public static int MaxBytes => IntervalFormatter.MaxBytes;

    public static int Write(ref long value, CastSite site, Span<byte> destination)
    {
        var type = (DayTimeIntervalType)site.From;
        return IntervalFormatter.FormatDayTime(value, type.Start, type.End, destination);
    }
}

internal readonly struct CalendarForm : ITextForm<CalendarInterval>
{
    public static int MaxBytes => IntervalFormatter.MaxBytes;

    public static int Write(ref CalendarInterval value, CastSite site, Span<byte> destination) =>
        IntervalFormatter.FormatCalendar(value.Months, value.Days, value.Microseconds, destination);
}
