using Gateway.Compute.Casts;
using Gateway.Compute.Numerics;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Finds the type that several types are brought to. Source: Spark 4.3 as asked in <c>types/common.tsv.gz</c>.</summary>
public static class WidestType
{
    /// <summary>Finds the common type of coalesce, CASE, array, UNION: numbers widen, strings follow the other type (ANSI) or win (legacy). Null when there is none.</summary>
    public static DataType? Find(IReadOnlyList<DataType> types, bool ansi)
    {
        // Widening is not associative once strings take part: in legacy mode a string anywhere wins.
        IEnumerable<DataType> ordered = !ansi && types.Any(static type => type is StringType)
            ? types.OrderBy(static type => type is StringType ? 0 : 1)
            : types;
        DataType? widest = null;
        foreach (var type in ordered)
        {
            widest = widest is null ? type : ForTwo(widest, type, ansi);
            if (widest is null)
            {
                return null;
            }
        }
        return widest ?? NullType.Instance;
    }

    /// <summary>Finds the common type of greatest, least and inline tables: strings are not converted.</summary>
    public static DataType? FindWithoutStrings(IReadOnlyList<DataType> types, bool ansi)
    {
        DataType? widest = null;
        foreach (var type in types)
        {
            widest = widest is null ? type : ForTwoWithoutStrings(widest, type, ansi);
            if (widest is null)
            {
                return null;
            }
        }
        return widest ?? NullType.Instance;
    }

    /// <summary>Widens two types, promoting strings.</summary>
    public static DataType? ForTwo(DataType left, DataType right, bool ansi) =>
        Tightest(left, right, ansi) ??
        Decimals(left, right) ??
        PromoteString(left, right, ansi) ??
        Nested(left, right, (a, b) => ForTwo(a, b, ansi));

    /// <summary>Widens two types without converting strings.</summary>
    public static DataType? ForTwoWithoutStrings(DataType left, DataType right, bool ansi) =>
        Tightest(left, right, ansi) ??
        Decimals(left, right) ??
        Nested(left, right, (a, b) => ForTwoWithoutStrings(a, b, ansi));

