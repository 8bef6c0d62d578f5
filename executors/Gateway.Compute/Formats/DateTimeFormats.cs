using Gateway.Compute.Evaluation;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;
using Gateway.Compute.Time;
using Gateway.Core.Errors;

namespace Gateway.Compute.Formats;

/// <summary>Reads and prints dates and timestamps as a text format's options say.</summary>
/// <remarks>Without a pattern reading is CAST's; printing then uses Spark's default patterns. Belongs to one worker.</remarks>
public sealed class DateTimeFormats
{
    private const string DefaultDate = "yyyy-MM-dd";
    // Offsets of local mean time show their seconds, which three letters would cut.
    private const string DefaultTimestamp = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]";
    private const string LegacyTimestamp = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
    private const string DefaultTimestampNtz = "yyyy-MM-dd'T'HH:mm:ss[.SSS]";
    private const string DocumentationRoot = "https://spark.apache.org/docs/latest";

    private readonly DateTimePattern? _dateReader;
    private readonly DateTimePattern? _timestampReader;
    private readonly DateTimePattern? _timestampNtzReader;
    private readonly DateTimePattern? _dateWriter;
    private readonly DateTimePattern? _timestampWriter;
    private readonly DateTimePattern? _timestampNtzWriter;
    private readonly LegacyDateTimePattern? _legacyDate;
    private readonly LegacyDateTimePattern? _legacyTimestamp;
    private readonly bool _isLegacy;
    private readonly bool? _fallsBack;
    private readonly long _now;

    public DateTimeFormats(SourceOptions options, QuerySettings settings, bool forWriting)
    {
        string zone = options.Text("timeZone") ?? settings.TimeZone;
        Zone = TimeZoneCatalog.TryFind(zone, out var rules) ? rules : throw new QueryException("INVALID_TIMEZONE", ("timeZone", zone)).As("DateTimeException");
        _now = settings.NowMicros;
        _isLegacy = settings.TimeParserPolicy == "LEGACY";
        Locale = LocaleTexts.Find(options.Text("locale"));
        string? date = options.Text("dateFormat");
        string? timestamp = options.Text("timestampFormat");
        string? timestampNtz = options.Text("timestampNTZFormat");
        if (forWriting)
        {
            if (_isLegacy)
            {
                _legacyDate = date is null ? null : Legacy(date);
                _legacyTimestamp = Legacy(timestamp ?? LegacyTimestamp);
            }
            else
            {
                _dateWriter = date is null ? null : Compile(date, forParsing: false).In(Locale);
                _timestampWriter = Compile(timestamp ?? DefaultTimestamp, forParsing: false).In(Locale);
            }
            _timestampNtzWriter = Compile(timestampNtz ?? DefaultTimestampNtz, forParsing: false).In(Locale);
        }
        else
        {
            if (_isLegacy)
            {
                LegacyDateTimePattern.TryCompile(date ?? DefaultDate, out _legacyDate);
                LegacyDateTimePattern.TryCompile(timestamp ?? LegacyTimestamp, out _legacyTimestamp);
            }
            else if (settings.TimeParserPolicy == "EXCEPTION")
            {
                LegacyDateTimePattern.TryCompile(date ?? "", out _legacyDate);
                LegacyDateTimePattern.TryCompile(timestamp ?? "", out _legacyTimestamp);
            }
            _fallsBack = options.Text("enableDateTimeParsingFallback") is null && !_isLegacy ? null : options.Flag("enableDateTimeParsingFallback", true);
            _dateReader = _isLegacy ? null : Reader(date)?.In(Locale);
            _timestampReader = _isLegacy ? null : Reader(timestamp)?.In(Locale);
            _timestampNtzReader = Reader(timestampNtz)?.In(Locale);
        }
    }

    public TimeZoneRules Zone { get; }

    /// <summary>Gets the names of months and weekdays; null for English ones.</summary>
    public LocaleTexts? Locale { get; }

    /// <summary>Compiles a pattern for reading; a faulty one reads nothing, so that every value is malformed. Patterns only the older parser knew are errors.</summary>
    public static DateTimePattern? Reader(string? pattern)
    {
        if (pattern is null)
        {
            return null;
        }
        return DateTimePattern.TryCompile(pattern, forParsing: true, out var compiled, out _) switch
        {
            DateTimePatternFault.None => compiled,
            DateTimePatternFault.Recognition => Compile(pattern, forParsing: true),
            _ => Compile("'\u0001'", forParsing: true),
        };
    }

    private static LegacyDateTimePattern Legacy(string pattern) =>
        LegacyDateTimePattern.TryCompile(pattern, out var compiled) ? compiled! : throw QueryErrors.InvalidPattern(pattern);

    /// <summary>Gets whether dates are read by a pattern.</summary>
    public bool HasDatePattern => _dateReader is not null;

    /// <summary>Gets whether the older parser reads first.</summary>
    public bool IsLegacy => _isLegacy;

    /// <summary>Gets the older parser's writers; null where today's write.</summary>
    public (LegacyDateTimePattern? Date, LegacyDateTimePattern? Timestamp) LegacyWriters => (_legacyDate, _legacyTimestamp);

    public bool HasTimestampPattern => _timestampReader is not null;

    /// <summary>Gives the reading side as the column readers take it.</summary>
    public TextReadOptions ReadOptions() => new()
    {
        Zone = Zone,
        Now = _now,
        DateFormat = _dateReader,
        TimestampFormat = _timestampReader,
        TimestampNtzFormat = _timestampNtzReader,
        EnableDateTimeParsingFallback = _fallsBack,
        LegacyDate = _legacyDate,
        LegacyTimestamp = _legacyTimestamp,
        IsLegacy = _isLegacy,
    };

    /// <summary>Compiles a pattern; throws INVALID_DATETIME_PATTERN.* and INCONSISTENT_BEHAVIOR_CROSS_VERSION.*.</summary>
    public static DateTimePattern Compile(string pattern, bool forParsing)
    {
        var fault = DateTimePattern.TryCompile(pattern, forParsing, out var compiled, out char character);
        string quoted = "'" + pattern + "'";
        return fault switch
        {
            DateTimePatternFault.None => compiled!,
            DateTimePatternFault.IllegalCharacter => throw new QueryException("INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", ("c", character.ToString()), ("pattern", pattern)),
            DateTimePatternFault.Length => throw new QueryException("INVALID_DATETIME_PATTERN.LENGTH", ("pattern", new string(character, 5))),
            DateTimePatternFault.WeekBased => throw QueryErrors.WeekBasedPattern(character).As("IllegalArgumentException"),
            DateTimePatternFault.Recognition => throw new QueryException(
                "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", ("pattern", quoted), ("config", "\"spark.sql.legacy.timeParserPolicy\""), ("docroot", DocumentationRoot)),
            DateTimePatternFault.Invalid => throw new QueryException("INVALID_DATETIME_PATTERN.WITH_SUGGESTION", ("pattern", quoted), ("docroot", DocumentationRoot)),
            _ => throw new System.Diagnostics.UnreachableException(fault.ToString()),
        };
    }

    public bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        if (_isLegacy && OldText.TryDate(_legacyDate, text, _now, out days))
        {
            return true;
        }
        if (_dateReader is null)
        {
            return DateTimeParser.TryParseDate(text, out days);
        }
        if (_dateReader.TryParseDate(text, out days, out _))
        {
            return true;
        }
        OldText.Refuse(_isLegacy ? null : _legacyDate, text, Zone, _now);
        return _fallsBack == true && DateTimeParser.TryParseDate(text, out days);
    }

    public bool TryTimestamp(ReadOnlySpan<byte> text, out long micros)
    {
        if (_isLegacy && _legacyTimestamp is not null && _legacyTimestamp.TryParseTimestamp(text, Zone, _now, out micros, isLenient: true))
        {
            return true;
        }
        if (_timestampReader is null)
        {
            return DateTimeParser.TryParseTimestamp(text, Zone, _now, out micros);
        }
        if (_timestampReader.TryParseTimestamp(text, Zone, out micros, out _))
        {
            return true;
        }
        OldText.Refuse(_isLegacy ? null : _legacyTimestamp, text, Zone, _now);
        return _fallsBack == true && DateTimeParser.TryParseTimestamp(text, Zone, _now, out micros);
    }

    public bool TryTimestampNtz(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        return _timestampNtzReader is null
            ? DateTimeParser.TryParseTimestampNtz(text, allowTimeZone: false, out micros)
            : _timestampNtzReader.TryParseTimestampNtz(text, allowTimeZone: false, out micros, out _);
    }

    public void AppendDate(int days, TextBuffer output)
    {
        if (_legacyDate is not null)
        {
            _legacyDate.Append(days * TimeUnits.MicrosPerDay, TimeZoneRules.Utc, output);
            return;
        }
        if (_dateWriter is null)
        {
            output.Advance(DateTimeFormatter.FormatDate(days, output.Reserve(DateTimeFormatter.MaxBytes)));
            return;
        }
        _dateWriter.AppendLocal(CivilDateTime.FromMicros(days * TimeUnits.MicrosPerDay), Zone, output);
    }

    public void AppendTimestamp(long micros, TextBuffer output)
    {
        if (_legacyTimestamp is not null)
        {
            _legacyTimestamp.Append(micros, Zone, output);
            return;
        }
        _timestampWriter!.Append(micros, Zone, output);
    }

    public void AppendTimestampNtz(long micros, TextBuffer output) => _timestampNtzWriter!.AppendLocal(CivilDateTime.FromMicros(micros), Zone, output);
}
