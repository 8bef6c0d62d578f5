using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Says which types a parameter takes, how Spark words that in <c>requiredType</c>, and which type an implicit cast aims at.</summary>
/// <param name="Text">The quoted wording, e.g. <c>"NUMERIC"</c> or <c>("STRING" or "BINARY")</c>.</param>
/// <param name="Accepts">Whether a type is taken without a cast.</param>
/// <param name="Alternatives">Concrete or abstract alternatives in the order that implicit casts try; one entry (itself) unless a collection.</param>
/// <param name="DefaultType">The concrete type an implicit cast aims at (Spark's defaultConcreteType), or null when none exists.</param>
public sealed record TypeRule(string Text, Func<DataType, bool> Accepts, DataType? DefaultType = null, TypeRule[]? Alternatives = null)
{
    /// <summary>Gets whether the rule stands for several types at once, so that casts to <see cref="DefaultType"/> follow narrower rules.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>Gets the type that a type which is not taken itself is cast to (in ANSI mode or not), where that goes beyond <see cref="DefaultType"/>.</summary>
    public Func<DataType, bool, DataType?>? Target { get; init; }

    /// <summary>Gets whether a string is never cast to what the rule takes.</summary>
    public bool RefusesText { get; init; }

    /// <summary>Gets whether a time of day is never cast to what the rule takes.</summary>
    public bool RefusesTime { get; init; }

    /// <summary>Gets the wording for one refused type, where it depends on that.</summary>
    public Func<DataType, string>? Wording { get; init; }

    /// <summary>Words the rule for a type that it refuses.</summary>
    public string TextFor(DataType refused) => Wording?.Invoke(refused) ?? Text;

    public static readonly TypeRule Any = new("\"ANY\"", static _ => true);
    public static readonly TypeRule Numeric = new("\"NUMERIC\"", static t => t is NumericType, DoubleType.Instance) { IsAbstract = true };
    public static readonly TypeRule Integral = new("\"INTEGRAL\"", static t => t is IntegralType, IntegerType.Instance) { IsAbstract = true };
    public static readonly TypeRule Fractional = new("\"FRACTIONAL\"", static t => t is FractionalType or DecimalType, DoubleType.Instance) { IsAbstract = true };
    public static readonly TypeRule Boolean = Of(BooleanType.Instance);
    public static readonly TypeRule Byte = Of(ByteType.Instance);
    public static readonly TypeRule Short = Of(ShortType.Instance);
    public static readonly TypeRule Int = Of(IntegerType.Instance);
    public static readonly TypeRule Long = Of(LongType.Instance);
    public static readonly TypeRule Float = Of(FloatType.Instance);
    public static readonly TypeRule Double = Of(DoubleType.Instance);
    public static readonly TypeRule Decimal = new("\"DECIMAL\"", static t => t is DecimalType, DecimalType.SystemDefault) { IsAbstract = true };
    /// <summary>Any string, whatever its collation.</summary>
    public static readonly TypeRule String = new("\"STRING\"", static t => t is StringType, StringType.Instance);
    public static readonly TypeRule Binary = Of(BinaryType.Instance);
    public static readonly TypeRule Date = Of(DateType.Instance);
    public static readonly TypeRule Timestamp = Of(TimestampType.Instance);
    public static readonly TypeRule TimestampNtz = Of(TimestampNtzType.Instance);
    public static readonly TypeRule AnyTimestamp = new("\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\"", static t => t is TimestampType or TimestampNtzType, TimestampType.Instance) { IsAbstract = true };
    public static readonly TypeRule Time = new("\"TIME\"", static t => t is TimeType, TimeType.Default) { IsAbstract = true };
    public static readonly TypeRule DayTimeInterval = new("\"INTERVAL DAY TO SECOND\"", static t => t is DayTimeIntervalType, DayTimeIntervalType.Default) { IsAbstract = true };
    public static readonly TypeRule YearMonthInterval = new("\"INTERVAL YEAR TO MONTH\"", static t => t is YearMonthIntervalType, YearMonthIntervalType.Default) { IsAbstract = true };
    public static readonly TypeRule CalendarInterval = Of(CalendarIntervalType.Instance);
    public static readonly TypeRule Array = new("\"ARRAY\"", static t => t is ArrayType);
    public static readonly TypeRule Map = new("\"MAP\"", static t => t is MapType);
    public static readonly TypeRule Struct = new("\"STRUCT\"", static t => t is StructType);
    public static readonly TypeRule Variant = Of(VariantType.Instance);
    public static readonly TypeRule Lambda = Any;

    /// <summary>Takes exactly one type.</summary>
    public static TypeRule Of(DataType type) => new("\"" + TypeText.Sql(type) + "\"", type.Equals, type);

    /// <summary>Takes an array of what the element rule takes.</summary>
    public static TypeRule ArrayOf(TypeRule element) => new("\"ARRAY<" + element.Text.Trim('"') + ">\"", t => t is ArrayType a && element.Accepts(a.Element),
        element.DefaultType is { } type ? new ArrayType(type, true) : null);

    /// <summary>Takes any of several rules; implicit casts try them in order.</summary>
    public static TypeRule OneOf(params TypeRule[] rules) =>
        new("(" + string.Join(" or ", rules.Select(static rule => rule.Text)) + ")", type => System.Array.Exists(rules, rule => rule.Accepts(type)), rules[0].DefaultType, rules);

    /// <summary>Gives the rule another wording.</summary>
    public TypeRule Worded(string text) => this with { Text = text };
}
