namespace Gateway.Compute.Text;

/// <summary>The characters and habits of a CSV dialect, named as Spark's options.</summary>
public sealed record CsvFormat
{
    public static CsvFormat Default { get; } = new();

    /// <summary>One or more characters between fields.</summary>
    public byte[] Delimiter { get; init; } = [(byte)','];

    /// <summary>Zero for none.</summary>
    public byte Quote { get; init; } = (byte)'"';

    /// <summary>Zero for none.</summary>
    public byte Escape { get; init; } = (byte)'\\';

    /// <summary>Escapes the escape character; null for the escape itself where it is not the quote.</summary>
    public byte? EscapeOfEscape { get; init; }

    /// <summary>Lines that start with it are skipped; zero for none.</summary>
    public byte Comment { get; init; }

    /// <summary>The end of a record; null for \n, \r\n and \r.</summary>
    public byte[]? LineSeparator { get; init; }

    public bool IgnoresLeadingWhitespace { get; init; }

    public bool IgnoresTrailingWhitespace { get; init; }

    internal byte EffectiveEscapeOfEscape => EscapeOfEscape ?? (Escape == Quote ? (byte)0 : Escape);
}
