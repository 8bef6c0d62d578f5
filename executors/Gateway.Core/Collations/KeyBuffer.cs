using System.Text;

namespace Gateway.Core.Collations;

/// <summary>Collects the bytes of a collation key; kept by a worker and cleared for each text.</summary>
public sealed class KeyBuffer
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Gives room behind what is written; <see cref="Advance"/> takes it.</summary>
    public Span<byte> Reserve(int byteCount)
    {
        if (_bytes.Length - _length < byteCount)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_length + byteCount)));
        }
        return _bytes.AsSpan(_length);
    }

    public void Advance(int byteCount) => _length += byteCount;

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(Rune rune) => _length += rune.EncodeToUtf8(Reserve(4));
}
