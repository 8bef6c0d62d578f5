using System.Buffers;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Finds the kernels of casts to STRING.</summary>
internal static class TextKernels
{
    public static CastKernel Find(CastSite site) => site.From switch
    {
        BooleanType => new CastKernel<PrintConversion<BooleanForm, byte>, byte, StringView>(site),
        ByteType => new CastKernel<PrintConversion<IntegerForm<sbyte>, sbyte>, sbyte, StringView>(site),
        ShortType => new CastKernel<PrintConversion<IntegerForm<short>, short>, short, StringView>(site),
        IntegerType => new CastKernel<PrintConversion<IntegerForm<int>, int>, int, StringView>(site),
        LongType => new CastKernel<PrintConversion<IntegerForm<long>, long>, long, StringView>(site),
        FloatType => new CastKernel<PrintConversion<FloatForm, float>, float, StringView>(site),
        DoubleType => new CastKernel<PrintConversion<DoubleForm, double>, double, StringView>(site),
        DecimalType => new DecimalSourceKernel(
            new CastKernel<PrintConversion<DecimalForm<long>, long>, long, StringView>(site),
            new CastKernel<PrintConversion<DecimalForm<Int128>, Int128>, Int128, StringView>(site)),
        DateType => new CastKernel<PrintConversion<DateForm, int>, int, StringView>(site),
        TimestampType => new CastKernel<PrintConversion<TimestampForm, long>, long, StringView>(site),
        TimestampNtzType => new CastKernel<PrintConversion<TimestampNtzForm, long>, long, StringView>(site),
        TimestampNanosType => new CastKernel<PrintConversion<NanosForm, Int128>, Int128, StringView>(site),
        TimeType => new CastKernel<PrintConversion<TimeForm, long>, long, StringView>(site),
        YearMonthIntervalType => new CastKernel<PrintConversion<YearMonthForm, int>, int, StringView>(site),
        DayTimeIntervalType => new CastKernel<PrintConversion<DayTimeForm, long>, long, StringView>(site),
        CalendarIntervalType => new CastKernel<PrintConversion<CalendarForm, CalendarInterval>, CalendarInterval, StringView>(site),
        StringType or CharType or VarcharType or BinaryType => new CopyKernel(),
        ArrayType or MapType or StructType => new NestedTextKernel(Element(site, site.From)),
        _ => throw CastKernels.Missing(site),
    };

    /// <summary>The form before Spark 3.1: square brackets everywhere, nothing for NULL.</summary>
    private static bool Bare(CastSite site) =>
        site.Context.Settings.Configuration.GetValueOrDefault("spark.sql.legacy.castComplexTypesToString.enabled") == "true";

    /// <summary>Gets a writer of single values of a type as they show inside the text of nested values.</summary>
    public static ElementText Element(CastSite site, DataType type)
    {
        var own = site.For(type, site.To);
        return type switch
        {
            NullType => new NullText(),
            BooleanType => new AtomText<BooleanForm, byte>(own),
            ByteType => new AtomText<IntegerForm<sbyte>, sbyte>(own),
            ShortType => new AtomText<IntegerForm<short>, short>(own),
            IntegerType => new AtomText<IntegerForm<int>, int>(own),
            LongType => new AtomText<IntegerForm<long>, long>(own),
            FloatType => new AtomText<FloatForm, float>(own),
            DoubleType => new AtomText<DoubleForm, double>(own),
            DecimalType => type.Physical == PhysicalType.Int64 ? new AtomText<DecimalForm<long>, long>(own) : new AtomText<DecimalForm<Int128>, Int128>(own),
            DateType => new AtomText<DateForm, int>(own),
            TimestampType => new AtomText<TimestampForm, long>(own),
            TimestampNtzType => new AtomText<TimestampNtzForm, long>(own),
            TimestampNanosType => new AtomText<NanosForm, Int128>(own),
            TimeType => new AtomText<TimeForm, long>(own),
            YearMonthIntervalType => new AtomText<YearMonthForm, int>(own),
            DayTimeIntervalType => new AtomText<DayTimeForm, long>(own),
            CalendarIntervalType => new AtomText<CalendarForm, CalendarInterval>(own),
            StringType or CharType or VarcharType or BinaryType => new BytesText(),
            ArrayType array => new ArrayText(Element(site, array.Element), Bare(site)),
            MapType map => new MapText(Element(site, map.Key), Element(site, map.Value), Bare(site)),
            StructType structure => new StructText([.. structure.Fields.Select(field => Element(site, field.Type))], Bare(site)),
            VariantType => VariantCasts.Element(own),
            UserDefinedType user => Element(site, user.SqlType),
            _ => throw CastKernels.Missing(own),
        };
    }
}

