namespace Gateway.Core.Types;

/// <summary>DATE: days since 1970-01-01, proleptic Gregorian.</summary>
public sealed record DateType : DataType
{
    public static readonly DateType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int32;
    public override string TypeName => "date";
    public override int DefaultSize => 4;
}

/// <summary>TIMESTAMP (with local time zone): microseconds since the epoch, UTC.</summary>
public sealed record TimestampType : DataType
{
    public static readonly TimestampType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int64;
    public override string TypeName => "timestamp";
}

/// <summary>TIMESTAMP_NTZ: microseconds of a local date and time since 1970-01-01 00:00.</summary>
public sealed record TimestampNtzType : DataType
{
    public static readonly TimestampNtzType Instance = new();
    public override PhysicalType Physical => PhysicalType.Int64;
    public override string TypeName => "timestamp_ntz";
}

/// <summary>TIMESTAMP_LTZ(7..9) and TIMESTAMP_NTZ(7..9): nanosecond timestamps, held as 128-bit nanoseconds since the epoch.</summary>
/// <param name="Precision">Fraction digits, 7 to 9.</param>
/// <param name="WithZone">True for the instant form (LTZ), false for the local form (NTZ).</param>
public sealed record TimestampNanosType(int Precision, bool WithZone) : DataType
{
    public override PhysicalType Physical => PhysicalType.Int128;
    public override string TypeName => WithZone ? "timestamp_ltz" : "timestamp_ntz";
    public override int DefaultSize => 16;
}

/// <summary>TIME(precision): nanoseconds since midnight.</summary>
/// <param name="Precision">Fraction digits, 0 to 9.</param>
public sealed record TimeType(int Precision) : DataType
{
    public static readonly TimeType Default = new(6);
    public override PhysicalType Physical => PhysicalType.Int64;
    public override string TypeName => "time";
}

/// <summary>INTERVAL DAY..SECOND: microseconds.</summary>
/// <param name="Start">First field: 0 day, 1 hour, 2 minute, 3 second.</param>
/// <param name="End">Last field, not before <paramref name="Start"/>.</param>
public sealed record DayTimeIntervalType(byte Start, byte End) : DataType
{
    public const byte Day = 0, Hour = 1, Minute = 2, Second = 3;
    public static readonly DayTimeIntervalType Default = new(Day, Second);
    public override PhysicalType Physical => PhysicalType.Int64;
    public override string TypeName => "interval";
}

/// <summary>INTERVAL YEAR..MONTH: months.</summary>
/// <param name="Start">First field: 0 year, 1 month.</param>
/// <param name="End">Last field, not before <paramref name="Start"/>.</param>
public sealed record YearMonthIntervalType(byte Start, byte End) : DataType
{
    public const byte Year = 0, Month = 1;
    public static readonly YearMonthIntervalType Default = new(Year, Month);
    public override PhysicalType Physical => PhysicalType.Int32;
    public override string TypeName => "interval";
    public override int DefaultSize => 4;
}

/// <summary>The legacy INTERVAL: months, days and microseconds side by side.</summary>
public sealed record CalendarIntervalType : DataType
{
    public static readonly CalendarIntervalType Instance = new();
    public override PhysicalType Physical => PhysicalType.Interval;
    public override string TypeName => "interval";
    public override int DefaultSize => 16;
}
