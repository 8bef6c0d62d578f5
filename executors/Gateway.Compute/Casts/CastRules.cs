using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Says which casts are legal and when they may produce NULL. Source: Spark 4.3 as asked in <c>types/casts.tsv</c>.</summary>
public static class CastRules
{
    private const TypeClass ToText = TypeClass.String | TypeClass.Variant;

    /// <summary>Tells whether CAST between the types is legal in a mode.</summary>
    public static bool CanCast(DataType from, DataType to, EvaluationMode mode)
    {
        if (from.Equals(to) || from is NullType)
        {
            return true;
        }
        // Inside nested types TRY_CAST goes by the legacy matrix.
        var inner = mode == EvaluationMode.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;
        switch (from, to)
        {
            case (ArrayType a, ArrayType b):
                return CanCast(a.Element, b.Element, inner) && MayHold(a.ContainsNull, a.Element, b.ContainsNull, b.Element, mode);
            case (MapType a, MapType b):
                return CanCast(a.Key, b.Key, inner) && (a.Key is NullType || MayHold(false, a.Key, false, b.Key, mode)) &&
                    CanCast(a.Value, b.Value, inner) && MayHold(a.ValueContainsNull, a.Value, b.ValueContainsNull, b.Value, mode);
            case (StructType a, StructType b):
                return a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(pair =>
                    CanCast(pair.First.Type, pair.Second.Type, inner) &&
                    MayHold(pair.First.Nullable, pair.First.Type, pair.Second.Nullable, pair.Second.Type, mode));
            case (UserDefinedType a, UserDefinedType b):
                return a.Equals(b) || (a.PythonClass is not null && a.PythonClass == b.PythonClass) || (a.JvmClass is not null && a.JvmClass == b.JvmClass);
            case (UserDefinedType, StringType):
                return true;
            case (VariantType, ArrayType b):
                return CanCast(from, b.Element, mode);
            case (VariantType, MapType b):
                return b.Key is StringType && CanCast(from, b.Value, mode);
            case (VariantType, StructType b):
                return b.Fields.All(field => CanCast(from, field.Type, mode));
            case (ArrayType a, VariantType):
                return CanCast(a.Element, to, mode);
            case (SpatialType a, SpatialType b):
                return a.Srid == b.Srid || (b.Srid is null && a.IsGeography == b.IsGeography);
            case (CharType or VarcharType, VariantType):
                return false;
            default:
                return to.IsIn(Targets(TypeClasses.Of(from), mode == EvaluationMode.Legacy));
        }
    }

    /// <summary>Tells whether the cast may give NULL for a value that is not NULL.</summary>
    public static bool ForcesNullable(DataType from, DataType to, EvaluationMode mode)
    {
        if (from is NullType)
        {
            return true;
        }
        if (from.Equals(to))
        {
            return false;
        }
        switch (TypeClasses.Of(from), TypeClasses.Of(to))
        {
            case (TypeClass.Variant, not TypeClass.Variant):
                return true;
            case (_, TypeClass.String):
                return false;
            case (TypeClass.String, not (TypeClass.Binary)):
                return true;
            case (TypeClass.Boolean or TypeClass.Integral or TypeClass.Decimal, TypeClass.Decimal):
                return !HoldsEveryValue((DecimalType)to, from);
            case (TypeClass.Fractional, TypeClass.Integral or TypeClass.Decimal or TypeClass.Timestamp):
            case (TypeClass.Decimal, TypeClass.Integral):
            case (TypeClass.Timestamp or TypeClass.Time or TypeClass.YearMonth or TypeClass.DayTime, TypeClass.Decimal):
            case (TypeClass.Date, TypeClass.TimestampNtz or TypeClass.Variant):
            case (TypeClass.Date, TypeClass.Boolean or TypeClass.Integral or TypeClass.Fractional or TypeClass.Decimal):
            case (TypeClass.TimestampNtz, TypeClass.Date):
                return true;
            case (TypeClass.Timestamp, TypeClass.Integral):
                return to is not LongType;
            case (TypeClass.Time, TypeClass.Integral):
                return to is ByteType or ShortType;
            default:
                return false;
        }
    }

