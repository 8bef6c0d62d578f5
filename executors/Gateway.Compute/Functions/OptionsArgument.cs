using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Reads the options argument of functions over text formats: a map of constant strings. Keys compare without case.</summary>
internal sealed class OptionsArgument
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the options of a call; none when the argument is absent.</summary>
    public OptionsArgument(FunctionCall call, int position)
    {
        if (position < call.Arguments.Length && ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value is BoxedMap map)
        {
            for (int i = 0; i < map.Keys.Length; i++)
            {
                if (map.Values[i] is string value)
                {
                    _values[(string)map.Keys[i]!] = value;
                }
            }
        }
    }

    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Gives the options in the form that readers and writers of text formats take.</summary>
    public Formats.SourceOptions ToSourceOptions() => new(_values);

    public bool Has(string key) => _values.ContainsKey(key);

    public bool Flag(string key, bool standard = false) => _values.TryGetValue(key, out string? value) ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : standard;

    /// <summary>Returns the fault of an options argument, or null.</summary>
    public static QueryError? FindFault(FunctionCall call, int position)
    {
        if (position >= call.Arguments.Length)
        {
            return null;
        }
        var argument = call.Arguments[position];
        if (argument is not FunctionCall { Function.Name: "map" })
        {
            return QueryException.Create("INVALID_OPTIONS.NON_MAP_FUNCTION", call.Origin, null);
        }
        return argument.Type is MapType { Key: StringType or NullType, Value: StringType or NullType }
            ? null
            : QueryException.Create("INVALID_OPTIONS.NON_STRING_TYPE", call.Origin, null, ("mapType", FunctionCheck.Quoted(argument.Type)));
    }

    public TimeZoneRules Zone(QuerySettings settings) => SessionZone.Find(this["timeZone"] ?? settings.TimeZone);

    /// <summary>Compiles the pattern of an option; null when the option is absent.</summary>
    public DateTimePattern? Pattern(string key, bool forParsing)
    {
        if (this[key] is not { } pattern)
        {
            return null;
        }
        return forParsing ? Formats.DateTimeFormats.Reader(pattern) : Formats.DateTimeFormats.Compile(pattern, forParsing: false);
    }

    public TextReadOptions ForReading(QuerySettings settings)
    {
        var (group, point) = Separators();
        return new TextReadOptions
        {
            Zone = Zone(settings),
            Now = settings.NowMicros,
            DateFormat = Pattern("dateFormat", forParsing: true),
            TimestampFormat = Pattern("timestampFormat", forParsing: true),
            TimestampNtzFormat = Pattern("timestampNTZFormat", forParsing: true),
            EnableDateTimeParsingFallback = Has("enableDateTimeParsingFallback") ? Flag("enableDateTimeParsingFallback") : null,
            GroupSeparator = group,
            DecimalPoint = point,
        };
    }

    public JsonLeniency Leniency() => new()
    {
        AllowComments = Flag("allowComments"),
        AllowUnquotedFieldNames = Flag("allowUnquotedFieldNames"),
        AllowSingleQuotes = Flag("allowSingleQuotes", standard: true),
        AllowNumericLeadingZeros = Flag("allowNumericLeadingZeros"),
        AllowNonNumericNumbers = Flag("allowNonNumericNumbers", standard: true),
        AllowBackslashEscapingAnyCharacter = Flag("allowBackslashEscapingAnyCharacter"),
        AllowUnquotedControlChars = Flag("allowUnquotedControlChars"),
    };

    private (byte Group, byte Point) Separators()
    {
        if (this["locale"] is not { } locale)
        {
            return ((byte)',', (byte)'.');
        }
        try
        {
            var numbers = CultureInfo.GetCultureInfo(locale.Replace('_', '-')).NumberFormat;
            return ((byte)numbers.NumberGroupSeparator[0], (byte)numbers.NumberDecimalSeparator[0]);
        }
        catch (CultureNotFoundException)
        {
            return ((byte)',', (byte)'.');
        }
    }
}
