using System.Buffers.Binary;
using Gateway.Core.Types;
using Gateway.Storage.Parquet.Format;
using Gateway.Storage.Parquet.Schema;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.Parquet;

/// <summary>Reads a column chunk's statistics as bounds in the form of literals.</summary>
internal static class ChunkRanges
{
    public static ColumnRange? Of(LeafShape leaf, ColumnChunkMetadata chunk)
    {
        if (chunk.Statistics is not { } statistics)
        {
            return null;
        }
        object? minimum = Value(leaf, statistics.Min, statistics.IsOrdered);
        object? maximum = Value(leaf, statistics.Max, statistics.IsOrdered);
        if (minimum is double or float && (IsNaN(minimum) || maximum is null || IsNaN(maximum)))
        {
            (minimum, maximum) = (null, null);
        }
        return new ColumnRange(minimum, maximum, statistics.NullCount);
    }

    /// <summary>Widens bounds to those of both; what one side does not know is unknown.</summary>
    public static ColumnRange? Union(ColumnRange? left, ColumnRange? right)
    {
        if (left is null || right is null)
        {
            return null;
        }
        return new ColumnRange(Pick(left.Minimum, right.Minimum, -1), Pick(left.Maximum, right.Maximum, 1), left.NullCount + right.NullCount);
    }

    private static object? Pick(object? left, object? right, int sign)
    {
        int? order = (left, right) switch
        {
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            (IComparable a, not null) => a.CompareTo(right),
            _ => null,
        };
        return order is null ? null : order * sign > 0 ? left : right;
    }

    private static bool IsNaN(object value) => value is double number ? double.IsNaN(number) : float.IsNaN((float)value);

    /// <summary>Decodes one bound; null where its meaning is uncertain. Strings come as UTF-8 bytes, possibly cut short.</summary>
    private static object? Value(LeafShape leaf, byte[]? bytes, bool isOrdered)
    {
        if (bytes is null)
        {
            return null;
        }
        var element = leaf.Node.Element;
        switch (element.Type)
        {
            case ParquetPhysical.Int32 when bytes.Length == 4:
                int number = BinaryPrimitives.ReadInt32LittleEndian(bytes);
                return leaf.Type switch
                {
                    ByteType when element.Logical.FitsSigned(8) => (sbyte)number,
                    ShortType when element.Logical.FitsSigned(16) => (short)number,
                    IntegerType when !element.Logical.IsUnsigned => number,
                    DateType => number,
                    YearMonthIntervalType => number,
                    LongType when !element.Logical.IsUnsigned => (long)number,
                    DecimalType target when element.Logical.Kind == LogicalKind.Decimal => number * Columns.ConverterSelection.Factor(element, target),
                    _ => null,
                };
            case ParquetPhysical.Int64 when bytes.Length == 8:
                long large = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                return leaf.Type switch
                {
                    LongType when element.Logical.Kind is LogicalKind.None or LogicalKind.Integer => large,
                    TimestampType or TimestampNtzType when element.Logical.Unit == ParquetTimeUnit.Microseconds => large,
                    TimestampType or TimestampNtzType when element.Logical.Unit == ParquetTimeUnit.Milliseconds && Math.Abs(large) < long.MaxValue / 1000 => large * 1000,
                    DayTimeIntervalType => large,
                    DecimalType target when element.Logical.Kind == LogicalKind.Decimal => large * Columns.ConverterSelection.Factor(element, target),
                    _ => null,
                };
            case ParquetPhysical.Float when bytes.Length == 4 && leaf.Type is FloatType:
                float single = BinaryPrimitives.ReadSingleLittleEndian(bytes);
                return single;
            case ParquetPhysical.Double when bytes.Length == 8 && leaf.Type is DoubleType:
                double real = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                return real;
            case ParquetPhysical.Boolean when bytes.Length == 1 && leaf.Type is BooleanType:
                return bytes[0] != 0;
            case ParquetPhysical.ByteArray when isOrdered && leaf.Type is StringType { IsBinaryCollation: true } or BinaryType:
                return bytes;
            default:
                return null;
        }
    }
}
