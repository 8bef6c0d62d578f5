using Gateway.Compute.Expressions;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes booleans as 0 and 1.</summary>
internal sealed class BooleanCodec : Codec<bool>
{
    public override void Write(PlanWriter writer, bool value) => writer.Byte(value ? (byte)1 : (byte)0);

    public override bool Read(PlanReader reader) => reader.Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw new PlanFormatException("a boolean is neither true nor false"),
    };
}

internal sealed class ByteCodec : Codec<byte>
{
    public override void Write(PlanWriter writer, byte value) => writer.Byte(value);
    public override byte Read(PlanReader reader) => reader.Byte();
}

internal sealed class Int32Codec : Codec<int>
{
    public override void Write(PlanWriter writer, int value) => writer.Signed(value);

    public override int Read(PlanReader reader)
    {
        long value = reader.Signed();
        return value == (int)value ? (int)value : throw new PlanFormatException("a number has too many bits");
    }
}

internal sealed class Int64Codec : Codec<long>
{
    public override void Write(PlanWriter writer, long value) => writer.Signed(value);
    public override long Read(PlanReader reader) => reader.Signed();
}

/// <summary>Writes the bits of a double.</summary>
internal sealed class DoubleCodec : Codec<double>
{
    public override void Write(PlanWriter writer, double value) => writer.Fixed(value);
    public override double Read(PlanReader reader) => reader.Fixed<double>();
}

internal sealed class NameCodec : Codec<string>
{
    public override void Write(PlanWriter writer, string value) => writer.Name(value);
    public override string Read(PlanReader reader) => reader.RequiredName();
}

internal sealed class OptionalNameCodec : Codec<string?>
{
    public override void Write(PlanWriter writer, string? value) => writer.Name(value);
    public override string? Read(PlanReader reader) => reader.Name();
}

internal sealed class ExpressionIdCodec : Codec<ExpressionId>
{
    public override void Write(PlanWriter writer, ExpressionId value) => writer.Id(value);
    public override ExpressionId Read(PlanReader reader) => reader.Id();
}

/// <summary>Writes members of an enumeration by name.</summary>
internal sealed class EnumCodec<T> : Codec<T> where T : struct, Enum
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<T, string> _names = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, T> _values = new(StringComparer.Ordinal);

    public override void Write(PlanWriter writer, T value) => writer.Name(_names.GetOrAdd(value, static value => value.ToString()));

    public override T Read(PlanReader reader)
    {
        string name = reader.RequiredName();
        if (_values.TryGetValue(name, out var value))
        {
            return value;
        }
        // Numbers parse too; they print as names where they are one.
        if (!Enum.TryParse(name, out value) || value.ToString() != name || char.IsAsciiDigit(name[0]) || name[0] == '-')
        {
            throw new PlanFormatException($"{name} is not one of {typeof(T).Name}");
        }
        _values.TryAdd(name, value);
        return value;
    }
}
