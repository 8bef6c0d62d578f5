using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Errors;

namespace Gateway.Compute.Functions;

/// <summary>Keeps the last compiled date-time pattern of a call and follows the session's time parser policy.</summary>
/// <param name="isTime">Whether the pattern is for TIME, where every bad pattern is reported alike.</param>
/// <param name="isLocal">Whether the pattern is for types that older versions did not have: those have no legacy reading.</param>
internal sealed class DatePatternCache(BoundCall site, bool forParsing, bool isLocal = false, bool isTime = false)
{
    private readonly bool _legacy = site.Context.Settings.TimeParserPolicy == "LEGACY" && !isLocal;
    private readonly bool _comparesWithLegacy = site.Context.Settings.TimeParserPolicy == "EXCEPTION";
    private byte[]? _text;
    private DateTimePattern? _pattern;
    private LegacyDateTimePattern? _legacyPattern;

    public TimeZoneRules Zone { get; } = DateTimeSite.Zone(site);

    public long Now { get; } = site.Context.Settings.NowMicros;

    /// <summary>Prints an instant.</summary>
    public void AppendTimestamp(long micros, ReadOnlySpan<byte> pattern, TextBuffer output)
    {
        Compile(pattern);
        if (_legacyPattern is { } legacy)
        {
            legacy.Append(micros, Zone, output);
        }
        else
        {
            _pattern!.Append(micros, Zone, output);
        }
    }

    /// <summary>Prints a local date and time that may have nanoseconds.</summary>
    public void AppendLocal(CivilDateTime local, int nanosOfMicro, int offsetSeconds, bool isDaylight, ReadOnlySpan<byte> pattern, TextBuffer output)
    {
        Compile(pattern);
        _pattern!.Append(local, nanosOfMicro, Zone, offsetSeconds, isDaylight, output);
    }

    /// <summary>Prints a time of day; a pattern that asks for a date is refused.</summary>
    public void AppendTime(CivilDateTime local, int nanosOfMicro, ReadOnlySpan<byte> pattern, TextBuffer output)
    {
        Compile(pattern);
        if (_pattern!.NeedsDate)
        {
            throw new QueryException("INVALID_PARAMETER_VALUE.PATTERN", ("parameter", "`format`"), ("functionName", "`date_format`"), ("value", Quote.Value(Encoding.UTF8.GetString(pattern))));
        }
        _pattern.Append(local, nanosOfMicro, Zone, 0, false, output);
    }

    public bool TryParseTimestamp(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, out long micros, out DateTimeParseFault fault)
    {
        Compile(pattern);
        fault = default;
        if (_legacyPattern is { } legacy)
        {
            bool read = legacy.TryParseTimestamp(text, Zone, Now, out micros);
            fault = read ? fault : new DateTimeParseFault(DateTimeParseFaultKind.Unparseable, 0);
            return read;
        }
        if (_pattern!.TryParseTimestamp(text, Zone, out micros, out fault))
        {
            return true;
        }
        RefuseLegacyText(text, pattern);
        return false;
    }

    /// <summary>Under the EXCEPTION policy a text that only the older parser reads is an error.</summary>
    private void RefuseLegacyText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        if (_comparesWithLegacy && LegacyDateTimePattern.TryCompile(Encoding.UTF8.GetString(pattern), out var old) && old!.TryParseTimestamp(text, Zone, Now, out _))
        {
            throw QueryErrors.TextOfOldParser(Encoding.UTF8.GetString(text));
        }
    }

    public bool TryParseLocal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, out long micros, out DateTimeParseFault fault)
    {
        Compile(pattern);
        if (_pattern!.TryParseTimestampNtz(text, allowTimeZone: true, out micros, out fault))
        {
            return true;
        }
        RefuseLegacyText(text, pattern);
        return false;
    }

    public bool TryParseTime(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, out long nanosOfDay)
    {
        Compile(pattern);
        return _pattern!.TryParseTime(text, out nanosOfDay, out _);
    }

    private void Compile(ReadOnlySpan<byte> pattern)
    {
        if (_text is not null && pattern.SequenceEqual(_text))
        {
            return;
        }
        string text = Encoding.UTF8.GetString(pattern);
        if (_legacy)
        {
            if (!LegacyDateTimePattern.TryCompile(text, out _legacyPattern))
            {
                throw QueryErrors.InvalidPattern(text);
            }
        }
        else
        {
            var fault = DateTimePattern.TryCompile(text, forParsing, out _pattern, out char character);
            if (fault != DateTimePatternFault.None)
            {
                throw Fault(fault, text, character);
            }
        }
        _text = pattern.ToArray();
    }

    private QueryException Fault(DateTimePatternFault fault, string pattern, char character) => fault switch
    {
        _ when isTime => QueryErrors.InvalidPattern(pattern),
        DateTimePatternFault.IllegalCharacter when !isLocal => new QueryException("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", ("c", character.ToString()), ("pattern", pattern)).As("SparkIllegalArgumentException"),
        DateTimePatternFault.Length => new QueryException("INVALID_DATETIME_PATTERN.LENGTH", ("pattern", new string(character, 5))).As("SparkIllegalArgumentException"),
        DateTimePatternFault.WeekBased when !isLocal || character is not ('e' or 'c') => QueryErrors.WeekBasedPattern(character),
        DateTimePatternFault.Recognition when !isLocal => QueryErrors.PatternOfOldParser(pattern),
        DateTimePatternFault.None or DateTimePatternFault.Invalid or DateTimePatternFault.IllegalCharacter or DateTimePatternFault.WeekBased or DateTimePatternFault.Recognition => QueryErrors.InvalidPattern(pattern),
        _ => throw new System.Diagnostics.UnreachableException(fault.ToString()),
    };
}
