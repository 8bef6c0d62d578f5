using System.Runtime.InteropServices;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Core.Arrow;

/// <summary>Writes a Spark schema as the metadata of an Arrow schema message.</summary>
/// <remarks>Layout: Arrow's Schema.fbs and Message.fbs, metadata version 5; the type mapping is Spark's.</remarks>
internal static class ArrowSchemaMessage
{
    /// <summary>Arrow metadata key under which Spark keeps a field's metadata as JSON.</summary>
    public const string MetadataKey = "SPARK::metadata::json";
    public const short MetadataVersion = 4;
    public const byte SchemaHeader = 1;
    public const byte RecordBatchHeader = 3;

    /// <summary>Returns the flatbuffer, without the stream's framing.</summary>
    public static byte[] Write(StructType schema, ArrowOptions options)
    {
        var writer = new FlatBufferWriter();
        var names = schema.Fields.Select(static f => f.Name).ToArray();
        int fields = Fields(writer, schema, names, options);
        writer.StartTable();
        writer.WriteOffset(fields);
        writer.Slot(1);
        int header = writer.EndTable();
        writer.StartTable();
        writer.WriteOffset(header);
        writer.Slot(2);
        writer.WriteInt16(MetadataVersion);
        writer.Slot(0);
        writer.WriteInt8(SchemaHeader);
        writer.Slot(1);
        return writer.Finish(writer.EndTable()).ToArray();
    }

    private static int Fields(FlatBufferWriter writer, StructType structure, string[] names, ArrowOptions options)
    {
        var offsets = new int[structure.Fields.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            var member = structure.Fields[i];
            offsets[i] = Field(writer, names[i], member.Type, member.Nullable, member.Metadata, options);
        }
        return writer.Offsets(offsets);
    }