    /// <summary>Finds the smallest type that holds both without loss of meaning.</summary>
    public static DataType? Tightest(DataType left, DataType right, bool ansi)
    {
        if (left.Equals(right))
        {
            return left;
        }
        switch (left, right)
        {
            case (NullType, _):
                return right is CharType or VarcharType ? StringType.Instance : right;
            case (_, NullType):
                return Tightest(right, left, ansi);
            case (SpatialType a, SpatialType b):
                return a.IsGeography == b.IsGeography ? new SpatialType(a.IsGeography, null) : null;
            case (IntegralType, DecimalType d):
                return CastRules.IsWider(d, CastRules.AsDecimal(left)!) ? d : null;
            case (DecimalType, IntegralType):
                return Tightest(right, left, ansi);
            case (DecimalType, _) or (_, DecimalType):
                return null;
            case (NumericType, NumericType):
                return Number(left, right, ansi);
            case (StringType a, StringType b):
                return a.Equals(b) ? a : null;
            case (CharType a, CharType b):
                return new CharType(Math.Max(a.Length, b.Length));
            case (CharType or VarcharType, CharType or VarcharType):
                return new VarcharType(Math.Max(LengthOf(left), LengthOf(right)));
            case (CharType or VarcharType, StringType) or (StringType, CharType or VarcharType):
                return new StringType(((left as StringType) ?? (StringType)right).Collation);
            case (DateType, TimestampType or TimestampNtzType or TimestampNanosType):
                return right;
            case (TimestampType or TimestampNtzType or TimestampNanosType, DateType):
                return left;
            case (TimestampType, TimestampNtzType) or (TimestampNtzType, TimestampType):
                return TimestampType.Instance;
            case (TimestampType or TimestampNtzType, TimestampNanosType n):
                return n with { WithZone = n.WithZone || left is TimestampType };
            case (TimestampNanosType, TimestampType or TimestampNtzType):
                return Tightest(right, left, ansi);
            case (TimestampNanosType a, TimestampNanosType b):
                return new TimestampNanosType(Math.Max(a.Precision, b.Precision), a.WithZone || b.WithZone);
            case (TimeType a, TimeType b):
                return new TimeType(Math.Max(a.Precision, b.Precision));
            case (YearMonthIntervalType a, YearMonthIntervalType b):
                return new YearMonthIntervalType(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
            case (DayTimeIntervalType a, DayTimeIntervalType b):
                return new DayTimeIntervalType(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
            case (UserDefinedType, UserDefinedType):
                return CastRules.CanCast(left, right, Expressions.EvaluationMode.Ansi) ? left : null;
            default:
                return Nested(left, right, (a, b) => Tightest(a, b, ansi));
        }
    }

    private static int LengthOf(DataType type) => type is CharType c ? c.Length : ((VarcharType)type).Length;

    /// <summary>Finds the decimal that holds both, giving up fraction digits last; null unless one is a decimal and both are exact (floating-point numbers give DOUBLE).</summary>
    public static DataType? Decimals(DataType left, DataType right)
    {
        switch (left, right)
        {
            case (DecimalType, FractionalType) or (FractionalType, DecimalType):
                return DoubleType.Instance;
            case (DecimalType or IntegralType, DecimalType or IntegralType) when left is DecimalType || right is DecimalType:
                return Wider(CastRules.AsDecimal(left)!, CastRules.AsDecimal(right)!);
            default:
                return null;
        }
    }

    /// <summary>Finds a decimal with the integer and fraction digits of both.</summary>
    public static DecimalType Wider(DecimalType left, DecimalType right)
    {
        var shape = DecimalTypeRules.Wider(new DecimalShape(left.Precision, left.Scale), new DecimalShape(right.Precision, right.Scale));
        return new DecimalType(shape.Precision, shape.Scale);
    }

    /// <summary>Says what a string becomes beside another type: in ANSI mode the other type (numbers at full width), in legacy mode everything becomes the string.</summary>
    public static DataType? PromoteString(DataType left, DataType right, bool ansi) => (left, right) switch
    {
        (StringType, StringType) => null,
        (StringType text, _) => ansi ? FromString(right) : ToString(text, right),
        (_, StringType text) => ansi ? FromString(left) : ToString(text, left),
        _ => null,
    };

    /// <summary>Says what an ANSI string is cast to beside a type.</summary>
    public static DataType? FromString(DataType other) => other switch
    {
        IntegralType => LongType.Instance,
        FractionalType or DecimalType => DoubleType.Instance,
        BooleanType or BinaryType or DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType or VariantType or SpatialType => other,
        _ => null,
    };

    private static StringType? ToString(StringType text, DataType other) =>
        other.IsIn(TypeClass.Numeric | TypeClass.DateTime | TypeClass.YearMonth | TypeClass.DayTime | TypeClass.Variant | TypeClass.Spatial) ? text : null;

    private static NumericType Number(DataType left, DataType right, bool ansi)
    {
        NumericType[] order = [ByteType.Instance, ShortType.Instance, IntegerType.Instance, LongType.Instance, FloatType.Instance, DoubleType.Instance];
        var wider = order.Last(type => type.Equals(left) || type.Equals(right));
        // An integer beside FLOAT would lose digits; ANSI takes DOUBLE instead.
        return ansi && wider is FloatType ? DoubleType.Instance : wider;
    }

    private static DataType? Nested(DataType left, DataType right, Func<DataType, DataType, DataType?> widen)
    {
        switch (left, right)
        {
            case (ArrayType a, ArrayType b):
                return widen(a.Element, b.Element) is { } element
                    ? new ArrayType(element, a.ContainsNull || b.ContainsNull || Forces(a.Element, element) || Forces(b.Element, element))
                    : null;
            case (MapType a, MapType b):
                return widen(a.Key, b.Key) is { } key && !Forces(a.Key, key) && !Forces(b.Key, key) && widen(a.Value, b.Value) is { } value
                    ? new MapType(key, value, a.ValueContainsNull || b.ValueContainsNull || Forces(a.Value, value) || Forces(b.Value, value))
                    : null;
            case (StructType a, StructType b) when a.Fields.Length == b.Fields.Length:
                var fields = new List<StructField>(a.Fields.Length);
                foreach (var (first, second) in a.Fields.Zip(b.Fields))
                {
                    if (!string.Equals(first.Name, second.Name, StringComparison.OrdinalIgnoreCase) || widen(first.Type, second.Type) is not { } type)
                    {
                        return null;
                    }
                    fields.Add(new StructField(first.Name, type, first.Nullable || second.Nullable || Forces(first.Type, type) || Forces(second.Type, type)));
                }
                return new StructType(fields);
            default:
                return null;
        }
    }

    /// <summary>An empty array or map of VOID brings no NULL along.</summary>
    private static bool Forces(DataType from, DataType to) => from is not NullType && CastRules.ForcesNullable(from, to, Expressions.EvaluationMode.Ansi);
}
