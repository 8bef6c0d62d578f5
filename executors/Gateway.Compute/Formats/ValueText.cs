using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats;

/// <summary>Prints single values of atomic types as text formats write them: numbers and booleans plainly, dates and timestamps by the options.</summary>
internal static unsafe class ValueText
{
    /// <summary>Appends the value in a slot of a flat column, without quotes. Strings and binary are not handled here.</summary>
    public static void Append(Column column, DataType type, int slot, DateTimeFormats formats, TextBuffer output)
    {
        switch (type)
        {
            case BooleanType:
                output.Append(column.Values[slot] != 0 ? "true"u8 : "false"u8);
                break;
            case ByteType:
                output.AppendNumber(column.Data<sbyte>()[slot]);
                break;
            case ShortType:
                output.AppendNumber(column.Data<short>()[slot]);
                break;
            case IntegerType:
                output.AppendNumber(column.Data<int>()[slot]);
                break;
            case LongType:
                output.AppendNumber(column.Data<long>()[slot]);
                break;
            case FloatType:
                output.Advance(NumberFormatter.FormatSingle(column.Data<float>()[slot], output.Reserve(NumberFormatter.MaxDoubleBytes)));
                break;
            case DoubleType:
                output.Advance(NumberFormatter.FormatDouble(column.Data<double>()[slot], output.Reserve(NumberFormatter.MaxDoubleBytes)));
                break;
            case DecimalType number:
                output.Advance(NumberFormatter.FormatDecimalScientific(Decimal(column, slot), number.Scale, output.Reserve(NumberFormatter.MaxDecimalBytes)));
                break;
            case DateType:
                formats.AppendDate(column.Data<int>()[slot], output);
                break;
            case TimestampType:
                formats.AppendTimestamp(column.Data<long>()[slot], output);
                break;
            case TimestampNtzType:
                formats.AppendTimestampNtz(column.Data<long>()[slot], output);
                break;
            case TimeType:
                output.Advance(DateTimeFormatter.FormatTime(column.Data<long>()[slot], output.Reserve(DateTimeFormatter.MaxBytes)));
                break;
            case YearMonthIntervalType interval:
                output.Advance(IntervalFormatter.FormatYearMonth(column.Data<int>()[slot], interval.Start, interval.End, output.Reserve(IntervalFormatter.MaxBytes)));
                break;
            case DayTimeIntervalType interval:
                output.Advance(IntervalFormatter.FormatDayTime(column.Data<long>()[slot], interval.Start, interval.End, output.Reserve(IntervalFormatter.MaxBytes)));
                break;
            case CalendarIntervalType:
                var value = column.Data<CalendarInterval>()[slot];
                output.Advance(IntervalFormatter.FormatCalendar(value.Months, value.Days, value.Microseconds, output.Reserve(IntervalFormatter.MaxBytes)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException(type.TypeName);
        }
    }

    public static Int128 Decimal(Column column, int slot) => column.Physical == PhysicalType.Int64 ? column.Data<long>()[slot] : column.Data<Int128>()[slot];
}
