namespace Gateway.Compute.Time;

/// <summary>A field of a date-time pattern.</summary>
public enum PatternField
{
    Era,
    YearOfEra,
    Year,
    Quarter,
    Month,
    DayOfYear,
    DayOfMonth,
    AlignedDayOfWeek,
    DayOfWeek,
    HalfDay,
    HourOfDay,
    ClockHourOfDay,
    HourOfHalfDay,
    ClockHourOfHalfDay,
    Minute,
    Second,
    NanoOfSecond,
    OffsetSeconds,
    ModifiedJulianDay,
    EpochDay,
    WeekOfWeekYear,
    WeekOfMonth,
    WeekYear,
    DayNumberOfWeek,
    Milliseconds,
}

internal enum PatternElementKind
{
    Literal,
    Number,
    TwoDigitYear,
    Fraction,
    Text,
    Offset,
    LocalizedOffset,
    ZoneId,
    ZoneName,
    GenericZoneName,
    OptionalStart,
    OptionalEnd,
}

/// <summary>When a number is written or read with a sign.</summary>
internal enum PatternSign
{
    NotNegative,
    Normal,
    ExceedsPad,
}

/// <summary>One element of a compiled pattern; which members mean something depends on the kind.</summary>
internal struct DateTimePatternElement
{
    public PatternElementKind Kind;
    public PatternField Field;
    public PatternSign Sign;
    public int MinWidth;
    public int MaxWidth;

    /// <summary>Digits that fixed-width numbers right behind take, when reading.</summary>
    public int SubsequentWidth;

    /// <summary>Long names rather than short ones.</summary>
    public bool IsFull;

    /// <summary>Names as they stand alone rather than in a sentence.</summary>
    public bool IsAlone;

    /// <summary>Minutes of an offset: 0 none, 1 if not zero, 2 always; seconds likewise.</summary>
    public int MinuteRule;
    public int SecondRule;
    public bool HasColon;

    /// <summary>A literal's text, or what is written for the offset zero.</summary>
    public byte[] Text;

    /// <summary>For the start of an optional part, the index of its end.</summary>
    public int End;
}
