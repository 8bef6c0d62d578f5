using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Finds the kernel of a pair of types, one method per source.</summary>
internal static class CastKernels
{
    public static CastKernel Find(CastSite site)
    {
        var (from, to) = (TypeClasses.Of(site.From), TypeClasses.Of(site.To));
        if (CastEvaluator.IsRename(site.From, site.To) || (from == TypeClass.Spatial && to == TypeClass.Spatial))
        {
            return new CopyKernel();
        }
        if (from == TypeClass.Null || (from == TypeClass.Date && site.To.IsIn(TypeClass.Boolean | TypeClass.Numeric)))
        {
            return new NullCastKernel();
        }
        if (from == TypeClass.User)
        {
            return Find(site.For(((UserDefinedType)site.From).SqlType, site.To));
        }
        if (from == TypeClass.Variant || to == TypeClass.Variant)
        {
            return VariantCasts.Find(site);
        }
        if (to == TypeClass.String)
        {
            return site.To is CharType or VarcharType ? LengthKernel.Of(TextKernels.Find(site), site) : TextKernels.Find(site);
        }
        if ((from & TypeClass.Nested) != 0)
        {
            return NestedCasts.Find(site);
        }
        return from switch
        {
            TypeClass.Boolean => FromBoolean(site),
            TypeClass.Integral => site.From switch
            {
                ByteType => FromInteger<sbyte>(site),
                ShortType => FromInteger<short>(site),
                IntegerType => FromInteger<int>(site),
                LongType => FromInteger<long>(site),
                _ => throw Missing(site),
            },
            TypeClass.Fractional => site.From is FloatType ? FromFloating<float>(site) : FromFloating<double>(site),
            TypeClass.Decimal => new DecimalSourceKernel(FromDecimal<long>(site), FromDecimal<Int128>(site)),
            TypeClass.String => FromString(site),
            TypeClass.Date => FromDate(site),
            TypeClass.Timestamp => FromTimestamp(site),
            TypeClass.TimestampNtz => FromTimestampNtz(site),
            TypeClass.Nanos => FromNanos(site),
            TypeClass.Time => FromTime(site),
            TypeClass.YearMonth => FromYearMonth(site),
            TypeClass.DayTime => FromDayTime(site),
            _ => throw Missing(site),
        };
    }

