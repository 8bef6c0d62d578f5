using System.Collections.Immutable;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes objects of any record shape that the static type admits.</summary>
internal sealed class ReferenceCodec<T> : Codec<T> where T : class
{
    public override void Write(PlanWriter writer, T value) => writer.Reference(value);
    public override T Read(PlanReader reader) => reader.Required<T>();
}

internal sealed class OptionalReferenceCodec<T> : Codec<T?> where T : class
{
    public override void Write(PlanWriter writer, T? value) => writer.Reference(value);
    public override T? Read(PlanReader reader) => reader.Reference<T>();
}

/// <summary>Writes whether there is a value, and the value.</summary>
internal sealed class NullableCodec<T>(Codec<T> inner) : Codec<T?> where T : struct
{
    public override void Write(PlanWriter writer, T? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } present)
        {
            inner.Write(writer, present);
        }
    }

    public override T? Read(PlanReader reader) => reader.Byte() switch
    {
        0 => null,
        1 => inner.Read(reader),
        _ => throw new PlanFormatException("a value is neither there nor missing"),
    };
}

/// <summary>Writes 0 for a default array, else the length plus 1 and the elements.</summary>
internal sealed class ImmutableArrayCodec<T>(Codec<T> element) : Codec<ImmutableArray<T>>
{
    /// <summary>Longer arrays grow as elements come, so that a wrong length costs nothing.</summary>
    private const int TrustedLength = 64;

    public override void Write(PlanWriter writer, ImmutableArray<T> value)
    {
        writer.Count(value.IsDefault ? 0 : value.Length + 1);
        for (int i = 0; !value.IsDefault && i < value.Length; i++)
        {
            element.Write(writer, value[i]);
        }
    }

    public override ImmutableArray<T> Read(PlanReader reader)
    {
        ulong code = reader.Number();
        if (code <= 1)
        {
            return code == 0 ? default : [];
        }
        int length = code - 1 <= (ulong)reader.Remaining ? (int)(code - 1) : throw new PlanFormatException($"{code - 1} items cannot be in the {reader.Remaining} bytes that are left");
        var builder = ImmutableArray.CreateBuilder<T>(Math.Min(length, TrustedLength));
        for (int i = 0; i < length; i++)
        {
            builder.Add(element.Read(reader));
        }
        return builder.DrainToImmutable();
    }
}

internal sealed class PairCodec<T1, T2>(Codec<T1> first, Codec<T2> second) : Codec<(T1, T2)>
{
    public override void Write(PlanWriter writer, (T1, T2) value)
    {
        first.Write(writer, value.Item1);
        second.Write(writer, value.Item2);
    }

    public override (T1, T2) Read(PlanReader reader) => (first.Read(reader), second.Read(reader));
}

/// <summary>Writes texts by key.</summary>
internal sealed class TextsCodec : Codec<IReadOnlyDictionary<string, string>>
{
    public override void Write(PlanWriter writer, IReadOnlyDictionary<string, string> value)
    {
        writer.Count(value.Count);
        foreach (var (key, text) in value)
        {
            writer.Name(key);
            writer.Name(text);
        }
    }

    public override IReadOnlyDictionary<string, string> Read(PlanReader reader)
    {
        int count = reader.Count(2);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string key = reader.RequiredName();
            if (!texts.TryAdd(key, reader.RequiredName()))
            {
                throw new PlanFormatException($"{key} is set twice");
            }
        }
        return texts;
    }
}

/// <summary>Writes the members of a value type one after another.</summary>
internal sealed class StructCodec<T> : Codec<T> where T : struct
{
    private readonly RecordMembers<T> _members = new();

    public override void Write(PlanWriter writer, T value) => _members.Write(writer, value);
    public override T Read(PlanReader reader) => _members.Read(reader);
}
