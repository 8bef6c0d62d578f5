using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Groups types that share their rules for casts and coercion. Flags, so that sets of them are one word.</summary>
[Flags]
internal enum TypeClass
{
    None = 0,
    Null = 1 << 0,
    Boolean = 1 << 1,
    Integral = 1 << 2,
    Fractional = 1 << 3,
    Decimal = 1 << 4,
    /// <summary>STRING of any collation, CHAR and VARCHAR.</summary>
    String = 1 << 5,
    Binary = 1 << 6,
    Date = 1 << 7,
    Timestamp = 1 << 8,
    TimestampNtz = 1 << 9,
    Time = 1 << 10,
    /// <summary>Nanosecond timestamps, with and without zone.</summary>
    Nanos = 1 << 11,
    Spatial = 1 << 12,
    YearMonth = 1 << 13,
    DayTime = 1 << 14,
    Calendar = 1 << 15,
    Array = 1 << 16,
    Map = 1 << 17,
    Struct = 1 << 18,
    Variant = 1 << 19,
    User = 1 << 20,

    Numeric = Integral | Fractional | Decimal,
    AnyInterval = YearMonth | DayTime | Calendar,
    Nested = Array | Map | Struct,
    /// <summary>Types on the calendar that convert into one another.</summary>
    DateTime = Date | Timestamp | TimestampNtz | Time | Nanos,
}

internal static class TypeClasses
{
    public static TypeClass Of(DataType type) => type switch
    {
        NullType => TypeClass.Null,
        BooleanType => TypeClass.Boolean,
        IntegralType => TypeClass.Integral,
        FractionalType => TypeClass.Fractional,
        DecimalType => TypeClass.Decimal,
        StringType or CharType or VarcharType => TypeClass.String,
        BinaryType => TypeClass.Binary,
        DateType => TypeClass.Date,
        TimestampType => TypeClass.Timestamp,
        TimestampNtzType => TypeClass.TimestampNtz,
        TimeType => TypeClass.Time,
        TimestampNanosType => TypeClass.Nanos,
        SpatialType => TypeClass.Spatial,
        YearMonthIntervalType => TypeClass.YearMonth,
        DayTimeIntervalType => TypeClass.DayTime,
        CalendarIntervalType => TypeClass.Calendar,
        ArrayType => TypeClass.Array,
        MapType => TypeClass.Map,
        StructType => TypeClass.Struct,
        VariantType => TypeClass.Variant,
        UserDefinedType => TypeClass.User,
        _ => throw new System.Diagnostics.UnreachableException(type.GetType().Name),
    };

    public static bool IsIn(this DataType type, TypeClass set) => (Of(type) & set) != 0;
}
