using Gateway.Compute.Expressions;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using System.Text;

namespace Gateway.Compute.Functions;

/// <summary>Prints values by a java.util.Formatter format that may differ from row to row.</summary>
internal sealed unsafe class FormatStringFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TextBuffer _buffer = new();
    private byte[]? _text;
    private JavaFormat? _format;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (arguments[0].Physical == PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var formats = arguments[0].Read<StringView>();
        var values = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!formats.IsValid(row))
            {
                result.SetNull(row);
                continue;
            }
            _buffer.Clear();
            foreach (var segment in Compile(StringView.Span(ref formats[row])).Segments)
            {
                Append(segment, arguments, row);
            }
            values[row] = result.Heap.Add(_buffer.Written);
        }
    }

    private JavaFormat Compile(ReadOnlySpan<byte> format)
    {
        if (_text is null || !format.SequenceEqual(_text))
        {
            string text = Encoding.UTF8.GetString(format);
            if (!JavaFormat.TryCompile(text, out _format))
            {
                throw QueryErrors.Bare("UnknownFormatConversionException", "Format '" + text + "' is not understood");
            }
            _text = format.ToArray();
        }
        return _format!;
    }

    private void Append(FormatSegment segment, Column[] arguments, int row)
    {
        if (segment.IsLiteral)
        {
            _buffer.Append(segment.Literal);
            return;
        }
        if (segment.Argument + 1 >= arguments.Length)
        {
            throw QueryErrors.Bare("MissingFormatArgumentException", "Format specifier '%" + segment.Conversion + "'");
        }
        var argument = arguments[segment.Argument + 1];
        if (!(argument.IsNull(row) ? JavaFormat.TryAppendNull(segment, _buffer) : TryAppend(segment, argument, row)))
        {
            throw QueryErrors.Bare("IllegalFormatConversionException", segment.Conversion + " != " + argument.Type.TypeName);
        }
    }

    private byte[] VariantJson(Column argument, int row)
    {
        var text = new TextBuffer();
        VariantText.TryAppendJson(VariantColumn.Read(argument.Source, argument.Slot(row)), SessionZone.Find(Site.Context.Settings.TimeZone), text);
        return text.Written.ToArray();
    }

    private bool TryAppend(FormatSegment segment, Column argument, int row) => argument.Type switch
    {
        BooleanType => JavaFormat.TryAppend(segment, argument.Read<byte>()[row] != 0, _buffer),
        ByteType => JavaFormat.TryAppend(segment, argument.Read<sbyte>()[row], 8, _buffer),
        ShortType => JavaFormat.TryAppend(segment, argument.Read<short>()[row], 16, _buffer),
        IntegerType or DateType or YearMonthIntervalType => JavaFormat.TryAppend(segment, argument.Read<int>()[row], 32, _buffer),
        LongType or TimestampType or TimestampNtzType or DayTimeIntervalType or TimeType => JavaFormat.TryAppend(segment, argument.Read<long>()[row], 64, _buffer),
        FloatType => JavaFormat.TryAppend(segment, argument.Read<float>()[row], _buffer),
        DoubleType => JavaFormat.TryAppend(segment, argument.Read<double>()[row], _buffer),
        VariantType => JavaFormat.TryAppend(segment, VariantJson(argument, row), _buffer),
        StringType => JavaFormat.TryAppend(segment, StringView.Span(ref argument.Read<StringView>()[row]), _buffer),
        _ => JavaFormat.TryAppend(segment, Encoding.UTF8.GetBytes(InternalText.Of(argument, row)), _buffer),
    };
}

/// <summary>Keeps the last compiled pattern of format_number.</summary>
internal sealed class NumberFormatCache
{
    private const string StandardPattern = "#,###,###,###,###,###,##0";
    private byte[]? _text;
    private int _digits = -1;
    private DecimalFormatPattern? _pattern;

    public DecimalFormatPattern Get(int digits)
    {
        if (_digits != digits)
        {
            _pattern = DecimalFormatPattern.WithFraction(digits);
            _digits = digits;
        }
        return _pattern!;
    }

    public DecimalFormatPattern Get(ReadOnlySpan<byte> pattern)
    {
        if (_text is null || !pattern.SequenceEqual(_text))
        {
            string text = pattern.IsEmpty ? StandardPattern : Encoding.UTF8.GetString(pattern);
            if (!DecimalFormatPattern.TryCompile(text, out _pattern))
            {
                throw QueryErrors.Bare("IllegalArgumentException", "Malformed pattern \"" + text + "\"");
            }
            _text = pattern.ToArray();
        }
        return _pattern!;
    }
}

/// <summary>A kind of number as format_number prints it.</summary>
internal interface INumberToFormat<T>
{
    static abstract void Append(T value, RowContext context, DecimalFormatPattern pattern);
}

internal readonly struct ExactNumber<T> : INumberToFormat<T> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static void Append(T value, RowContext context, DecimalFormatPattern pattern) =>
        pattern.Append(Int128.CreateChecked(value), context.Site.ArgumentType(0) is DecimalType type ? type.Scale : 0, context.Buffer);
}

internal readonly struct FloatingNumber<T> : INumberToFormat<T> where T : unmanaged, System.Numerics.IFloatingPoint<T>
{
    public static void Append(T value, RowContext context, DecimalFormatPattern pattern) => pattern.Append(double.CreateChecked(value), context.Buffer);
}

internal readonly struct FormatByDigitsOperation<T, TNumber> : IRowOp<T, int, StringView>
    where T : unmanaged
    where TNumber : struct, INumberToFormat<T>
{
    public static bool Invoke(ref T value, ref int digits, RowContext context, out StringView result)
    {
        result = default;
        if (digits < 0)
        {
            return false;
        }
        context.Buffer.Clear();
        TNumber.Append(value, context, ((NumberFormatCache)context.State!).Get(digits));
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct FormatByPatternOperation<T, TNumber> : IRowOp<T, StringView, StringView>
    where T : unmanaged
    where TNumber : struct, INumberToFormat<T>
{
    public static bool Invoke(ref T value, ref StringView format, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        TNumber.Append(value, context, ((NumberFormatCache)context.State!).Get(StringView.Span(ref format)));
        result = context.TakeBuffer();
        return true;
    }
}
