using System.Collections.Frozen;
using System.Text;
using Gateway.Core.Errors;

namespace Gateway.Core.Collations;

/// <summary>Compares text as one of Spark's collations does.</summary>
/// <remarks>Equality, hashing and ordering all follow from <see cref="AppendKey"/>: equal text has equal keys, and keys order by bytes.</remarks>
public sealed class Collation
{
    private const string RootLanguages =
        "ca de de_AUT dz en en_USA ff fr ga id id_IDN it lb lij ms nl pt sa st sw wae xh zu";

    private const string TailoredLanguages =
        "af am ar ar_SAU as az be bg blo bn bo br bs bs_Cyrl ceb chr cs cy da dsb ee el eo es et fa fa_AFG ff_Adlm fi fil fo fr_CAN fy gl " +
        "gu ha haw he he_ISR hi hr hsb hu hy ig is ja ka kk kk_Arab kl km kn ko kok ku ky lkt ln lo lt lv mk ml mn mr mt my nb nb_NOR ne nn " +
        "no nso om or pa pa_Guru pa_Guru_IND pl ps ro ru se si sk sl smn sq sr sr_Cyrl sr_Cyrl_BIH sr_Cyrl_MNE sr_Cyrl_SRB sr_Latn " +
        "sr_Latn_BIH sr_Latn_SRB sv ta te th tk tn to tr ug uk ur uz vi wo yi yo zh zh_Hans zh_Hans_CHN zh_Hans_SGP zh_Hant zh_Hant_HKG " +
        "zh_Hant_MAC zh_Hant_TWN";

    private static readonly FrozenDictionary<string, Collation> All = MakeAll();

    private Collation(string name, CollationKind kind, bool ignoresCase, bool ignoresAccents, bool ignoresTrailingSpaces)
    {
        Name = name;
        Kind = kind;
        IgnoresCase = ignoresCase;
        IgnoresAccents = ignoresAccents;
        IgnoresTrailingSpaces = ignoresTrailingSpaces;
    }

    /// <summary>The collation of text where two columns disagreed: comparing it fails.</summary>
    public static Collation Indeterminate { get; } = new("null", CollationKind.Indeterminate, false, false, false);

    public static Collation Utf8Binary => All["UTF8_BINARY"];

    /// <summary>Every collation's name, in canonical spelling.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>The canonical name.</summary>
    public string Name { get; }

    public CollationKind Kind { get; }

    public bool IgnoresCase { get; }

    public bool IgnoresAccents { get; }

    public bool IgnoresTrailingSpaces { get; }

    public bool IsSupported => Kind != CollationKind.Tailored;

    /// <summary>Gets whether equality is equality of bytes.</summary>
    public bool IsBinaryEquality => Kind == CollationKind.Binary && !IgnoresTrailingSpaces;

    /// <summary>Finds a collation by name in any case, with the specifiers behind the base in any order and the defaults (CS, AS) spelled out or not.</summary>
    public static bool TryFind(string name, out Collation collation)
    {
        collation = Utf8Binary;
        string[] parts = name.Split('_');
        int specifiers = parts.Length;
        bool? ignoresCase = null;
        bool? ignoresAccents = null;
        bool ignoresSpaces = false;
        while (specifiers > 1)
        {
            string part = parts[specifiers - 1].ToUpperInvariant();
            bool taken = part switch
            {
                "CI" or "CS" when ignoresCase is null => (ignoresCase = part == "CI") is not null,
                "AI" or "AS" when ignoresAccents is null => (ignoresAccents = part == "AI") is not null,
                "RTRIM" when !ignoresSpaces => ignoresSpaces = true,
                _ => false,
            };
            if (!taken)
            {
                break;
            }

            specifiers--;
        }

        string key = string.Join('_', parts[..specifiers]);
        bool isUtf8 = key.StartsWith("UTF8_", StringComparison.OrdinalIgnoreCase);
        bool isBase = All.TryGetValue(key, out Collation? root) && (isUtf8 || (!root.IgnoresCase && !root.IgnoresAccents));
        if (!isBase || (isUtf8 && (ignoresCase ?? ignoresAccents) is not null))
        {
            return false;
        }

        key += (ignoresCase == true ? "_CI" : string.Empty) + (ignoresAccents == true ? "_AI" : string.Empty) + (ignoresSpaces ? "_RTRIM" : string.Empty);
        bool found = All.TryGetValue(key, out Collation? known);
        collation = known ?? collation;
        return found;
    }

