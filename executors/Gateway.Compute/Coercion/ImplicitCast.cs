using Gateway.Compute.Casts;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>Finds the type that an argument is implicitly cast to for a parameter.</summary>
public static class ImplicitCast
{
    /// <summary>Returns the target type (the type itself where no cast is needed), or null where no implicit cast leads to the parameter.</summary>
    public static DataType? Find(DataType from, TypeRule rule, bool ansi)
    {
        if (rule.Accepts(from))
        {
            return from;
        }
        if (rule.Target?.Invoke(from, ansi) is { } target)
        {
            return target;
        }
        if ((rule.RefusesText && from is StringType) || (rule.RefusesTime && from is TimeType))
        {
            return null;
        }
        if (rule.Alternatives is { } alternatives)
        {
            return ansi && from is not NullType ? Closest(from, alternatives) : alternatives.Select(alternative => Find(from, alternative, ansi)).FirstOrDefault(static type => type is not null);
        }
        return rule.DefaultType is { } type ? ansi ? Ansi(from, type, rule) : Legacy(from, type, rule) : null;
    }

    /// <summary>ANSI takes, of all alternatives that can be reached, the one from which all others can.</summary>
    private static DataType? Closest(DataType from, TypeRule[] alternatives)
    {
        // A string is not turned into one of several kinds of type, save numbers and times.
        DataType[] reachable = [.. alternatives.Select(alternative => Find(from, alternative, ansi: true)).OfType<DataType>()];
        var closest = Array.Find(reachable, type => Array.TrueForAll(reachable, other => Find(type, TypeRule.Of(other), ansi: true) is not null));
        return closest is FloatType && Array.Exists(reachable, static type => type is DoubleType) ? DoubleType.Instance : closest;
    }

    private static DataType? Ansi(DataType from, DataType to, TypeRule rule)
    {
        switch (from, to)
        {
            case (NullType, _):
                return to;
            case (NumericType and not DecimalType, DecimalType) when rule.IsAbstract:
                return CastRules.AsDecimal(from);
            case (StringType, StringType):
                return null;
            case (StringType, _) when rule.IsAbstract:
                return FromStringToAbstract(to, rule);
            case (StringType, _) when !to.IsIn(TypeClass.Nested | TypeClass.Calendar | TypeClass.User):
                return to;
            case (DateType or TimeType, TimestampType) when rule.IsAbstract:
                return to;
            default:
                return !rule.IsAbstract && CastRules.CanStoreAssign(from, to) ? to : null;
        }
    }

    private static DataType? Legacy(DataType from, DataType to, TypeRule rule)
    {
        switch (from, to)
        {
            case (NullType, _):
                return to;
            case (StringType, StringType):
                return null;
            case (StringType, _) when rule.IsAbstract:
                return FromStringToAbstract(to, rule);
            case (NumericType and not DecimalType, DecimalType) when rule.IsAbstract:
                return CastRules.AsDecimal(from);
            case (NumericType, NumericType) or (TimeType, TimeType) when !rule.IsAbstract:
            case (StringType, NumericType or BinaryType or DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType):
            case (DateType or TimeType, TimestampType or TimestampNtzType or TimestampNanosType):
            case (TimestampType or TimestampNtzType or TimestampNanosType or TimeType, DateType):
            case (TimestampType or TimestampNtzType or TimestampNanosType, TimestampType or TimestampNtzType or TimestampNanosType) when !rule.IsAbstract:
                return to;
            case (_, StringType) when !from.IsIn(TypeClass.Nested | TypeClass.Calendar | TypeClass.User):
                return to;
            case (ArrayType a, ArrayType b):
                return b.ContainsNull || (!a.ContainsNull && !CastRules.ForcesNullable(a.Element, b.Element, Expressions.EvaluationMode.Legacy))
                    ? Find(a.Element, TypeRule.Of(b.Element), ansi: false) is { } element ? new ArrayType(element, b.ContainsNull) : null
                    : null;
            case (MapType a, MapType b):
                return LegacyMap(a, b);
            default:
                return null;
        }
    }

    private static MapType? LegacyMap(MapType from, MapType to)
    {
        bool keysMayBecomeNull = CastRules.ForcesNullable(from.Key, to.Key, Expressions.EvaluationMode.Legacy);
        bool valuesMayBecomeNull = from.ValueContainsNull || CastRules.ForcesNullable(from.Value, to.Value, Expressions.EvaluationMode.Legacy);
        return !keysMayBecomeNull && (to.ValueContainsNull || !valuesMayBecomeNull)
            && Find(from.Key, TypeRule.Of(to.Key), ansi: false) is { } key && Find(from.Value, TypeRule.Of(to.Value), ansi: false) is { } value
            ? new MapType(key, value, to.ValueContainsNull)
            : null;
    }

    private static DataType? FromStringToAbstract(DataType to, TypeRule rule) => to switch
    {
        DecimalType => DecimalType.SystemDefault,
        NumericType => rule.Accepts(IntegerType.Instance) && rule.Accepts(DoubleType.Instance) ? DoubleType.Instance : null,
        TimestampType or TimeType => to,
        _ => null,
    };
}