/// <summary>Writes single values, by row of their column, into the text of a nested value.</summary>
internal abstract class ElementText
{
    /// <summary>Writes a value that is not NULL.</summary>
    protected abstract void WriteValue(Column column, int row, ArrayBufferWriter<byte> output);

    /// <summary>Writes a separator and a value.</summary>
    /// <param name="bare">NULL is nothing at all, and then no blank follows the separator.</param>
    public void Write(Column column, int row, ReadOnlySpan<byte> separator, bool bare, ArrayBufferWriter<byte> output)
    {
        bool isNull = column.IsNull(row);
        output.Write(isNull && bare ? separator.TrimEnd((byte)' ') : separator);
        if (!isNull)
        {
            WriteValue(column, row, output);
        }
        else if (!bare)
        {
            output.Write("null"u8);
        }
    }
}

internal sealed class NullText : ElementText
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output) => output.Write("null"u8);
}

internal sealed class AtomText<TForm, T>(CastSite site) : ElementText
    where TForm : struct, ITextForm<T>
    where T : unmanaged
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output)
    {
        var value = column.Read<T>()[row];
        output.Advance(TForm.Write(ref value, site, output.GetSpan(TForm.MaxBytes)));
    }
}

internal sealed class BytesText : ElementText
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output) => output.Write(StringView.Span(ref column.Read<StringView>()[row]));
}

internal sealed class ArrayText(ElementText element, bool bare) : ElementText
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output)
    {
        var span = column.Read<ListSpan>()[row];
        output.Write("["u8);
        for (int i = 0; i < span.Length; i++)
        {
            element.Write(column.Source.Children[0], span.Offset + i, i == 0 ? ""u8 : ", "u8, bare, output);
        }
        output.Write("]"u8);
    }
}

internal sealed class MapText(ElementText key, ElementText value, bool bare) : ElementText
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output)
    {
        var span = column.Read<ListSpan>()[row];
        output.Write(bare ? "["u8 : "{"u8);
        for (int i = 0; i < span.Length; i++)
        {
            key.Write(column.Source.Children[0], span.Offset + i, i == 0 ? ""u8 : ", "u8, bare, output);
            value.Write(column.Source.Children[1], span.Offset + i, " -> "u8, bare, output);
        }
        output.Write(bare ? "]"u8 : "}"u8);
    }
}

internal sealed class StructText(ElementText[] fields, bool bare) : ElementText
{
    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output)
    {
        int slot = column.Slot(row);
        output.Write(bare ? "["u8 : "{"u8);
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i].Write(column.Source.Children[i], slot, i == 0 ? ""u8 : ", "u8, bare, output);
        }
        output.Write(bare ? "]"u8 : "}"u8);
    }
}

/// <summary>Casts arrays, maps and structs to STRING.</summary>
internal sealed unsafe class NestedTextKernel(ElementText element) : CastKernel
{
    private readonly ArrayBufferWriter<byte> _text = new();

    public override void Run(Column source, Selection rows, Column target)
    {
        var values = target.Data<StringView>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (source.IsNull(row))
            {
                target.SetNull(row);
                values[row] = default;
                continue;
            }
            _text.ResetWrittenCount();
            element.Write(source, row, default, bare: false, _text);
            values[row] = target.Heap.Add(_text.WrittenSpan);
        }
    }
}
