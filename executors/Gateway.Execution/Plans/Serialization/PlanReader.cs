using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Memory;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Reads what a <see cref="PlanWriter"/> wrote. The bytes are not trusted: every count is held against the bytes that are left.</summary>
/// <param name="pool">Where memory of rows in the plan comes from.</param>
internal sealed class PlanReader(ReadOnlyMemory<byte> bytes, MemoryPool pool)
{
    private readonly List<string> _names = [];
    private readonly List<object> _objects = [];
    private readonly List<RecordShape> _shapes = [];
    private readonly List<ExpressionId> _ids = [];
    private int _position;

    public MemoryPool Pool => pool;

    /// <summary>Gets what the plan owns of what was read so far.</summary>
    public List<IDisposable> Owned { get; } = [];

    public int Remaining => bytes.Length - _position;

    public byte Byte() => _position < bytes.Length ? bytes.Span[_position++] : throw Cut();

    public ulong Number()
    {
        var left = bytes.Span[_position..];
        ulong value = 0;
        for (int i = 0; i < left.Length && i < 10; i++)
        {
            ulong digit = left[i];
            value |= (digit & 0x7F) << (7 * i);
            if (digit < 0x80)
            {
                _position += i + 1;
                return i == 9 && digit > 1 ? throw new PlanFormatException("a number has too many bits") : value;
            }
        }
        throw left.Length >= 10 ? new PlanFormatException("a number has too many bits") : Cut();
    }

    public long Signed()
    {
        ulong value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads how many things follow, of which each takes a number of bytes at least.</summary>
    public int Count(int bytesEach)
    {
        ulong count = Number();
        return count <= (ulong)(Remaining / bytesEach) ? (int)count : throw new PlanFormatException($"{count} items cannot be in the {Remaining} bytes that are left");
    }

    public T Fixed<T>() where T : unmanaged => MemoryMarshal.Read<T>(Bytes(Unsafe.SizeOf<T>()));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Remaining)
        {
            throw Cut();
        }
        var span = bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }

    public string? Name()
    {
        ulong code = Number();
        if (code == 0)
        {
            return null;
        }
        if (code > 1)
        {
            return code - 2 < (ulong)_names.Count ? _names[(int)(code - 2)] : throw new PlanFormatException("a name is referred to before it comes");
        }
        string name = Text();
        _names.Add(name);
        return name;
    }

    public string RequiredName() => Name() ?? throw Missing("text");

    public string Text()
    {
        ulong code = Number();
        if (code / 2 > (ulong)Remaining)
        {
            throw Cut();
        }
        var text = Bytes((int)(code / 2));
        if (code % 2 == 0)
        {
            return Encoding.UTF8.GetString(text);
        }
        return text.Length % 2 == 0 ? new string(MemoryMarshal.Cast<byte, char>(text)) : throw new PlanFormatException("a text ends within a character");
    }

    /// <summary>Reads an id as a new id of this process, the same for every appearance.</summary>
    public ExpressionId Id()
    {
        ulong number = Number();
        if (number == (ulong)_ids.Count)
        {
            _ids.Add(ExpressionId.Next());
        }
        return number < (ulong)_ids.Count ? _ids[(int)number] : throw new PlanFormatException("an id is referred to before it comes");
    }

    public T Required<T>() where T : class => Reference<T>() ?? throw Missing(typeof(T).Name);

    public T? Reference<T>() where T : class
    {
        ulong code = Number();
        if (code == 0)
        {
            return null;
        }
        if (code % 2 == 1)
        {
            return code / 2 >= (ulong)_objects.Count ? throw new PlanFormatException("an object is referred to before it comes")
                : _objects[(int)(code / 2)] as T ?? throw new PlanFormatException($"a {_objects[(int)(code / 2)].GetType().Name} stands where a {typeof(T).Name} belongs");
        }
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new PlanFormatException("it is nested too deeply");
        }
        var shape = Shape(code / 2 - 1);
        if (!shape.Type.IsAssignableTo(typeof(T)))
        {
            throw new PlanFormatException($"a {shape.Name} stands where a {typeof(T).Name} belongs");
        }
        object value = shape.Read(this);
        _objects.Add(value);
        return (T)value;
    }

    public void ExpectEnd()
    {
        if (Remaining > 0)
        {
            throw new PlanFormatException($"{Remaining} bytes follow its end");
        }
    }

    private RecordShape Shape(ulong number)
    {
        if (number < (ulong)_shapes.Count)
        {
            return _shapes[(int)number];
        }
        if (number > (ulong)_shapes.Count)
        {
            throw new PlanFormatException("a shape is referred to before it comes");
        }
        string name = RequiredName();
        var shape = PlanTypes.Find(name) ?? throw new PlanFormatException($"{name} is not known");
        var members = new string[Count(1)];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = RequiredName();
        }
        if (!members.AsSpan().SequenceEqual(shape.Members.AsSpan()))
        {
            throw new PlanFormatException($"{name} has the members {string.Join(", ", members)} there and {string.Join(", ", shape.Members)} here");
        }
        _shapes.Add(shape);
        return shape;
    }

    private static PlanFormatException Missing(string what) => new($"a {what} is missing");

    private static PlanFormatException Cut() => new("it ends too early");
}
