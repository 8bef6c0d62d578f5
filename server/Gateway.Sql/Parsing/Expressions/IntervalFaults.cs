using Gateway.Compute.Time;
using Gateway.Core.Errors;

namespace Gateway.Sql.Parsing.Expressions;

/// <summary>Words what is wrong with an interval's text as Spark's conditions do.</summary>
internal static class IntervalFaults
{
    public static QueryException Of(CalendarIntervalFault fault, string text, byte[] bytes, int position)
    {
        string name = fault switch
        {
            CalendarIntervalFault.InputIsEmpty => "INPUT_IS_EMPTY",
            CalendarIntervalFault.InvalidPrefix => "INVALID_PREFIX",
            CalendarIntervalFault.UnrecognizedNumber => "UNRECOGNIZED_NUMBER",
            CalendarIntervalFault.InvalidValue => "INVALID_VALUE",
            CalendarIntervalFault.InvalidPrecision => "INVALID_PRECISION",
            CalendarIntervalFault.InvalidFraction => "INVALID_FRACTION",
            CalendarIntervalFault.InvalidUnit => "INVALID_UNIT",
            CalendarIntervalFault.MissingNumber => "MISSING_NUMBER",
            CalendarIntervalFault.MissingUnit => "MISSING_UNIT",
            CalendarIntervalFault.ArithmeticException => "ARITHMETIC_EXCEPTION",
            CalendarIntervalFault.UnknownParsingError or CalendarIntervalFault.None => "UNKNOWN_PARSING_ERROR",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        string word = CalendarIntervalParser.WordAt(bytes, position);
        (string, string)[] parameters = fault switch
        {
            CalendarIntervalFault.InvalidPrefix => [("input", text), ("prefix", word)],
            CalendarIntervalFault.UnrecognizedNumber => [("input", text), ("number", word)],
            CalendarIntervalFault.InvalidValue or CalendarIntervalFault.InvalidPrecision => [("input", text), ("value", word)],
            CalendarIntervalFault.InvalidFraction or CalendarIntervalFault.InvalidUnit => [("input", text), ("unit", word)],
            CalendarIntervalFault.MissingNumber or CalendarIntervalFault.MissingUnit or CalendarIntervalFault.UnknownParsingError => [("input", text), ("word", word)],
            _ => [("input", text)],
        };
        return new QueryException(QueryException.Create("INVALID_INTERVAL_FORMAT." + name, Origin.None, "IllegalArgumentException", parameters));
    }

    public static QueryException Unmatched(string input, string kind, string type, string formats, Origin span) => new(QueryException.Create(
        kind == "year-month" ? "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING" : "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE", span, "ParseException",
        ("intervalStr", kind), ("supportedFormat", formats), ("typeName", type), ("input", input)));

    /// <summary>The letters that stand for the fields of a day-time interval, e.g. <c>d h:m</c>.</summary>
    public static string DayTimeShape(int first, int last)
    {
        const string Fields = "dhms";
        var shape = new System.Text.StringBuilder();
        for (int field = first; field <= last; field++)
        {
            if (field > first)
            {
                shape.Append(field == 1 ? ' ' : ':');
            }

            shape.Append(Fields[field]);
        }

        return last == 3 ? shape.Append(".n").ToString() : shape.ToString();
    }
}
