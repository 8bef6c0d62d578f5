using Gateway.Core.Types;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Gateway.Storage.Parquet.Writing;

/// <summary>Gives the Parquet schema of a Spark schema, and the path to every leaf. Semantics: Spark's SparkToParquetSchemaConverter.</summary>
internal static class ParquetSchemaWriter
{
    public static (GroupNode Root, List<LeafWriter> Leaves) Write(StructType schema)
    {
        var leaves = new List<LeafWriter>();
        var nodes = new Node[schema.Fields.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            var member = schema.Fields[i];
            nodes[i] = Field(member.Name, member.Type, member.Nullable, i, [new LeafStep(-1, member.Nullable, false)], leaves);
        }
        return (new GroupNode("spark_schema", Repetition.Required, nodes, null!), leaves);
    }

    private static Node Field(string name, DataType type, bool nullable, int column, LeafStep[] path, List<LeafWriter> leaves)
    {
        var repetition = nullable ? Repetition.Optional : Repetition.Required;
        switch (type)
        {
            case UserDefinedType user:
                return Field(name, user.SqlType, nullable, column, path, leaves);
            case ArrayType array:
                LeafStep[] list = [.. path[..^1], path[^1] with { IsRepeated = true }];
                var element = Field("element", array.Element, array.ContainsNull, column, [.. list, new LeafStep(0, array.ContainsNull, false)], leaves);
                return new GroupNode(name, repetition, [new GroupNode("list", Repetition.Repeated, [element], null!)], LogicalType.List());
            case MapType map:
                LeafStep[] entries = [.. path[..^1], path[^1] with { IsRepeated = true }];
                var key = Field("key", map.Key, false, column, [.. entries, new LeafStep(0, false, false)], leaves);
                var value = Field("value", map.Value, map.ValueContainsNull, column, [.. entries, new LeafStep(1, map.ValueContainsNull, false)], leaves);
                return new GroupNode(name, repetition, [new GroupNode("key_value", Repetition.Repeated, [key, value], null!)], LogicalType.Map());
            case StructType structure:
                return Group(name, structure, repetition, column, path, leaves);
            case VariantType:
                return Group(name, VariantType.Storage, repetition, column, path, leaves);
            case SpatialType:
                return Group(name, SpatialType.Storage, repetition, column, path, leaves);
            default:
                leaves.Add(LeafWriter.Create(type, column, path));
                var (logical, physical, length) = Leaf(type);
                return new PrimitiveNode(name, repetition, logical, physical, length);
        }
    }

    private static GroupNode Group(string name, StructType structure, Repetition repetition, int column, LeafStep[] path, List<LeafWriter> leaves)
    {
        var fields = new Node[structure.Fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            var member = structure.Fields[i];
            fields[i] = Field(member.Name, member.Type, member.Nullable, column, [.. path, new LeafStep(i, member.Nullable, false)], leaves);
        }
        return new GroupNode(name, repetition, fields, null!);
    }

    private static (LogicalType Logical, ParquetSharp.PhysicalType Physical, int Length) Leaf(DataType type) => type switch
    {
        NullType => (LogicalType.Null(), ParquetSharp.PhysicalType.Int32, -1),
        BooleanType => (LogicalType.None(), ParquetSharp.PhysicalType.Boolean, -1),
        ByteType => (LogicalType.Int(8, true), ParquetSharp.PhysicalType.Int32, -1),
        ShortType => (LogicalType.Int(16, true), ParquetSharp.PhysicalType.Int32, -1),
        IntegerType or YearMonthIntervalType => (LogicalType.None(), ParquetSharp.PhysicalType.Int32, -1),
        LongType or DayTimeIntervalType => (LogicalType.None(), ParquetSharp.PhysicalType.Int64, -1),
        FloatType => (LogicalType.None(), ParquetSharp.PhysicalType.Float, -1),
        DoubleType => (LogicalType.None(), ParquetSharp.PhysicalType.Double, -1),
        StringType or CharType or VarcharType => (LogicalType.String(), ParquetSharp.PhysicalType.ByteArray, -1),
        BinaryType => (LogicalType.None(), ParquetSharp.PhysicalType.ByteArray, -1),
        DateType => (LogicalType.Date(), ParquetSharp.PhysicalType.Int32, -1),
        TimestampType => (LogicalType.Timestamp(true, TimeUnit.Micros), ParquetSharp.PhysicalType.Int64, -1),
        TimestampNtzType => (LogicalType.Timestamp(false, TimeUnit.Micros), ParquetSharp.PhysicalType.Int64, -1),
        TimeType { Precision: <= 6 } => (LogicalType.Time(false, TimeUnit.Micros), ParquetSharp.PhysicalType.Int64, -1),
        TimeType => (LogicalType.Time(false, TimeUnit.Nanos), ParquetSharp.PhysicalType.Int64, -1),
        DecimalType { Precision: <= 9 } number => (LogicalType.Decimal(number.Precision, number.Scale), ParquetSharp.PhysicalType.Int32, -1),
        DecimalType { Precision: <= 18 } number => (LogicalType.Decimal(number.Precision, number.Scale), ParquetSharp.PhysicalType.Int64, -1),
        DecimalType number => (LogicalType.Decimal(number.Precision, number.Scale), ParquetSharp.PhysicalType.FixedLenByteArray, DecimalBytes(number.Precision)),
        _ => throw new System.Diagnostics.UnreachableException(type.TypeName),
    };

    /// <summary>Gives the least number of bytes that hold all unscaled values of a precision.</summary>
    public static int DecimalBytes(int precision)
    {
        var limit = System.Numerics.BigInteger.Pow(10, precision) - 1;
        int bytes = 1;
        while (System.Numerics.BigInteger.Pow(2, 8 * bytes - 1) - 1 < limit)
        {
            bytes++;
        }
        return bytes;
    }
}