    private static CastKernel FromBoolean(CastSite site) => site.To switch
    {
        ByteType => new CastKernel<WidenConversion<byte, sbyte>, byte, sbyte>(site),
        ShortType => new CastKernel<WidenConversion<byte, short>, byte, short>(site),
        IntegerType => new CastKernel<WidenConversion<byte, int>, byte, int>(site),
        LongType => new CastKernel<WidenConversion<byte, long>, byte, long>(site),
        FloatType => new CastKernel<WidenConversion<byte, float>, byte, float>(site),
        DoubleType => new CastKernel<WidenConversion<byte, double>, byte, double>(site),
        DecimalType => ToDecimal<byte>(site),
        TimestampType => new CastKernel<WidenConversion<byte, long>, byte, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromInteger<T>(CastSite site) where T : unmanaged, System.Numerics.IBinaryInteger<T> => site.To switch
    {
        BooleanType => new CastKernel<NonZeroConversion<T>, T, byte>(site),
        ByteType => Integer<T, sbyte>(site),
        ShortType => Integer<T, short>(site),
        IntegerType => Integer<T, int>(site),
        LongType => Integer<T, long>(site),
        FloatType => new CastKernel<WidenConversion<T, float>, T, float>(site),
        DoubleType => new CastKernel<WidenConversion<T, double>, T, double>(site),
        DecimalType => ToDecimal<T>(site),
        TimestampType => new CastKernel<SecondsToTimestampConversion<T>, T, long>(site),
        BinaryType => new CastKernel<BigEndianConversion<T>, T, StringView>(site),
        YearMonthIntervalType => new CastKernel<IntegerToYearMonth<T>, T, int>(site),
        DayTimeIntervalType => new CastKernel<IntegerToDayTime<T>, T, long>(site),
        _ => throw Missing(site),
    };

    private static unsafe CastKernel Integer<TFrom, TTo>(CastSite site)
        where TFrom : unmanaged, System.Numerics.IBinaryInteger<TFrom>
        where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo>
    {
        if (sizeof(TTo) >= sizeof(TFrom))
        {
            return new CastKernel<WidenConversion<TFrom, TTo>, TFrom, TTo>(site);
        }
        return site.Legacy ? new CastKernel<WrapConversion<TFrom, TTo>, TFrom, TTo>(site) : new CastKernel<NarrowConversion<TFrom, TTo>, TFrom, TTo>(site);
    }

    private static CastKernel ToDecimal<T>(CastSite site) where T : unmanaged, System.Numerics.IBinaryInteger<T> => site.To.Physical == PhysicalType.Int64
        ? new CastKernel<ToDecimalConversion<T, long>, T, long>(site)
        : new CastKernel<ToDecimalConversion<T, Int128>, T, Int128>(site);

    private static CastKernel FromFloating<T>(CastSite site) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => site.To switch
    {
        BooleanType => new CastKernel<NonZeroConversion<T>, T, byte>(site),
        ByteType => Truncate<T, sbyte>(site),
        ShortType => Truncate<T, short>(site),
        IntegerType => Truncate<T, int>(site),
        LongType => Truncate<T, long>(site),
        FloatType => new CastKernel<WidenConversion<T, float>, T, float>(site),
        DoubleType => new CastKernel<WidenConversion<T, double>, T, double>(site),
        DecimalType => site.To.Physical == PhysicalType.Int64
            ? new CastKernel<FloatingToDecimalConversion<T, long>, T, long>(site)
            : new CastKernel<FloatingToDecimalConversion<T, Int128>, T, Int128>(site),
        TimestampType => new CastKernel<FloatingToTimestampConversion<T>, T, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel Truncate<TFrom, TTo>(CastSite site)
        where TFrom : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo>, System.Numerics.IMinMaxValue<TTo> => site.Legacy
        ? new CastKernel<JavaTruncateConversion<TFrom, TTo>, TFrom, TTo>(site)
        : new CastKernel<TruncateConversion<TFrom, TTo>, TFrom, TTo>(site);

    private static CastKernel FromDecimal<T>(CastSite site) where T : unmanaged, System.Numerics.IBinaryInteger<T> => site.To switch
    {
        BooleanType => new CastKernel<NonZeroConversion<T>, T, byte>(site),
        ByteType => DecimalToInteger<T, sbyte>(site),
        ShortType => DecimalToInteger<T, short>(site),
        IntegerType => DecimalToInteger<T, int>(site),
        LongType => DecimalToInteger<T, long>(site),
        FloatType => new CastKernel<DecimalToSingleConversion<T>, T, float>(site),
        DoubleType => new CastKernel<DecimalToDoubleConversion<T>, T, double>(site),
        DecimalType => ToDecimal<T>(site),
        TimestampType => new CastKernel<DecimalToTimestampConversion<T>, T, long>(site),
        YearMonthIntervalType => new CastKernel<DecimalToYearMonth<T>, T, int>(site),
        DayTimeIntervalType => new CastKernel<DecimalToDayTime<T>, T, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel DecimalToInteger<TFrom, TTo>(CastSite site)
        where TFrom : unmanaged, System.Numerics.IBinaryInteger<TFrom>
        where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo> => site.Legacy
        ? new CastKernel<DecimalToIntegerWrapConversion<TFrom, TTo>, TFrom, TTo>(site)
        : new CastKernel<DecimalToIntegerConversion<TFrom, TTo>, TFrom, TTo>(site);

    private static CastKernel FromString(CastSite site) => site.To switch
    {
        BooleanType => new CastKernel<ParseBoolean, StringView, byte>(site),
        ByteType => new CastKernel<ParseByte, StringView, sbyte>(site),
        ShortType => new CastKernel<ParseShort, StringView, short>(site),
        IntegerType => new CastKernel<ParseInteger, StringView, int>(site),
        LongType => new CastKernel<ParseLong, StringView, long>(site),
        FloatType => new CastKernel<ParseFloat, StringView, float>(site),
        DoubleType => new CastKernel<ParseDouble, StringView, double>(site),
        DecimalType => site.To.Physical == PhysicalType.Int64
            ? new CastKernel<ParseDecimal<long>, StringView, long>(site)
            : new CastKernel<ParseDecimal<Int128>, StringView, Int128>(site),
        DateType => new CastKernel<ParseDate, StringView, int>(site),
        TimestampType => new CastKernel<ParseTimestamp, StringView, long>(site),
        TimestampNtzType => new CastKernel<ParseTimestampNtz, StringView, long>(site),
        TimestampNanosType => new CastKernel<ParseNanos, StringView, Int128>(site),
        TimeType => new CastKernel<ParseTime, StringView, long>(site),
        YearMonthIntervalType => new CastKernel<ParseYearMonth, StringView, int>(site),
        DayTimeIntervalType => new CastKernel<ParseDayTime, StringView, long>(site),
        CalendarIntervalType => new CastKernel<ParseCalendarInterval, StringView, CalendarInterval>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromDate(CastSite site) => site.To switch
    {
        TimestampType => new CastKernel<DateToTimestamp, int, long>(site),
        TimestampNtzType => new CastKernel<DateToTimestampNtz, int, long>(site),
        TimestampNanosType => new CastKernel<DateToNanos, int, Int128>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromTimestamp(CastSite site) => site.To switch
    {
        BooleanType => new CastKernel<NonZeroConversion<long>, long, byte>(site),
        ByteType => new CastKernel<TimestampToInteger<sbyte>, long, sbyte>(site),
        ShortType => new CastKernel<TimestampToInteger<short>, long, short>(site),
        IntegerType => new CastKernel<TimestampToInteger<int>, long, int>(site),
        LongType => new CastKernel<TimestampToInteger<long>, long, long>(site),
        FloatType => new CastKernel<TimestampToSingle, long, float>(site),
        DoubleType => new CastKernel<TimestampToDouble, long, double>(site),
        DecimalType => ToDecimal<long>(site),
        DateType => new CastKernel<TimestampToDate, long, int>(site),
        TimestampNtzType => new CastKernel<TimestampToNtz, long, long>(site),
        TimestampNanosType => new CastKernel<MicrosToNanos, long, Int128>(site),
        TimeType => new CastKernel<TimestampToTime, long, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromTimestampNtz(CastSite site) => site.To switch
    {
        DateType => new CastKernel<TimestampNtzToDate, long, int>(site),
        TimestampType => new CastKernel<NtzToTimestamp, long, long>(site),
        TimestampNanosType => new CastKernel<MicrosToNanos, long, Int128>(site),
        TimeType => new CastKernel<TimestampNtzToTime, long, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromNanos(CastSite site) => site.To switch
    {
        DateType => new CastKernel<NanosToDate, Int128, int>(site),
        TimestampType or TimestampNtzType => new CastKernel<NanosToMicros, Int128, long>(site),
        TimestampNanosType => new CastKernel<NanosToNanos, Int128, Int128>(site),
        TimeType => new CastKernel<NanosToTime, Int128, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromTime(CastSite site) => site.To switch
    {
        ByteType => new CastKernel<TimeToInteger<sbyte>, long, sbyte>(site),
        ShortType => new CastKernel<TimeToInteger<short>, long, short>(site),
        IntegerType => new CastKernel<TimeToInteger<int>, long, int>(site),
        LongType => new CastKernel<TimeToInteger<long>, long, long>(site),
        DecimalType => ToDecimal<long>(site),
        TimestampType => new CastKernel<TimeToTimestamp, long, long>(site),
        TimestampNtzType => new CastKernel<TimeToTimestampNtz, long, long>(site),
        TimestampNanosType => new CastKernel<TimeToNanos, long, Int128>(site),
        TimeType => new CastKernel<TimeToTime, long, long>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromYearMonth(CastSite site) => site.To switch
    {
        ByteType => new CastKernel<YearMonthToInteger<sbyte>, int, sbyte>(site),
        ShortType => new CastKernel<YearMonthToInteger<short>, int, short>(site),
        IntegerType => new CastKernel<YearMonthToInteger<int>, int, int>(site),
        LongType => new CastKernel<YearMonthToInteger<long>, int, long>(site),
        DecimalType => site.To.Physical == PhysicalType.Int64
            ? new CastKernel<YearMonthToDecimal<long>, int, long>(site)
            : new CastKernel<YearMonthToDecimal<Int128>, int, Int128>(site),
        YearMonthIntervalType => new CastKernel<YearMonthToYearMonth, int, int>(site),
        _ => throw Missing(site),
    };

    private static CastKernel FromDayTime(CastSite site) => site.To switch
    {
        ByteType => new CastKernel<DayTimeToInteger<sbyte>, long, sbyte>(site),
        ShortType => new CastKernel<DayTimeToInteger<short>, long, short>(site),
        IntegerType => new CastKernel<DayTimeToInteger<int>, long, int>(site),
        LongType => new CastKernel<DayTimeToInteger<long>, long, long>(site),
        DecimalType => site.To.Physical == PhysicalType.Int64
            ? new CastKernel<DayTimeToDecimal<long>, long, long>(site)
            : new CastKernel<DayTimeToDecimal<Int128>, long, Int128>(site),
        DayTimeIntervalType => new CastKernel<DayTimeToDayTime, long, long>(site),
        _ => throw Missing(site),
    };

    internal static System.Diagnostics.UnreachableException Missing(CastSite site) => new($"no cast kernel from {site.From} to {site.To}");
}

/// <summary>Chooses by the width that a decimal column really has in memory.</summary>
internal sealed class DecimalSourceKernel(CastKernel narrow, CastKernel wide) : CastKernel
{
    public override void Run(Column source, Selection rows, Column target) =>
        (source.Physical == PhysicalType.Int64 ? narrow : wide).Run(source, rows, target);
}

/// <summary>Copies values that keep their form, for the elements of nested casts.</summary>
internal sealed class CopyKernel : CastKernel
{
    public override void Run(Column source, Selection rows, Column target) => ColumnCopy.Scatter(source, rows, target);
}

/// <summary>Legacy cast of an integer to its big-endian bytes.</summary>
internal readonly struct BigEndianConversion<T> : IConversion<T, StringView>
    where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool IsTotal => true;

    public static bool Invoke(ref T value, CastSite site, out StringView result)
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = value.WriteBigEndian(bytes);
        result = StringView.Inline(bytes[..length]);
        return true;
    }
}
