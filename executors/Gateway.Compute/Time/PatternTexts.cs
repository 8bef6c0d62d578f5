using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Holds the English texts of eras, quarters, months, weekdays and halves of the day.</summary>
internal static class PatternTexts
{
    private static readonly string[] ShortEras = ["BC", "AD"];
    private static readonly string[] FullEras = ["Before Christ", "Anno Domini"];
    private static readonly string[] HalfDays = ["AM", "PM"];
    private static readonly string[] ShortQuarters = ["Q1", "Q2", "Q3", "Q4"];
    private static readonly string[] FullQuarters = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"];
    private static readonly string[] ShortMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static readonly string[] FullMonths =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] ShortDays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] FullDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static string NameOf(PatternField field, int value, bool full) => Table(field, full)[value - FirstValue(field)];

    /// <summary>Reads the name at the start of a text in any case; the longest one wins.</summary>
    public static bool TryRead(PatternField field, bool full, ReadOnlySpan<byte> text, out int value, out int length)
    {
        string[] names = Table(field, full);
        value = 0;
        length = 0;
        for (int index = 0; index < names.Length; index++)
        {
            string name = names[index];
            if (name.Length > length && text.Length >= name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
            {
                value = index + FirstValue(field);
                length = name.Length;
            }
        }

        return length > 0;
    }

    /// <summary>The name that error messages give a month: all capitals, or capitalized.</summary>
    public static string MonthName(int month, bool capitals) => capitals ? FullMonths[month - 1].ToUpperInvariant() : FullMonths[month - 1];

    private static int FirstValue(PatternField field) => field is PatternField.Era or PatternField.HalfDay ? 0 : 1;

    private static string[] Table(PatternField field, bool full) => field switch
    {
        PatternField.Era => full ? FullEras : ShortEras,
        PatternField.Quarter => full ? FullQuarters : ShortQuarters,
        PatternField.Month => full ? FullMonths : ShortMonths,
        PatternField.DayOfWeek => full ? FullDays : ShortDays,
        _ => HalfDays,
    };
}
