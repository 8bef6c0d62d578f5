using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Collects a plan's bytes. Names and objects that come again are written as their number.</summary>
/// <remarks>
/// Numbers are LEB128, signed ones in zigzag form. A reference is 0 for null, 2n + 1 for the n-th object that was completed, else 2(n + 1) for a
/// new object of the n-th record shape; a shape that is new is described by its name and its members' names. A name is 0 for null, n + 2 for the
/// n-th name, or 1 and a text. A text is twice its byte count in UTF-8, or twice its byte count in UTF-16 plus 1 where it is no valid Unicode.
/// </remarks>
internal sealed class PlanWriter
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<object, int> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DataType, int> _types = [];
    private readonly Dictionary<RecordShape, int> _shapes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ExpressionId, int> _ids = [];
    private byte[] _bytes = new byte[4096];
    private int _count;
    private int _objectCount;

    public byte[] ToArray() => _bytes.AsSpan(0, _count).ToArray();

    public void Byte(byte value)
    {
        if (_count == _bytes.Length)
        {
            Grow(1);
        }
        _bytes[_count++] = value;
    }

    public void Number(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    public void Count(int count) => Number((ulong)count);

    /// <summary>Writes a value's own bytes.</summary>
    public void Fixed<T>(T value) where T : unmanaged
    {
        Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _count)
        {
            Grow(bytes.Length);
        }
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Writes a text that may come again.</summary>
    public void Name(string? name)
    {
        if (name is null)
        {
            Byte(0);
            return;
        }
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out bool isKnown);
        if (isKnown)
        {
            Number((ulong)number + 2);
            return;
        }
        number = _names.Count - 1;
        Byte(1);
        Text(name);
    }

    public void Text(string text)
    {
        // Texts with half of a surrogate pair have no UTF-8 form that leads back.
        if (HasLoneSurrogate(text))
        {
            Number((ulong)text.Length * 4 + 1);
            Bytes(MemoryMarshal.AsBytes(text.AsSpan()));
            return;
        }
        int length = Encoding.UTF8.GetByteCount(text);
        Number((ulong)length * 2);
        if (length > _bytes.Length - _count)
        {
            Grow(length);
        }
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
    }

    /// <summary>Writes ids as their order of appearance: they are numbers of this process.</summary>
    public void Id(ExpressionId id)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, id, out bool isKnown);
        number = isKnown ? number : _ids.Count - 1;
        Count(number);
    }

    /// <exception cref="NotSupportedException">The object is of a type that plans do not consist of.</exception>
    public void Reference(object? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }
        // Equal types are one type; other equal objects may be different work.
        var type = value as DataType;
        if (type is not null ? _types.TryGetValue(type, out int number) : _objects.TryGetValue(value, out number))
        {
            Number((ulong)number * 2 + 1);
            return;
        }
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var shape = PlanTypes.ShapeOf(value.GetType()) ?? throw new NotSupportedException($"{value.GetType()} cannot be part of a plan's bytes");
        Shape(shape);
        shape.Write(this, value);
        number = _objectCount++;
        if (type is not null)
        {
            _types.Add(type, number);
        }
        else
        {
            _objects.Add(value, number);
        }
    }

    private void Shape(RecordShape shape)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_shapes, shape, out bool isKnown);
        number = isKnown ? number : _shapes.Count - 1;
        Number(((ulong)number + 1) * 2);
        if (!isKnown)
        {
            Name(shape.Name);
            Count(shape.Members.Length);
            foreach (string member in shape.Members)
            {
                Name(member);
            }
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        int index = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; index >= 0 && index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]))
            {
                if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                {
                    return true;
                }
                index++;
            }
        }
        return false;
    }

    private void Grow(int byteCount) => Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_count + byteCount, _bytes.Length * 2L)));
}