    /// <summary>Finds the collation of a name in canonical spelling, null where it compares bytes or is not known.</summary>
    public static Collation? Find(string name) => All.TryGetValue(name, out var collation) && !collation.IsBinaryEquality ? collation : null;

    public bool Equals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Demand();
        if (IgnoresTrailingSpaces)
        {
            left = TrimSpaces(left);
            right = TrimSpaces(right);
        }

        return left.SequenceEqual(right) || (Kind != CollationKind.Binary && CompareKeys(left, right) == 0);
    }

    public int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Demand();
        if (IgnoresTrailingSpaces)
        {
            left = TrimSpaces(left);
            right = TrimSpaces(right);
        }

        return Kind == CollationKind.Binary ? left.SequenceCompareTo(right) : CompareKeys(left, right);
    }

    /// <summary>Appends bytes that are equal for equal text and order like it.</summary>
    public void AppendKey(ReadOnlySpan<byte> text, KeyBuffer output)
    {
        if (IgnoresTrailingSpaces)
        {
            text = TrimSpaces(text);
        }

        switch (Kind)
        {
            case CollationKind.Binary:
                output.Append(text);
                break;
            case CollationKind.Lowercase:
                AppendLowercase(text, output);
                break;
            case CollationKind.Indeterminate:
                Demand();
                break;
            case CollationKind.Unicode:
            case CollationKind.Tailored:
            default:
                AppendUnicodeKey(text, output);
                break;
        }
    }

    /// <summary>Writes what the collation compares of one character and gives the number of units; none for what it ignores.</summary>
    /// <param name="units">Room for 18 units.</param>
    public int Units(Rune rune, Span<uint> units)
    {
        Demand();
        switch (Kind)
        {
            case CollationKind.Binary:
                units[0] = (uint)rune.Value;
                return 1;
            case CollationKind.Lowercase:
                return LowercaseUnits(rune, units);
            case CollationKind.Indeterminate:
            case CollationKind.Unicode:
            case CollationKind.Tailored:
            default:
                int count = RootCollation.Instance.Elements(rune.Value, units);
                int kept = 0;
                for (int index = 0; index < count; index++)
                {
                    uint element = units[index];
                    uint unit = IgnoresAccents ? element & ~0x7FFFU : IgnoresCase ? element & ~0x3FU : element;
                    bool isIgnored = RootCollation.Primary(element) == 0 && IgnoresAccents;
                    if (!isIgnored)
                    {
                        units[kept++] = IgnoresAccents && !IgnoresCase ? unit | CaseOf(rune) : unit;
                    }
                }

                return kept;
        }
    }

    /// <summary>Tells whether a unit of <see cref="Units"/> belongs to the character before it.</summary>
    public bool IsMark(uint unit) => Kind is CollationKind.Unicode or CollationKind.Tailored && RootCollation.Primary(unit) == 0;

    [ThreadStatic]
    private static KeyBuffer? _leftKey;

    [ThreadStatic]
    private static KeyBuffer? _rightKey;

    private int CompareKeys(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        KeyBuffer leftKey = _leftKey ??= new KeyBuffer();
        KeyBuffer rightKey = _rightKey ??= new KeyBuffer();
        leftKey.Clear();
        rightKey.Clear();
        AppendKey(left, leftKey);
        AppendKey(right, rightKey);
        return leftKey.Written.SequenceCompareTo(rightKey.Written);
    }

    /// <exception cref="QueryException">The collation is indeterminate.</exception>
    private void Demand()
    {
        if (Kind == CollationKind.Indeterminate)
        {
            throw new QueryException("INDETERMINATE_COLLATION").As("SparkRuntimeException");
        }
    }

    private static void AppendLowercase(ReadOnlySpan<byte> text, KeyBuffer output)
    {
        if (Ascii.IsValid(text))
        {
            Ascii.ToLower(text, output.Reserve(text.Length), out int written);
            output.Advance(written);
            return;
        }

        Span<uint> units = stackalloc uint[2];
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int width);
            int count = LowercaseUnits(rune, units);
            for (int index = 0; index < count; index++)
            {
                output.Append(new Rune(units[index]));
            }

            text = text[width..];
        }
    }

    private static int LowercaseUnits(Rune rune, Span<uint> units)
    {
        units[0] = (uint)Rune.ToLowerInvariant(rune).Value;
        if (rune.Value == 0x130)
        {
            units[0] = 'i';
            units[1] = 0x307;
            return 2;
        }

        if (units[0] == 0x3C2)
        {
            units[0] = 0x3C3;
        }

        return 1;
    }

    private void AppendUnicodeKey(ReadOnlySpan<byte> text, KeyBuffer output)
    {
        Span<uint> units = stackalloc uint[18];
        RootCollation root = RootCollation.Instance;
        int levels = IgnoresAccents ? (IgnoresCase ? 1 : 2) : IgnoresCase ? 2 : 3;
        for (int level = 0; level < levels; level++)
        {
            if (level > 0)
            {
                output.Append((byte)0);
                output.Append((byte)0);
            }

            ReadOnlySpan<byte> rest = text;
            while (!rest.IsEmpty)
            {
                Rune.DecodeFromUtf8(rest, out Rune rune, out int width);
                rest = rest[width..];
                int count = root.Elements(rune.Value, units);
                for (int index = 0; index < count; index++)
                {
                    AppendWeight(units[index], level, rune, output);
                }
            }
        }
    }

    private void AppendWeight(uint element, int level, Rune rune, KeyBuffer output)
    {
        int primary = RootCollation.Primary(element);
        switch (level)
        {
            case 0:
                if (primary != 0)
                {
                    output.Append((byte)(primary >> 8));
                    output.Append((byte)primary);
                }

                break;
            case 1 when IgnoresAccents:
                if (primary != 0)
                {
                    output.Append((byte)(1 + CaseOf(rune)));
                }

                break;
            case 1:
                int secondary = RootCollation.Secondary(element) + 1;
                if (secondary >= 0xFF)
                {
                    output.Append((byte)0xFF);
                    secondary -= 0xFE;
                }

                output.Append((byte)secondary);
                break;
            default:
                output.Append((byte)(RootCollation.Tertiary(element) + 1));
                break;
        }
    }

    private static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text) => text.TrimEnd((byte)' ');

    private static uint CaseOf(Rune rune) => Rune.ToLowerInvariant(rune) != rune || rune.Value == 0x130 ? 1U : 0U;

    private static FrozenDictionary<string, Collation> MakeAll()
    {
        var all = new Dictionary<string, Collation>(StringComparer.OrdinalIgnoreCase);
        foreach (bool trims in (ReadOnlySpan<bool>)[false, true])
        {
            string suffix = trims ? "_RTRIM" : string.Empty;
            Add(all, new Collation("UTF8_BINARY" + suffix, CollationKind.Binary, false, false, trims));
            Add(all, new Collation("UTF8_LCASE" + suffix, CollationKind.Lowercase, true, false, trims));
            AddLanguages(all, "UNICODE", CollationKind.Unicode, trims, suffix);
            AddLanguages(all, RootLanguages, CollationKind.Unicode, trims, suffix);
            AddLanguages(all, TailoredLanguages, CollationKind.Tailored, trims, suffix);
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void AddLanguages(Dictionary<string, Collation> all, string names, CollationKind kind, bool trims, string suffix)
    {
        foreach (string name in names.Split(' '))
        {
            Add(all, new Collation(name + suffix, kind, false, false, trims));
            Add(all, new Collation(name + "_CI" + suffix, kind, true, false, trims));
            Add(all, new Collation(name + "_AI" + suffix, kind, false, true, trims));
            Add(all, new Collation(name + "_CI_AI" + suffix, kind, true, true, trims));
        }
    }

    private static void Add(Dictionary<string, Collation> all, Collation collation) => all.Add(collation.Name, collation);
}
