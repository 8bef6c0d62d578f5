using Gateway.Core.Types;
using Gateway.Storage.Parquet.Format;

namespace Gateway.Storage.Parquet.Columns;

/// <summary>Finds how a leaf's physical values become a Spark type, the file's own or a wider one that was asked for.</summary>
internal static class ConverterSelection
{
    /// <summary>Tells whether values of the field can be read as the type.</summary>
    public static bool CanRead(SchemaElement element, DataType type) => element.Type == ParquetPhysical.ByteArray
        ? type is StringType or BinaryType or CharType or VarcharType || (type is DecimalType target && IsDecimal(element, target))
        : TryFind(element, type) is not null;

    /// <summary>Gives the converter of a fixed-width physical type, or null where Spark refuses the combination.</summary>
    public static ValueConverter? TryFind(SchemaElement element, DataType type)
    {
        var logical = element.Logical;
        bool isUnsigned = logical.IsUnsigned;
        return (element.Type, type) switch
        {
            (_, NullType) => new CopyConverter(0),
            (ParquetPhysical.Boolean, BooleanType) => new CopyConverter(1),
            (ParquetPhysical.Int32, ByteType) when IsInteger(logical) => new MapConverter<int, sbyte, IntToSByte>(),
            (ParquetPhysical.Int32, ShortType) when IsInteger(logical) => new MapConverter<int, short, IntToShort>(),
            (ParquetPhysical.Int32, IntegerType) when IsInteger(logical) => new CopyConverter(4),
            (ParquetPhysical.Int32, DateType) when logical.Kind == LogicalKind.Date => new CopyConverter(4),
            (ParquetPhysical.Int32, TimestampNtzType) when logical.Kind == LogicalKind.Date => new ScaleConverter<int>(86_400_000_000),
            (ParquetPhysical.Int32, YearMonthIntervalType) => new CopyConverter(4),
            (ParquetPhysical.Int32, LongType) when isUnsigned && logical.BitWidth == 32 => new MapConverter<uint, long, UIntToLong>(),
            (ParquetPhysical.Int32, LongType) when IsInteger(logical) => new MapConverter<int, long, IntToLong>(),
            (ParquetPhysical.Int32, DoubleType) when IsInteger(logical) => new MapConverter<int, double, IntToDouble>(),
            (ParquetPhysical.Int32, DecimalType target) when IsDecimal(element, target) => Decimal<int>(element, target),
            (ParquetPhysical.Int64, LongType) when IsInteger(logical) || logical is { Kind: LogicalKind.Timestamp, Unit: ParquetTimeUnit.Nanoseconds } => new CopyConverter(8),
            (ParquetPhysical.Int64, DecimalType { Precision: 20, Scale: 0 }) when isUnsigned => new MapConverter<ulong, Int128, ULongToInt128>(),
            (ParquetPhysical.Int64, DecimalType target) when IsDecimal(element, target) => Decimal<long>(element, target),
            (ParquetPhysical.Int64, TimestampType or TimestampNtzType) when logical.Kind == LogicalKind.Timestamp => Units(logical.Unit, ParquetTimeUnit.Microseconds),
            (ParquetPhysical.Int64, TimeType) when logical.Kind == LogicalKind.Time => Units(logical.Unit, ParquetTimeUnit.Nanoseconds),
            (ParquetPhysical.Int64, DayTimeIntervalType) => new CopyConverter(8),
            (ParquetPhysical.Int96, TimestampType or TimestampNtzType) => new Int96Converter(),
            (ParquetPhysical.Float, FloatType) => new CopyConverter(4),
            (ParquetPhysical.Float, DoubleType) => new MapConverter<float, double, FloatToDouble>(),
            (ParquetPhysical.Double, DoubleType) => new CopyConverter(8),
            (ParquetPhysical.FixedLenByteArray, FloatType) when logical.Kind == LogicalKind.Float16 && element.TypeLength == 2 => new MapConverter<Half, float, HalfToFloat>(),
            (ParquetPhysical.FixedLenByteArray, BinaryType) when logical.Kind is LogicalKind.None or LogicalKind.Uuid => new FixedBytesConverter(element.TypeLength),
            (ParquetPhysical.FixedLenByteArray, DecimalType target) when IsDecimal(element, target) =>
                new BigEndianConverter(element.TypeLength, target.Physical == PhysicalType.Int128, Factor(element, target)),
            _ => null,
        };
    }

    /// <summary>Gives the factor from the file's decimal scale to the wanted one.</summary>
    public static Int128 Factor(SchemaElement element, DecimalType target)
    {
        var factor = Int128.One;
        for (int i = element.Logical.Kind == LogicalKind.Decimal ? element.Logical.Scale : 0; i < target.Scale; i++)
        {
            factor *= 10;
        }
        return factor;
    }

    /// <summary>Gets the bytes a plain value takes; 0 for byte arrays.</summary>
    public static int Width(SchemaElement element) => element.Type switch
    {
        ParquetPhysical.Boolean => 1,
        ParquetPhysical.Int32 or ParquetPhysical.Float => 4,
        ParquetPhysical.Int64 or ParquetPhysical.Double => 8,
        ParquetPhysical.Int96 => 12,
        ParquetPhysical.FixedLenByteArray => element.TypeLength,
        _ => 0,
    };

    private static bool IsInteger(LogicalAnnotation logical) => logical.Kind is LogicalKind.None or LogicalKind.Integer;

    /// <summary>Tells whether the target keeps all digits: scale and whole digits at least the file's.</summary>
    private static bool IsDecimal(SchemaElement element, DecimalType target)
    {
        var logical = element.Logical;
        if (logical.Kind == LogicalKind.Decimal)
        {
            return target.Scale >= logical.Scale && target.Precision - target.Scale >= logical.Precision - logical.Scale;
        }
        int digits = element.Type == ParquetPhysical.Int32 ? 10 : 20;
        return element.Type is ParquetPhysical.Int32 or ParquetPhysical.Int64 && IsInteger(logical) && target.Precision - target.Scale >= digits;
    }

    private static ValueConverter Decimal<T>(SchemaElement element, DecimalType target) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var factor = Factor(element, target);
        return target.Physical == PhysicalType.Int128 ? new WideScaleConverter<T>(factor)
            : factor == 1 && element.Type == ParquetPhysical.Int64 ? new CopyConverter(8)
            : new ScaleConverter<T>((long)factor);
    }

    private static ValueConverter Units(ParquetTimeUnit from, ParquetTimeUnit to)
    {
        long[] perSecond = [0, 1_000, 1_000_000, 1_000_000_000];
        long factor = perSecond[(int)to] / perSecond[(int)from];
        return from == to ? new CopyConverter(8) : factor > 0 ? new ScaleConverter<long>(factor) : new DivideConverter(perSecond[(int)from] / perSecond[(int)to]);
    }
}