    /// <summary>Tells whether a cast expression is nullable beyond its child: TRY_CAST unless it only widens.</summary>
    public static bool MayYieldNull(DataType from, DataType to, EvaluationMode mode) => mode == EvaluationMode.Try ? from is NullType || !(CanUpCast(from, to) || (from is StringType && to is BinaryType)) : ForcesNullable(from, to, mode);

    /// <summary>Tells whether every value survives the cast, so that readers may widen silently (Spark's up-cast).</summary>
    public static bool CanUpCast(DataType from, DataType to)
    {
        if (from.Equals(to) || from is NullType)
        {
            return true;
        }
        switch (from, to)
        {
            case (NumericType and not FractionalType, DecimalType d) when AsDecimal(from) is { } shape:
                return IsWider(d, shape);
            case (DecimalType d, IntegralType):
                return d.Scale == 0 && d.Precision < AsDecimal(to)!.Precision;
            case (NumericType and not DecimalType, NumericType and not DecimalType):
                return NumericRank(from) <= NumericRank(to);
            case (LongType, TimestampType):
            case (TimestampType, LongType):
                return true;
            case (CharType a, CharType b):
                return a.Length <= b.Length;
            case (CharType a, VarcharType b):
                return a.Length <= b.Length;
            case (VarcharType a, VarcharType b):
                return a.Length <= b.Length;
            case (DateType, TimestampType or TimestampNtzType or TimestampNanosType):
            case (TimestampType or TimestampNtzType, TimestampType or TimestampNtzType or TimestampNanosType):
                return true;
            case (TimestampNanosType a, TimestampNanosType b):
                return a.Precision <= b.Precision;
            case (TimeType a, TimeType b):
                return a.Precision <= b.Precision;
            case (YearMonthIntervalType, YearMonthIntervalType):
            case (DayTimeIntervalType, DayTimeIntervalType):
                return true;
            case (ArrayType a, ArrayType b):
                return (!a.ContainsNull || b.ContainsNull) && CanUpCast(a.Element, b.Element);
            case (MapType a, MapType b):
                return CanUpCast(a.Key, b.Key) && (!a.ValueContainsNull || b.ValueContainsNull) && CanUpCast(a.Value, b.Value);
            case (StructType a, StructType b):
                return a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair =>
                    (!pair.First.Nullable || pair.Second.Nullable) && CanUpCast(pair.First.Type, pair.Second.Type));
            case (UserDefinedType, UserDefinedType):
                return CanCast(from, to, EvaluationMode.Ansi);
            default:
                return to is StringType && !from.IsIn(TypeClass.Nested | TypeClass.Variant | TypeClass.User);
        }
    }

    /// <summary>Tells whether ANSI store assignment takes the value into a column of the type.</summary>
    public static bool CanStoreAssign(DataType from, DataType to)
    {
        if (from.Equals(to) || from is NullType)
        {
            return true;
        }
        switch (from, to)
        {
            case (ArrayType a, ArrayType b):
                return (!a.ContainsNull || b.ContainsNull) && CanStoreAssign(a.Element, b.Element);
            case (MapType a, MapType b):
                return CanStoreAssign(a.Key, b.Key) && (!a.ValueContainsNull || b.ValueContainsNull) && CanStoreAssign(a.Value, b.Value);
            case (StructType a, StructType b):
                return a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair =>
                    (!pair.First.Nullable || pair.Second.Nullable) && CanStoreAssign(pair.First.Type, pair.Second.Type));
            case (NumericType, NumericType):
                return true;
            case (TimestampNanosType a, TimestampNanosType b):
                return a.Precision <= b.Precision;
            case (TimeType a, TimeType b):
                return a.Precision <= b.Precision;
            case (TimestampNanosType, DateType or TimeType):
            case (DateType or TimestampType or TimestampNtzType or TimeType, DateType or TimestampType or TimestampNtzType or TimeType or TimestampNanosType):
                return true;
            case (UserDefinedType, UserDefinedType):
                return CanCast(from, to, EvaluationMode.Ansi);
            default:
                return to.IsIn(TypeClass.String) && !from.IsIn(TypeClass.Nested | TypeClass.User);
        }
    }

    /// <summary>Gets the decimal that holds every value of an integral (or decimal) type; null for other types.</summary>
    public static DecimalType? AsDecimal(DataType type) => type switch
    {
        ByteType => new DecimalType(3, 0),
        ShortType => new DecimalType(5, 0),
        IntegerType => new DecimalType(10, 0),
        LongType => new DecimalType(20, 0),
        FloatType => new DecimalType(14, 7),
        DoubleType => new DecimalType(30, 15),
        DecimalType d => d,
        _ => null,
    };

    /// <summary>Tells whether the first decimal has at least the digits of the second on both sides of the point.</summary>
    public static bool IsWider(DecimalType type, DecimalType other) =>
        type.Precision - type.Scale >= other.Precision - other.Scale && type.Scale >= other.Scale;

    /// <summary>Fraction digits may be rounded away when there is an integer digit to spare.</summary>
    private static bool HoldsEveryValue(DecimalType to, DataType from) =>
        IsWider(to, from is BooleanType ? new DecimalType(1, 0) : AsDecimal(from)!) ||
        (from is DecimalType d && to.Precision - to.Scale > d.Precision - d.Scale);

    private static int NumericRank(DataType type) => type switch
    {
        ByteType => 0,
        ShortType => 1,
        IntegerType => 2,
        LongType => 3,
        FloatType => 4,
        DoubleType => 5,
        _ => throw new System.Diagnostics.UnreachableException(type.TypeName),
    };

    /// <summary>A place that must not hold NULL cannot take a cast that may produce one (in ANSI mode such casts raise instead).</summary>
    private static bool MayHold(bool fromNullable, DataType from, bool toNullable, DataType to, EvaluationMode mode) =>
        toNullable || !(fromNullable || (mode != EvaluationMode.Ansi && from is not NullType && ForcesNullable(from, to, mode)));

    private static TypeClass Targets(TypeClass from, bool legacy) => from switch
    {
        TypeClass.Boolean => TypeClass.Boolean | TypeClass.Numeric | ToText | (legacy ? TypeClass.Timestamp : 0),
        TypeClass.Integral => TypeClass.Boolean | TypeClass.Numeric | TypeClass.Timestamp | TypeClass.YearMonth | TypeClass.DayTime | ToText | (legacy ? TypeClass.Binary : 0),
        TypeClass.Fractional => TypeClass.Boolean | TypeClass.Numeric | TypeClass.Timestamp | ToText,
        TypeClass.Decimal => TypeClass.Boolean | TypeClass.Numeric | TypeClass.Timestamp | TypeClass.YearMonth | TypeClass.DayTime | ToText,
        TypeClass.String => TypeClass.Boolean | TypeClass.Numeric | TypeClass.Binary | TypeClass.DateTime | TypeClass.AnyInterval | ToText,
        TypeClass.Binary => TypeClass.Binary | ToText,
        TypeClass.Date => TypeClass.Date | TypeClass.Timestamp | TypeClass.TimestampNtz | TypeClass.Nanos | ToText |
            (legacy ? TypeClass.Boolean | TypeClass.Numeric : 0),
        TypeClass.Timestamp => TypeClass.Numeric | TypeClass.DateTime | ToText | (legacy ? TypeClass.Boolean : 0),
        TypeClass.TimestampNtz or TypeClass.Nanos => TypeClass.DateTime | ToText,
        TypeClass.Time => TypeClass.Integral | TypeClass.Decimal | TypeClass.Timestamp | TypeClass.TimestampNtz | TypeClass.Time | TypeClass.Nanos | ToText,
        TypeClass.YearMonth => TypeClass.Integral | TypeClass.Decimal | TypeClass.String | TypeClass.YearMonth,
        TypeClass.DayTime => TypeClass.Integral | TypeClass.Decimal | TypeClass.String | TypeClass.DayTime,
        TypeClass.Calendar => TypeClass.String | TypeClass.Calendar,
        TypeClass.Array or TypeClass.Map or TypeClass.Struct => TypeClass.String,
        TypeClass.Variant => TypeClass.Boolean | TypeClass.Numeric | TypeClass.Binary | TypeClass.DateTime | ToText,
        TypeClass.Spatial or TypeClass.User or TypeClass.Null => TypeClass.None,
        _ => throw new System.Diagnostics.UnreachableException(from.ToString()),
    };
}
