using System.Runtime.CompilerServices;
using Gateway.Core.Columns;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes values in the form of literals: a byte that names the form, then the value.</summary>
internal sealed class BoxedValueCodec : Codec<object?>
{
    /// <summary>The forms; the order is the format.</summary>
    private enum Form : byte { Null, False, True, Int8, Int16, Int32, Int64, Float32, Float64, Int128, Text, Binary, Interval, List, Map }

    public override void Write(PlanWriter writer, object? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null:
                Start(writer, Form.Null);
                break;
            case bool flag:
                Start(writer, flag ? Form.True : Form.False);
                break;
            case sbyte number:
                Start(writer, Form.Int8);
                writer.Fixed(number);
                break;
            case short number:
                Start(writer, Form.Int16);
                writer.Signed(number);
                break;
            case int number:
                Start(writer, Form.Int32);
                writer.Signed(number);
                break;
            case long number:
                Start(writer, Form.Int64);
                writer.Signed(number);
                break;
            case float number:
                Start(writer, Form.Float32);
                writer.Fixed(number);
                break;
            case double number:
                Start(writer, Form.Float64);
                writer.Fixed(number);
                break;
            case Int128 number:
                Start(writer, Form.Int128);
                writer.Fixed(number);
                break;
            case string text:
                Start(writer, Form.Text);
                writer.Text(text);
                break;
            case byte[] bytes:
                Start(writer, Form.Binary);
                writer.Count(bytes.Length);
                writer.Bytes(bytes);
                break;
            case CalendarInterval interval:
                Start(writer, Form.Interval);
                writer.Signed(interval.Months);
                writer.Signed(interval.Days);
                writer.Signed(interval.Microseconds);
                break;
            case object?[] values:
                Start(writer, Form.List);
                WriteList(writer, values);
                break;
            case BoxedMap map:
                Start(writer, Form.Map);
                WriteList(writer, map.Keys);
                WriteList(writer, map.Values);
                break;
            default:
                throw new NotSupportedException($"a {value.GetType()} is not a value of a plan");
        }
    }

    public override object? Read(PlanReader reader)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new PlanFormatException("a value is nested too deeply");
        }
        byte form = reader.Byte();
        return (Form)form switch
        {
            Form.Null => null,
            Form.False => false,
            Form.True => true,
            Form.Int8 => reader.Fixed<sbyte>(),
            Form.Int16 => checked((short)reader.Signed()),
            Form.Int32 => checked((int)reader.Signed()),
            Form.Int64 => reader.Signed(),
            Form.Float32 => reader.Fixed<float>(),
            Form.Float64 => reader.Fixed<double>(),
            Form.Int128 => reader.Fixed<Int128>(),
            Form.Text => reader.Text(),
            Form.Binary => reader.Bytes(reader.Count(1)).ToArray(),
            Form.Interval => new CalendarInterval(checked((int)reader.Signed()), checked((int)reader.Signed()), reader.Signed()),
            Form.List => ReadList(reader),
            Form.Map => ReadMap(reader),
            _ => throw new PlanFormatException($"{form} is no form of a value"),
        };
    }

    private static void Start(PlanWriter writer, Form form) => writer.Byte((byte)form);

    private void WriteList(PlanWriter writer, object?[] values)
    {
        writer.Count(values.Length);
        foreach (object? value in values)
        {
            Write(writer, value);
        }
    }

    internal object?[] ReadList(PlanReader reader)
    {
        int count = reader.Count(1);
        var values = new List<object?>(Math.Min(count, 64));
        for (int i = 0; i < count; i++)
        {
            values.Add(Read(reader));
        }
        return [.. values];
    }

    private BoxedMap ReadMap(PlanReader reader)
    {
        object?[] keys = ReadList(reader);
        object?[] values = ReadList(reader);
        return keys.Length == values.Length ? new BoxedMap(keys, values) : throw new PlanFormatException("a map has more keys than values, or fewer");
    }
}

/// <summary>Writes rows of values in the form of literals.</summary>
internal sealed class BoxedRowCodec : Codec<object?[]>
{
    private readonly BoxedValueCodec _value = new();

    public override void Write(PlanWriter writer, object?[] value) => _value.Write(writer, value);

    public override object?[] Read(PlanReader reader) => _value.Read(reader) as object?[] ?? throw new PlanFormatException("a value stands where a row belongs");
}
