using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Brings text to a CHAR or VARCHAR length: CHAR pads with blanks, both drop blanks beyond the length and refuse other characters there.</summary>
/// <param name="text">Makes the text.</param>
/// <param name="tries">Longer text becomes NULL instead of an error.</param>
internal sealed unsafe class LengthKernel(CastKernel text, int length, bool pads, bool tries) : CastKernel
{
    private byte[] _padded = [];

    public static LengthKernel Of(CastKernel text, CastSite site) => site.To is CharType fixedLength
        ? new LengthKernel(text, fixedLength.Length, pads: true, site.Mode == EvaluationMode.Try)
        : new LengthKernel(text, ((VarcharType)site.To).Length, pads: false, site.Mode == EvaluationMode.Try);

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
                if (!Fit(StringView.Span(ref view), target.Heap, ref view))
                {
                    ValueCodec.SetNull(target, row);
                }
            }
        }
    }

    private bool Fit(ReadOnlySpan<byte> bytes, StringHeap heap, ref StringView view)
    {
        int count = Text.Utf8Text.CountCodePoints(bytes);
        if (count > length)
        {
            int kept = bytes.Length - (count - length);
            if (kept < 0 || !bytes[kept..].TrimEnd((byte)' ').IsEmpty)
            {
                return tries ? false : throw QueryErrors.ExceedsLength(length);
            }
            view = heap.Add(bytes[..kept]);
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
        return true;
    }
}
