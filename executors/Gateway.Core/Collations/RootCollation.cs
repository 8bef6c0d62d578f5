using System.IO.Compression;

namespace Gateway.Core.Collations;

/// <summary>Holds the collation elements of the CLDR root collation, one to eighteen a character.</summary>
/// <remarks>
/// An element packs the ranks of its primary (16 bits), secondary (9) and tertiary weight (6). The table holds every character
/// with weights of its own; ideographs get implicit primaries above all others, Hangul syllables those of their letters.
/// The resource is a list of varints: the distance to the next character, its number of elements, and for each the secondary
/// rank plus one (zero: an ideograph's code point follows), the tertiary rank and the zigzag difference of primary ranks.
/// </remarks>
internal sealed class RootCollation
{
    private const int PageSize = 256;
    private const int CommonTertiary = 1;
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;

    private static readonly Lazy<RootCollation> Loaded = new(static () => new RootCollation());

    private readonly int[]?[] _pages = new int[]?[0x110000 / PageSize];
    private readonly List<uint> _elements = [];

    private RootCollation()
    {
        using Stream resource = typeof(RootCollation).Assembly.GetManifestResourceStream("Gateway.Core.Collations.RootCollation.br")!;
        using var stream = new BrotliStream(resource, CompressionMode.Decompress);
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        Read(bytes.ToArray());
    }

    public static RootCollation Instance => Loaded.Value;

    public static int Primary(uint element) => (int)(element >> 15);

    public static int Secondary(uint element) => (int)(element >> 6) & 0x1FF;

    public static int Tertiary(uint element) => (int)element & 0x3F;

    /// <summary>Writes the elements of a character and gives their number.</summary>
    /// <param name="destination">Room for 18 elements.</param>
    public int Elements(int codePoint, Span<uint> destination)
    {
        int entry = _pages[codePoint / PageSize]?[codePoint % PageSize] ?? 0;
        if (entry != 0)
        {
            int count = entry & 0x1F;
            int start = (entry >> 5) - 1;
            for (int index = 0; index < count; index++)
            {
                destination[index] = _elements[start + index];
            }

            return count;
        }

        if (codePoint is >= HangulFirst and <= HangulLast)
        {
            int syllable = codePoint - HangulFirst;
            int written = Elements(0x1100 + (syllable / 588), destination);
            written += Elements(0x1161 + (syllable % 588 / 28), destination[written..]);
            return syllable % 28 == 0 ? written : written + Elements(0x11A7 + (syllable % 28), destination[written..]);
        }

        WriteImplicit(codePoint, destination);
        return 2;
    }

    // Core ideographs come first, then the extensions, then characters without a place.
    private static void WriteImplicit(int codePoint, Span<uint> destination)
    {
        bool isCore = codePoint is (>= 0x4E00 and <= 0x9FFF) or (>= 0xFA0E and <= 0xFA29);
        bool isExtension = codePoint is (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x3FFFD);
        int lead = (isCore ? 0xFB40 : isExtension ? 0xFB80 : 0xFBC0) + (codePoint >> 15);
        destination[0] = Pack(lead, 0, CommonTertiary);
        destination[1] = Pack((codePoint & 0x7FFF) | 0x8000, 0, CommonTertiary);
    }

    private static uint Pack(int primary, int secondary, int tertiary) => ((uint)primary << 15) | ((uint)secondary << 6) | (uint)tertiary;

    private void Read(ReadOnlySpan<byte> bytes)
    {
        int position = 0;
        int count = ReadVarint(bytes, ref position);
        int codePoint = -1;
        int primary = 0;
        Span<uint> ideograph = stackalloc uint[2];
        for (int index = 0; index < count; index++)
        {
            codePoint += ReadVarint(bytes, ref position) + 1;
            int elements = ReadVarint(bytes, ref position);
            int start = _elements.Count;
            for (int element = 0; element < elements; element++)
            {
                int secondary = ReadVarint(bytes, ref position);
                if (secondary == 0)
                {
                    WriteImplicit(ReadVarint(bytes, ref position), ideograph);
                    _elements.Add(ideograph[0]);
                    _elements.Add(ideograph[1]);
                    continue;
                }

                int tertiary = bytes[position++];
                int zigzag = ReadVarint(bytes, ref position);
                primary += (zigzag >> 1) ^ -(zigzag & 1);
                _elements.Add(Pack(primary, secondary - 1, tertiary));
            }

            int[] page = _pages[codePoint / PageSize] ??= new int[PageSize];
            page[codePoint % PageSize] = ((start + 1) << 5) | (_elements.Count - start);
        }
    }

    private static int ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte current = bytes[position++];
            value |= (current & 0x7F) << shift;
            if (current < 0x80)
            {
                return value;
            }
        }
    }
}
