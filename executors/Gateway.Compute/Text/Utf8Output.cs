namespace Gateway.Compute.Text;

/// <summary>Appends bytes and numbers to the front of a span that is known to be large enough.</summary>
public ref struct Utf8Output(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }

    public readonly Span<byte> Rest => _destination[Length..];

    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    public void Write(byte value) => _destination[Length++] = value;

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_destination[Length..]);
        Length += text.Length;
    }

    public void WriteNumber(long value) => Length += NumberFormatter.FormatInt64(value, _destination[Length..]);

    /// <summary>Writes a non-negative number with leading zeros up to a width.</summary>
    public void WritePadded(long value, int width)
    {
        int digits = Numerics.PowersOfTen.CountDigits((ulong)value);
        for (; digits < width; digits++)
        {
            Write((byte)'0');
        }

        WriteNumber(value);
    }

    public void Advance(int count) => Length += count;
}
