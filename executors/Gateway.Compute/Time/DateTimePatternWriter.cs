using Gateway.Compute.Text;

namespace Gateway.Compute.Time;

/// <summary>Prints one date and time, element by element.</summary>
internal readonly ref struct DateTimePatternWriter(
    CivilDateTime local, int nanosOfMicro, TimeZoneRules zone, int offsetSeconds, bool isDaylight, LocaleTexts? texts, TextBuffer output)
{
    private const long ModifiedJulianDayOfEpoch = 40_587;

    private readonly CivilDate _date = CivilDate.FromDays(local.Days);
    private readonly CivilDateTime _local = local;

    public void Write(in DateTimePatternElement element)
    {
        switch (element.Kind)
        {
            case PatternElementKind.Literal:
                output.Append(element.Text);
                break;
            case PatternElementKind.Number:
                WriteNumber(ValueOf(element.Field), in element);
                break;
            case PatternElementKind.TwoDigitYear:
                WriteDigits(Math.Abs(ValueOf(element.Field)) % 100, 2);
                break;
            case PatternElementKind.Fraction:
                WriteFraction(element.MaxWidth);
                break;
            case PatternElementKind.Text:
                int value = (int)ValueOf(element.Field);
                output.Append(texts?.NameOf(element.Field, value, element.IsFull, element.IsAlone) ?? PatternTexts.NameOf(element.Field, value, element.IsFull));
                break;
            case PatternElementKind.Offset:
                WriteOffset(in element);
                break;
            case PatternElementKind.LocalizedOffset:
                WriteLocalizedOffset(element.IsFull);
                break;
            case PatternElementKind.ZoneId:
                output.Append(zone.Id);
                break;
            case PatternElementKind.ZoneName:
                output.Append(TimeZoneNames.NameOf(zone, isDaylight, element.IsFull));
                break;
            case PatternElementKind.GenericZoneName:
                output.Append(TimeZoneNames.GenericNameOf(zone, element.IsFull));
                break;
            case PatternElementKind.OptionalStart:
            case PatternElementKind.OptionalEnd:
            default:
                break;
        }
    }

    private long ValueOf(PatternField field) => field switch
    {
        PatternField.Era => _date.Year > 0 ? 1 : 0,
        PatternField.YearOfEra => _date.Year > 0 ? _date.Year : 1L - _date.Year,
        PatternField.Year => _date.Year,
        PatternField.Quarter => _date.Quarter,
        PatternField.Month => _date.Month,
        PatternField.DayOfYear => _date.DayOfYear,
        PatternField.DayOfMonth => _date.Day,
        PatternField.AlignedDayOfWeek => ((_date.Day - 1) % 7) + 1,
        PatternField.DayOfWeek => DateFields.DayOfWeekIso(_local.Days),
        PatternField.HalfDay => _local.Hour / 12,
        PatternField.HourOfDay => _local.Hour,
        PatternField.ClockHourOfDay => _local.Hour == 0 ? 24 : _local.Hour,
        PatternField.HourOfHalfDay => _local.Hour % 12,
        PatternField.ClockHourOfHalfDay => _local.Hour % 12 == 0 ? 12 : _local.Hour % 12,
        PatternField.Minute => _local.Minute,
        PatternField.Second => _local.Second,
        PatternField.NanoOfSecond => (_local.MicrosOfSecond * 1000L) + nanosOfMicro,
        PatternField.OffsetSeconds => offsetSeconds,
        PatternField.ModifiedJulianDay => _local.Days + ModifiedJulianDayOfEpoch,
        PatternField.EpochDay => _local.Days,
        _ => 0,
    };

    private void WriteNumber(long value, in DateTimePatternElement element)
    {
        long magnitude = Math.Abs(value);
        if (value < 0)
        {
            output.Append((byte)'-');
        }
        else if (element.Sign == PatternSign.ExceedsPad && Numerics.PowersOfTen.CountDigits((ulong)magnitude) > element.MinWidth)
        {
            output.Append((byte)'+');
        }

        WriteDigits(magnitude, element.MinWidth);
    }

    private void WriteDigits(long value, int width)
    {
        output.AppendRepeated((byte)'0', Math.Max(0, width - Numerics.PowersOfTen.CountDigits((ulong)value)));
        output.AppendNumber(value);
    }

    private void WriteFraction(int width)
    {
        long nanos = ValueOf(PatternField.NanoOfSecond);
        for (int cut = width; cut < 9; cut++)
        {
            nanos /= 10;
        }

        WriteDigits(nanos, width);
    }

    private void WriteOffset(in DateTimePatternElement element)
    {
        int magnitude = Math.Abs(offsetSeconds);
        int minutes = magnitude / 60 % 60;
        int seconds = magnitude % 60;
        int start = output.Length;
        output.Append(offsetSeconds < 0 ? (byte)'-' : (byte)'+');
        WriteDigits(magnitude / 3600, 2);
        int total = magnitude / 3600;
        if (element.MinuteRule == 2 || (element.MinuteRule == 1 && minutes > 0))
        {
            WriteOffsetPart(minutes, element.HasColon);
            total += minutes;
            if (element.SecondRule == 1 && seconds > 0)
            {
                WriteOffsetPart(seconds, element.HasColon);
                total += seconds;
            }
        }

        if (total == 0)
        {
            output.Truncate(start);
            output.Append(element.Text);
        }
    }

    private void WriteOffsetPart(int value, bool colon)
    {
        if (colon)
        {
            output.Append((byte)':');
        }

        WriteDigits(value, 2);
    }

    private void WriteLocalizedOffset(bool full)
    {
        output.Append("GMT"u8);
        if (offsetSeconds == 0)
        {
            return;
        }

        int magnitude = Math.Abs(offsetSeconds);
        int minutes = magnitude / 60 % 60;
        int seconds = magnitude % 60;
        output.Append(offsetSeconds < 0 ? (byte)'-' : (byte)'+');
        WriteDigits(magnitude / 3600, full ? 2 : 1);
        if (full || minutes != 0 || seconds != 0)
        {
            WriteOffsetPart(minutes, colon: true);
            if (seconds != 0)
            {
                WriteOffsetPart(seconds, colon: true);
            }
        }
    }
}
