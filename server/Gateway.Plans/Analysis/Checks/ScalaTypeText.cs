using System.Globalization;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Checks;

/// <summary>Prints types as Spark's classes print themselves, for the few messages that hold that form.</summary>
internal static class ScalaTypeText
{
    public static string Of(DataType type) => type switch
    {
        ArrayType array => $"ArrayType({Of(array.Element)},{Flag(array.ContainsNull)})",
        MapType map => $"MapType({Of(map.Key)},{Of(map.Value)},{Flag(map.ValueContainsNull)})",
        StructType fields => $"StructType({string.Join(',', fields.Fields.Select(static member => $"StructField({member.Name},{Of(member.Type)},{Flag(member.Nullable)})"))})",
        DecimalType number => string.Create(CultureInfo.InvariantCulture, $"DecimalType({number.Precision},{number.Scale})"),
        DayTimeIntervalType interval => string.Create(CultureInfo.InvariantCulture, $"DayTimeIntervalType({interval.Start},{interval.End})"),
        YearMonthIntervalType interval => string.Create(CultureInfo.InvariantCulture, $"YearMonthIntervalType({interval.Start},{interval.End})"),
        TimestampNtzType => "TimestampNTZType",
        TimeType time => string.Create(CultureInfo.InvariantCulture, $"TimeType({time.Precision})"),
        _ => type.GetType().Name,
    };

    private static string Flag(bool value) => value ? "true" : "false";
}
