using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Says in which step reading a date or time failed.</summary>
public enum DateTimeParseFaultKind
{
    None,
    Syntax,
    UnparsedText,

    /// <summary>The older parser, which says no more.</summary>
    Unparseable,
    FieldOutOfRange,
    InvalidDate,
    InvalidDayOfYear,
    Conflict,
    Overflow,
    MissingFields,
}

/// <summary>Describes why a text is not a date or time; <see cref="Describe"/> gives java.time's message.</summary>
/// <param name="Position">The byte offset of the failure, or the day of an impossible date.</param>
public readonly record struct DateTimeParseFault(
    DateTimeParseFaultKind Kind, int Position, PatternField Field = default, long Value = 0, long Other = 0, bool DuringParsing = true)
{
    private const int LongestQuote = 64;

    /// <summary>Gets what a conflict was found against: "derived from" a value or "while resolving" a field.</summary>
    public string Reason { get; init; } = string.Empty;

    public static DateTimeParseFault Overflow { get; } = new(DateTimeParseFaultKind.Overflow, 0, DuringParsing: false);

    /// <summary>The message for a text, which error parameters carry.</summary>
    public string Describe(ReadOnlySpan<byte> text)
    {
        string all = Encoding.UTF8.GetString(text);
        string quoted = all.Length > LongestQuote ? string.Concat(all.AsSpan(0, LongestQuote), "...") : all;
        switch (Kind)
        {
            case DateTimeParseFaultKind.Syntax:
                return FormattableString.Invariant($"Text '{quoted}' could not be parsed at index {CharacterIndex(text)}");
            case DateTimeParseFaultKind.Unparseable:
                return $"Unparseable date: \"{all}\"";
            case DateTimeParseFaultKind.UnparsedText:
                return FormattableString.Invariant($"Text '{quoted}' could not be parsed, unparsed text found at index {CharacterIndex(text)}");
            case DateTimeParseFaultKind.None:
            case DateTimeParseFaultKind.FieldOutOfRange:
            case DateTimeParseFaultKind.InvalidDate:
            case DateTimeParseFaultKind.InvalidDayOfYear:
            case DateTimeParseFaultKind.Conflict:
            case DateTimeParseFaultKind.Overflow:
            case DateTimeParseFaultKind.MissingFields:
            default:
                string message = DescribeValue();
                return DuringParsing ? $"Text '{quoted}' could not be parsed: {message}" : message;
        }
    }

    /// <summary>The message without the text.</summary>
    public string DescribeValue() => Kind switch
    {
        DateTimeParseFaultKind.FieldOutOfRange => DateTimeRanges.Describe(Field, Value),
        DateTimeParseFaultKind.InvalidDate => Field == PatternField.Month && Value == 2 && Position == 29
            ? FormattableString.Invariant($"Invalid date 'February 29' as '{Other}' is not a leap year")
            : FormattableString.Invariant($"Invalid date '{PatternTexts.MonthName((int)Value, capitals: true)} {Position}'"),
        DateTimeParseFaultKind.InvalidDayOfYear => FormattableString.Invariant($"Invalid date 'DayOfYear 366' as '{Other}' is not a leap year"),
        DateTimeParseFaultKind.Conflict => FormattableString.Invariant(
            $"Conflict found: {(Reason.StartsWith('d') ? "Field " : "")}{DateTimeRanges.NameOf(Field)} {Other} differs from {DateTimeRanges.NameOf(Field)} {Value} {Reason}"),
        DateTimeParseFaultKind.Overflow => "long overflow",
        _ => string.Empty,
    };

    private int CharacterIndex(ReadOnlySpan<byte> text) => Encoding.UTF8.GetCharCount(text[..Math.Min(Position, text.Length)]);
}
