using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Compute.Text;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>A static method of Java that reflect can call: its parameter types as letters of class files (S is SMALLINT, T a text) and what it computes.</summary>
/// <remarks>The body returns null for Java's null; an exception of .NET stands for one that the method throws.</remarks>
internal sealed record JavaMethod(string Signature, Func<object?[], object?> Invoke);

/// <summary>Knows the static methods of Java's base classes that take numbers, truth values and texts and are worth calling from SQL.</summary>
internal static class JavaMethods
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, JavaMethod[]>> _classes = Build();

    public static bool HasClass(string name) => _classes.ContainsKey(name);

    /// <summary>Finds the overload whose parameters are exactly of the argument types, as Spark looks it up (nothing is widened).</summary>
    public static JavaMethod? Find(string className, string method, IEnumerable<DataType> arguments)
    {
        string signature = string.Concat(arguments.Select(Letter));
        return _classes[className].TryGetValue(method, out var overloads) ? Array.Find(overloads, overload => overload.Signature == signature) : null;
    }

    /// <summary>Writes a result as String.valueOf does.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        double number => Encoding.ASCII.GetString(Formatted(number)),
        float number => Encoding.ASCII.GetString(Formatted(number)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static byte[] Formatted(double value)
    {
        Span<byte> digits = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        return digits[..NumberFormatter.FormatDouble(value, digits)].ToArray();
    }

    private static byte[] Formatted(float value)
    {
        Span<byte> digits = stackalloc byte[NumberFormatter.MaxDoubleBytes];
        return digits[..NumberFormatter.FormatSingle(value, digits)].ToArray();
    }

    private static char Letter(DataType type) => type switch
    {
        BooleanType => 'Z',
        ByteType => 'B',
        ShortType => 'S',
        IntegerType => 'I',
        LongType => 'J',
        FloatType => 'F',
        DoubleType => 'D',
        _ => 'T',
    };

    private static FrozenDictionary<string, FrozenDictionary<string, JavaMethod[]>> Build()
    {
        var classes = new Dictionary<string, List<(string Name, JavaMethod Method)>>(StringComparer.Ordinal);
        void Add(string type, string name, string signature, Func<object?[], object?> body)
        {
            if (!classes.TryGetValue(type, out var methods))
            {
                classes[type] = methods = [];
            }
            methods.Add((name, new JavaMethod(signature, body)));
        }
        AddMath(Add, "java.lang.Math");
        AddMath(Add, "java.lang.StrictMath");
        AddWhole<int>(Add, "java.lang.Integer", "parseInt", 'I', 32);
        AddWhole<long>(Add, "java.lang.Long", "parseLong", 'J', 64);
        AddNarrow<sbyte>(Add, "java.lang.Byte", "parseByte", 'B');
        AddNarrow<short>(Add, "java.lang.Short", "parseShort", 'S');
        AddFloating<double>(Add, "java.lang.Double", "parseDouble", 'D');
        AddFloating<float>(Add, "java.lang.Float", "parseFloat", 'F');
        AddTexts(Add);
        return classes.ToFrozenDictionary(entry => entry.Key,
            entry => entry.Value.GroupBy(method => method.Name, method => method.Method).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static void AddMath(Action<string, string, string, Func<object?[], object?>> add, string type)
    {
        void Unary(string name, Func<double, double> body) => add(type, name, "D", values => body((double)values[0]!));
        Unary("acos", Math.Acos);
        Unary("asin", Math.Asin);
        Unary("atan", Math.Atan);
        Unary("cbrt", Math.Cbrt);
        Unary("ceil", Math.Ceiling);
        Unary("cos", Math.Cos);
        Unary("cosh", Math.Cosh);
        Unary("exp", Math.Exp);
        Unary("floor", Math.Floor);
        Unary("log", Math.Log);
        Unary("log10", Math.Log10);
        Unary("rint", static value => Math.Round(value, MidpointRounding.ToEven));
        Unary("signum", static value => double.IsNaN(value) || value == 0 ? value : Math.Sign(value));
        Unary("sin", Math.Sin);
        Unary("sinh", Math.Sinh);
        Unary("sqrt", Math.Sqrt);
        Unary("tan", Math.Tan);
        Unary("tanh", Math.Tanh);
        Unary("toDegrees", static value => value * (180.0 / Math.PI));
        Unary("toRadians", static value => value * (Math.PI / 180.0));
        add(type, "atan2", "DD", static values => Math.Atan2((double)values[0]!, (double)values[1]!));
        add(type, "hypot", "DD", static values => double.Hypot((double)values[0]!, (double)values[1]!));
        add(type, "pow", "DD", static values => Math.Pow((double)values[0]!, (double)values[1]!));
        add(type, "random", "", static _ => Random.Shared.NextDouble());
        add(type, "round", "D", static values => Rounded((double)values[0]!));
        add(type, "round", "F", static values => (int)Math.Clamp(Rounded((float)values[0]!), int.MinValue, int.MaxValue));
        Comparisons<int>(add, type, 'I');
        Comparisons<long>(add, type, 'J');
        Comparisons<float>(add, type, 'F');
        Comparisons<double>(add, type, 'D');
        Exact<int>(add, type, 'I');
        Exact<long>(add, type, 'J');
        add(type, "toIntExact", "J", static values => checked((int)(long)values[0]!));
    }

    private static long Rounded(double value) => double.IsNaN(value) ? 0 : (long)Math.Floor(value + 0.5);

    private static void Comparisons<T>(Action<string, string, string, Func<object?[], object?>> add, string type, char letter) where T : INumber<T>
    {
        string pair = new(letter, 2);
        add(type, "abs", pair[..1], static values => unchecked(T.IsNegative((T)values[0]!) ? -(T)values[0]! : (T)values[0]!));
        add(type, "max", pair, static values => T.Max((T)values[0]!, (T)values[1]!));
        add(type, "min", pair, static values => T.Min((T)values[0]!, (T)values[1]!));
    }

    private static void Exact<T>(Action<string, string, string, Func<object?[], object?>> add, string type, char letter) where T : IBinaryInteger<T>
    {
        string pair = new(letter, 2);
        add(type, "addExact", pair, static values => checked((T)values[0]! + (T)values[1]!));
        add(type, "subtractExact", pair, static values => checked((T)values[0]! - (T)values[1]!));
        add(type, "multiplyExact", pair, static values => checked((T)values[0]! * (T)values[1]!));
        add(type, "negateExact", pair[..1], static values => checked(-(T)values[0]!));
        add(type, "floorDiv", pair, static values => FloorDivide((T)values[0]!, (T)values[1]!).Quotient);
        add(type, "floorMod", pair, static values => FloorDivide((T)values[0]!, (T)values[1]!).Remainder);
    }

    private static (T Quotient, T Remainder) FloorDivide<T>(T left, T right) where T : IBinaryInteger<T>
    {
        var (quotient, remainder) = T.DivRem(left, right);
        return remainder != T.Zero && T.IsNegative(remainder) != T.IsNegative(right) ? (quotient - T.One, remainder + right) : (quotient, remainder);
    }

    private static void AddWhole<T>(Action<string, string, string, Func<object?[], object?>> add, string type, string parse, char letter, int bits) where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        AddNarrow<T>(add, type, parse, letter);
        string one = letter.ToString();
        string two = new(letter, 2);
        add(type, "bitCount", one, static values => int.CreateTruncating(T.PopCount((T)values[0]!)));
        add(type, "max", two, static values => T.Max((T)values[0]!, (T)values[1]!));
        add(type, "min", two, static values => T.Min((T)values[0]!, (T)values[1]!));
        add(type, "numberOfLeadingZeros", one, static values => int.CreateTruncating(T.LeadingZeroCount((T)values[0]!)));
        add(type, "numberOfTrailingZeros", one, static values => int.CreateTruncating(T.TrailingZeroCount((T)values[0]!)));
        add(type, "reverse", one, values => T.CreateTruncating(Enumerable.Range(0, bits).Aggregate(0UL, (bitsSoFar, bit) => bitsSoFar | ((ulong.CreateTruncating((T)values[0]!) >> bit & 1) << (bits - 1 - bit)))));
        add(type, "signum", one, static values => T.Sign((T)values[0]!));
        add(type, "sum", two, static values => unchecked((T)values[0]! + (T)values[1]!));
        add(type, "toBinaryString", one, static values => Digits(ulong.CreateTruncating((T)values[0]!), 1, T.IsNegative((T)values[0]!) && typeof(T) == typeof(int)));
        add(type, "toHexString", one, static values => Digits(ulong.CreateTruncating((T)values[0]!), 4, T.IsNegative((T)values[0]!) && typeof(T) == typeof(int)));
        add(type, "toOctalString", one, static values => Digits(ulong.CreateTruncating((T)values[0]!), 3, T.IsNegative((T)values[0]!) && typeof(T) == typeof(int)));
    }

    private static string Digits(ulong value, int bitsPerDigit, bool isNegativeInt)
    {
        value = isNegativeInt ? (uint)value : value;
        var text = new StringBuilder();
        do
        {
            text.Insert(0, "0123456789abcdef"[(int)(value & ((1UL << bitsPerDigit) - 1))]);
            value >>= bitsPerDigit;
        }
        while (value != 0);
        return text.ToString();
    }

    private static void AddNarrow<T>(Action<string, string, string, Func<object?[], object?>> add, string type, string parse, char letter) where T : IBinaryInteger<T>
    {
        string one = letter.ToString();
        string two = new(letter, 2);
        add(type, parse, "T", static values => Parsed<T>((string)values[0]!));
        add(type, "valueOf", "T", static values => Parsed<T>((string)values[0]!));
        add(type, "decode", "T", static values => Parsed<T>((string)values[0]!));
        add(type, "valueOf", one, static values => values[0]);
        add(type, "toString", one, static values => values[0]);
        add(type, "hashCode", one, static values => values[0] is long number ? (int)(number ^ (number >>> 32)) : values[0]);
        add(type, "compare", two, static values => typeof(T) == typeof(int) || typeof(T) == typeof(long)
            ? ((T)values[0]!).CompareTo((T)values[1]!) : int.CreateTruncating((T)values[0]!) - int.CreateTruncating((T)values[1]!));
    }

    private static T Parsed<T>(string text) where T : IBinaryInteger<T> => T.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static void AddFloating<T>(Action<string, string, string, Func<object?[], object?>> add, string type, string parse, char letter) where T : IFloatingPointIeee754<T>
    {
        string one = letter.ToString();
        string two = new(letter, 2);
        add(type, parse, "T", static values => T.Parse((string)values[0]!, NumberStyles.Float, CultureInfo.InvariantCulture));
        add(type, "valueOf", "T", static values => T.Parse((string)values[0]!, NumberStyles.Float, CultureInfo.InvariantCulture));
        add(type, "valueOf", one, static values => values[0]);
        add(type, "toString", one, static values => values[0]);
        add(type, "isNaN", one, static values => T.IsNaN((T)values[0]!));
        add(type, "isInfinite", one, static values => T.IsInfinity((T)values[0]!));
        add(type, "isFinite", one, static values => T.IsFinite((T)values[0]!));
        add(type, "max", two, static values => T.Max((T)values[0]!, (T)values[1]!));
        add(type, "min", two, static values => T.Min((T)values[0]!, (T)values[1]!));
        add(type, "sum", two, static values => (T)values[0]! + (T)values[1]!);
    }

    private static void AddTexts(Action<string, string, string, Func<object?[], object?>> add)
    {
        foreach (char letter in "ZIJFD")
        {
            add("java.lang.String", "valueOf", letter.ToString(), static values => values[0]);
        }
        add("java.lang.Boolean", "parseBoolean", "T", static values => "true".Equals((string?)values[0], StringComparison.OrdinalIgnoreCase));
        add("java.lang.Boolean", "valueOf", "T", static values => "true".Equals((string?)values[0], StringComparison.OrdinalIgnoreCase));
        add("java.lang.Boolean", "valueOf", "Z", static values => values[0]);
        add("java.lang.Boolean", "toString", "Z", static values => values[0]);
        add("java.lang.Boolean", "logicalAnd", "ZZ", static values => (bool)values[0]! & (bool)values[1]!);
        add("java.lang.Boolean", "logicalOr", "ZZ", static values => (bool)values[0]! | (bool)values[1]!);
        add("java.lang.Boolean", "logicalXor", "ZZ", static values => (bool)values[0]! ^ (bool)values[1]!);
        add("java.lang.System", "currentTimeMillis", "", static _ => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        add("java.lang.System", "nanoTime", "", static _ => TimeProvider.System.GetTimestamp());
        add("java.lang.System", "lineSeparator", "", static _ => "\n");
        add("java.net.URLDecoder", "decode", "T", static values => Decoded((string)values[0]!));
        add("java.net.URLDecoder", "decode", "TT", static values => Decoded((string)values[0]!, (string)values[1]!));
        add("java.net.URLEncoder", "encode", "T", static values => Encoded((string)values[0]!));
        add("java.net.URLEncoder", "encode", "TT", static values => Encoded((string)values[0]!, (string)values[1]!));
        add("java.time.LocalDate", "parse", "T", static values => DateOnly.ParseExact((string)values[0]!, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        add("java.util.UUID", "fromString", "T", static values => Uuid((string)values[0]!));
        add("java.util.UUID", "randomUUID", "", static _ => Guid.NewGuid().ToString());
    }

    private static string Decoded(string text, string charset = "UTF-8")
    {
        Demand(charset);
        var output = new TextBuffer();
        return UrlText.TryAppendDecoded(Encoding.UTF8.GetBytes(text), output, new TextBuffer()) ? Encoding.UTF8.GetString(output.Written) : throw new FormatException(text);
    }

    private static string Encoded(string text, string charset = "UTF-8")
    {
        Demand(charset);
        var output = new TextBuffer();
        UrlText.AppendEncoded(Encoding.UTF8.GetBytes(text), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    private static void Demand(string charset)
    {
        if (!charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("UTF8", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException(charset);
        }
    }

    /// <summary>Reads five groups of hexadecimal digits; each keeps its lowest bits, as Java has it.</summary>
    private static string Uuid(string text)
    {
        string[] groups = text.Split('-');
        if (groups.Length != 5 || text.Length > 36)
        {
            throw new FormatException(text);
        }
        ulong Group(int index, int bits) => ulong.Parse(groups[index], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & (ulong.MaxValue >> (64 - bits));
        return string.Create(CultureInfo.InvariantCulture, $"{Group(0, 32):x8}-{Group(1, 16):x4}-{Group(2, 16):x4}-{Group(3, 16):x4}-{Group(4, 48):x12}");
    }
}
