using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Brings text to a CHAR or VARCHAR length: CHAR pads with blanks, both drop blanks beyond the length and refuse other characters there.</summary>
/// <param name="text">Makes the text.</param>
internal sealed unsafe class LengthKernel(CastKernel text, int length, bool pads) : CastKernel
{
    private byte[] _padded = [];

    public static LengthKernel Of(CastKernel text, DataType target) => target is CharType fixedLength
        ? new LengthKernel(text, fixedLength.Length, pads: true)
        : new LengthKernel(text, ((VarcharType)target).Length, pads: false);

    public override void Run(Column source, Selection rows, Column target)
    {
        text.Run(source, rows, target);
        var views = target.Read<StringView>();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (views.IsValid(row))
            {
                ref var view = ref views[row];
                Fit(StringView.Span(ref view), target.Heap, ref view);
            }
        }
    }

    private void Fit(ReadOnlySpan<byte> bytes, StringHeap heap, ref StringView view)
    {
        int count = Text.Utf8Text.CountCodePoints(bytes);
        if (count > length)
        {
            int kept = bytes.Length - (count - length);
            view = kept >= 0 && bytes[kept..].TrimEnd((byte)' ').IsEmpty ? heap.Add(bytes[..kept]) : throw QueryErrors.ExceedsLength(length);
        }
        else if (pads && count < length)
        {
            int size = bytes.Length + length - count;
            if (_padded.Length < size)
            {
                _padded = new byte[size];
            }
            bytes.CopyTo(_padded);
            _padded.AsSpan(bytes.Length, length - count).Fill((byte)' ');
            view = heap.Add(_padded.AsSpan(0, size));
        }
    }
}
