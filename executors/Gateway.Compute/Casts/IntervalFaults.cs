using System.Globalization;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Words the errors of interval text.</summary>
public static class IntervalFaults
{
    private static readonly string[] _dayTimeParts = ["d", "h", "m", "s.n"];
    private static readonly string[] _dayTimeJoints = ["", " ", ":", ":"];

    /// <summary>Makes the error of text that is not an interval of the type.</summary>
    public static QueryException Make(DataType type, ReadOnlySpan<byte> text, ParseStatus status, IntervalFieldFault fault)
    {
        string input = Encoding.UTF8.GetString(text);
        bool yearMonth = type is YearMonthIntervalType;
        string kind = yearMonth ? "year-month" : "day-time";
        if (status != ParseStatus.Malformed)
        {
            return (fault.Field is null
                ? new QueryException("INVALID_INTERVAL_FORMAT.INTERVAL_PARSING", ("input", input), ("interval", kind))
                : new QueryException("INVALID_INTERVAL_FORMAT.DAY_TIME_PARSING", ("input", input), ("msg", "requirement failed: " + fault.Describe())))
                .As("IllegalArgumentException");
        }
        string typeName = TypeText.CatalogString(type);
        return new QueryException(
            "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING" + (yearMonth ? "" : "_WITH_NOTICE"),
            ("input", input), ("intervalStr", kind), ("typeName", typeName), ("supportedFormat", SupportedFormat(type)))
            .As("IllegalArgumentException");
    }

    /// <summary>Refuses text: raises unless the cast is a TRY_CAST.</summary>
    internal static bool Refuse(CastSite site, ReadOnlySpan<byte> text, ParseStatus status, IntervalFieldFault fault) =>
        site.Mode == EvaluationMode.Try ? false : throw Make(site.To, text, status, fault);

    private static string SupportedFormat(DataType type)
    {
        string form = type switch
        {
            YearMonthIntervalType { Start: 0, End: 0 } => "y",
            YearMonthIntervalType { Start: 1 } => "m",
            YearMonthIntervalType => "y-m",
            DayTimeIntervalType i => DayTimeForm(i),
            _ => throw new System.Diagnostics.UnreachableException(type.TypeName),
        };
        string fields = TypeText.Sql(type)["INTERVAL ".Length..];
        return string.Create(CultureInfo.InvariantCulture, $"`[+|-]{form}`, `INTERVAL [+|-]'[+|-]{form}' {fields}`");
    }

    private static string DayTimeForm(DayTimeIntervalType type)
    {
        var form = new StringBuilder();
        for (int field = type.Start; field <= type.End; field++)
        {
            form.Append(field == type.Start ? "" : _dayTimeJoints[field]).Append(_dayTimeParts[field]);
        }
        return form.ToString();
    }
}
