using System.Buffers.Binary;
using Gateway.Compute.Nested;
using Gateway.Compute.Text;
using Gateway.Core.Collations;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Sketches;

/// <summary>Hashes values of one type as sketches do: integers as BIGINT, floating-point as DOUBLE, collated strings by what they compare equal by.</summary>
internal sealed class SketchKey(DataType type)
{
    private const long CanonicalNaN = 0x7ff8000000000000;
    private readonly TextBuffer _bytes = new();
    private readonly KeyBuffer _collationKey = new();
    private readonly Collation? _collation = type is StringType { IsBinaryCollation: false, Collation: { } name } && Collation.TryFind(name, out var found) ? found : null;

    /// <summary>Hashes a value; false when it does not count, which NULL and empty values do not.</summary>
    public bool TryHash(Column column, int row, out (ulong Low, ulong High) hash)
    {
        hash = default;
        if (column.IsNull(row))
        {
            return false;
        }
        switch (type)
        {
            case IntegerType:
                hash = MurmurHash128.Hash(column.Read<int>()[row]);
                return true;
            case LongType:
                hash = MurmurHash128.Hash(column.Read<long>()[row]);
                return true;
            case FloatType:
                hash = MurmurHash128.Hash(Bits(column.Read<float>()[row]));
                return true;
            case DoubleType:
                hash = MurmurHash128.Hash(Bits(column.Read<double>()[row]));
                return true;
            case ArrayType:
                return TryHashArray(column, row, out hash);
            default:
                return TryHashBytes(column, row, out hash);
        }
    }

    private static long Bits(double value) => double.IsNaN(value) ? CanonicalNaN : BitConverter.DoubleToInt64Bits(value == 0 ? 0.0 : value);

    private bool TryHashBytes(Column column, int row, out (ulong Low, ulong High) hash)
    {
        var bytes = StringView.Span(ref column.Read<StringView>()[row]);
        if (_collation is { } collation)
        {
            _collationKey.Clear();
            collation.AppendKey(bytes, _collationKey);
            bytes = _collationKey.Written;
        }
        hash = bytes.IsEmpty ? default : MurmurHash128.Hash(bytes);
        return !bytes.IsEmpty;
    }

    /// <summary>Hashes the elements' bytes; NULL elements are zeros.</summary>
    private bool TryHashArray(Column column, int row, out (ulong Low, ulong High) hash)
    {
        var list = new ListReader(column);
        var span = list[row];
        var elements = list.First;
        bool narrow = type is ArrayType { Element: IntegerType };
        int size = narrow ? 4 : 8;
        _bytes.Clear();
        var bytes = _bytes.Reserve(size * span.Length)[..(size * span.Length)];
        for (int i = 0; i < span.Length; i++)
        {
            int at = span.Offset + i;
            bool isNull = elements.IsNull(at);
            if (narrow)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], isNull ? 0 : elements.Read<int>()[at]);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 * i)..], isNull ? 0 : elements.Read<long>()[at]);
            }
        }
        hash = span.Length == 0 ? default : MurmurHash128.Hash(bytes);
        return span.Length > 0;
    }
}