    private static int Field(FlatBufferWriter writer, string name, DataType type, bool nullable, Metadata metadata, ArrowOptions options)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var pairs = new List<int>();
        if (!metadata.IsEmpty)
        {
            pairs.Add(KeyValue(writer, MetadataKey, metadata.Json));
        }
        int children = type switch
        {
            ArrayType array => writer.Offsets([Field(writer, "element", array.Element, array.ContainsNull, Metadata.Empty, options)]),
            MapType map => writer.Offsets([Field(writer, "entries", Entries(map), false, Metadata.Empty, options)]),
            StructType structure => Fields(writer, structure, Distinct(structure), options),
            VariantType => writer.Offsets([Plain(writer, "value", options), Marked(writer, "metadata", [("variant", "true")], options)]),
            SpatialType spatial => writer.Offsets([Field(writer, "srid", IntegerType.Instance, false, Metadata.Empty, options), Marked(writer, "wkb", SpatialMarks(spatial), options)]),
            UserDefinedType user => UserChildren(writer, user, options),
            _ => writer.Offsets([]),
        };
        return Table(writer, name, type is UserDefinedType stored ? stored.SqlType : type, nullable, children, pairs, options);
    }

    private static int UserChildren(FlatBufferWriter writer, UserDefinedType user, ArrowOptions options) => user.SqlType switch
    {
        StructType structure => Fields(writer, structure, Distinct(structure), options),
        ArrayType array => writer.Offsets([Field(writer, "element", array.Element, array.ContainsNull, Metadata.Empty, options)]),
        MapType map => writer.Offsets([Field(writer, "entries", Entries(map), false, Metadata.Empty, options)]),
        _ => writer.Offsets([]),
    };

    private static StructType Entries(MapType map) => new([new StructField("key", map.Key, false), new StructField("value", map.Value, map.ValueContainsNull)]);

    private static (string, string)[] SpatialMarks(SpatialType spatial) =>
        [(spatial.TypeName, "true"), ("srid", spatial.Srid?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "ANY")];

    private static int Plain(FlatBufferWriter writer, string name, ArrowOptions options) => Marked(writer, name, [], options);

    private static int Marked(FlatBufferWriter writer, string name, (string Key, string Value)[] marks, ArrowOptions options) =>
        Table(writer, name, BinaryType.Instance, false, writer.Offsets([]), [.. marks.Select(mark => KeyValue(writer, mark.Key, mark.Value))], options);

    private static int Table(FlatBufferWriter writer, string name, DataType type, bool nullable, int children, List<int> pairs, ArrowOptions options)
    {
        int metadata = pairs.Count == 0 ? 0 : writer.Offsets(CollectionsMarshal.AsSpan(pairs));
        int nameOffset = writer.String(name);
        var (kind, typeOffset) = Type(writer, type, options);
        writer.StartTable();
        writer.WriteOffset(nameOffset);
        writer.Slot(0);
        writer.WriteOffset(typeOffset);
        writer.Slot(3);
        writer.WriteOffset(children);
        writer.Slot(5);
        if (metadata != 0)
        {
            writer.WriteOffset(metadata);
            writer.Slot(6);
        }
        writer.WriteInt8(nullable ? (byte)1 : (byte)0);
        writer.Slot(1);
        writer.WriteInt8((byte)kind);
        writer.Slot(2);
        return writer.EndTable();
    }

    private static int KeyValue(FlatBufferWriter writer, string key, string value)
    {
        int keyOffset = writer.String(key);
        int valueOffset = writer.String(value);
        writer.StartTable();
        writer.WriteOffset(keyOffset);
        writer.Slot(0);
        writer.WriteOffset(valueOffset);
        writer.Slot(1);
        return writer.EndTable();
    }

    private static (ArrowTypeKind Kind, int Offset) Type(FlatBufferWriter writer, DataType type, ArrowOptions options) => type switch
    {
        NullType => (ArrowTypeKind.Null, Empty(writer)),
        BooleanType => (ArrowTypeKind.Bool, Empty(writer)),
        ByteType => (ArrowTypeKind.Int, Integer(writer, 8)),
        ShortType => (ArrowTypeKind.Int, Integer(writer, 16)),
        IntegerType => (ArrowTypeKind.Int, Integer(writer, 32)),
        LongType => (ArrowTypeKind.Int, Integer(writer, 64)),
        FloatType => (ArrowTypeKind.FloatingPoint, Unit(writer, 1)),
        DoubleType => (ArrowTypeKind.FloatingPoint, Unit(writer, 2)),
        DecimalType number => (ArrowTypeKind.Decimal, Decimal(writer, number)),
        StringType or CharType or VarcharType => (options.LargeVarTypes ? ArrowTypeKind.LargeUtf8 : ArrowTypeKind.Utf8, Empty(writer)),
        BinaryType => (options.LargeVarTypes ? ArrowTypeKind.LargeBinary : ArrowTypeKind.Binary, Empty(writer)),
        DateType => (ArrowTypeKind.Date, Unit(writer, 0)),
        TimestampType => (ArrowTypeKind.Timestamp, Timestamp(writer, 2, options.TimeZone)),
        TimestampNtzType => (ArrowTypeKind.Timestamp, Timestamp(writer, 2, null)),
        TimestampNanosType nanos => (ArrowTypeKind.Timestamp, Timestamp(writer, 3, nanos.WithZone ? options.TimeZone : null)),
        TimeType => (ArrowTypeKind.Time, Time(writer)),
        DayTimeIntervalType => (ArrowTypeKind.Duration, Unit(writer, 2)),
        YearMonthIntervalType => (ArrowTypeKind.Interval, Unit(writer, 0)),
        CalendarIntervalType => (ArrowTypeKind.Interval, Unit(writer, 2)),
        ArrayType => (ArrowTypeKind.List, Empty(writer)),
        MapType => (ArrowTypeKind.Map, Empty(writer)),
        StructType or VariantType or SpatialType => (ArrowTypeKind.Struct, Empty(writer)),
        _ => throw new QueryException("UNSUPPORTED_DATATYPE", ("typeName", "\"" + TypeText.Sql(type) + "\"")),
    };

    private static int Empty(FlatBufferWriter writer)
    {
        writer.StartTable();
        return writer.EndTable();
    }

    private static int Integer(FlatBufferWriter writer, int bitWidth)
    {
        writer.StartTable();
        writer.WriteInt32(bitWidth);
        writer.Slot(0);
        writer.WriteInt8(1);
        writer.Slot(1);
        return writer.EndTable();
    }

    private static int Unit(FlatBufferWriter writer, short unit)
    {
        writer.StartTable();
        writer.WriteInt16(unit);
        writer.Slot(0);
        return writer.EndTable();
    }

    private static int Decimal(FlatBufferWriter writer, DecimalType type)
    {
        writer.StartTable();
        writer.WriteInt32(type.Precision);
        writer.Slot(0);
        writer.WriteInt32(type.Scale);
        writer.Slot(1);
        writer.WriteInt32(128);
        writer.Slot(2);
        return writer.EndTable();
    }

    private static int Timestamp(FlatBufferWriter writer, short unit, string? timeZone)
    {
        int zone = timeZone is null ? 0 : writer.String(timeZone);
        writer.StartTable();
        if (timeZone is not null)
        {
            writer.WriteOffset(zone);
            writer.Slot(1);
        }
        writer.WriteInt16(unit);
        writer.Slot(0);
        return writer.EndTable();
    }

    private static int Time(FlatBufferWriter writer)
    {
        writer.StartTable();
        writer.WriteInt32(64);
        writer.Slot(1);
        writer.WriteInt16(3);
        writer.Slot(0);
        return writer.EndTable();
    }

    /// <summary>Numbers the names that occur more than once in a struct: clients cannot hold equal names, and map them back by position.</summary>
    private static string[] Distinct(StructType structure)
    {
        var counts = structure.Fields.GroupBy(static f => f.Name, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. structure.Fields.Select(f =>
        {
            if (counts[f.Name] == 1)
            {
                return f.Name;
            }
            int number = next.GetValueOrDefault(f.Name);
            next[f.Name] = number + 1;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{f.Name}_{number}");
        })];
    }
}

/// <summary>The type codes of Arrow's Schema.fbs that Spark's mapping uses.</summary>
internal enum ArrowTypeKind : byte
{
    Null = 1,
    Int = 2,
    FloatingPoint = 3,
    Binary = 4,
    Utf8 = 5,
    Bool = 6,
    Decimal = 7,
    Date = 8,
    Time = 9,
    Timestamp = 10,
    Interval = 11,
    List = 12,
    Struct = 13,
    Map = 17,
    Duration = 18,
    LargeBinary = 19,
    LargeUtf8 = 20,
}
