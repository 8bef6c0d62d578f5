using System.Text;

namespace Gateway.Compute.Text;

/// <summary>The part of a URL that parse_url takes.</summary>
public enum UrlPart
{
    Host,
    Path,
    Query,
    Reference,
    Protocol,
    File,
    Authority,
    UserInfo,
}

/// <summary>Encodes, decodes and takes apart URLs as Java's URLEncoder, URLDecoder and URI do.</summary>
public static class UrlText
{
    private static ReadOnlySpan<byte> UpperHexadecimal => "0123456789ABCDEF"u8;

    public static void AppendEncoded(ReadOnlySpan<byte> text, TextBuffer output)
    {
        foreach (byte unit in text)
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'.' or (byte)'-' or (byte)'*' or (byte)'_')
            {
                output.Append(unit);
            }
            else if (unit == (byte)' ')
            {
                output.Append((byte)'+');
            }
            else
            {
                output.Append((byte)'%');
                output.Append(UpperHexadecimal[unit >> 4]);
                output.Append(UpperHexadecimal[unit & 15]);
            }
        }
    }

    /// <summary>Decodes plus signs and percent sequences; malformed UTF-8 becomes U+FFFD. False for a malformed sequence.</summary>
    public static bool TryAppendDecoded(ReadOnlySpan<byte> text, TextBuffer output, TextBuffer scratch)
    {
        for (int position = 0; position < text.Length;)
        {
            if (text[position] != (byte)'%')
            {
                output.Append(text[position] == (byte)'+' ? (byte)' ' : text[position]);
                position++;
                continue;
            }

            scratch.Clear();
            while (position < text.Length && text[position] == (byte)'%')
            {
                if (position + 2 >= text.Length || !TryHexadecimal(text[position + 1], out int high) || !TryHexadecimal(text[position + 2], out int low))
                {
                    return false;
                }

                scratch.Append((byte)((high << 4) | low));
                position += 3;
            }

            Utf8Text.AppendRepaired(scratch.Written, output);
        }

        return true;
    }

    /// <summary>Reads HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO, in upper case.</summary>
    public static bool TryParsePart(ReadOnlySpan<byte> name, out UrlPart part)
    {
        ReadOnlySpan<string> names = ["HOST", "PATH", "QUERY", "REF", "PROTOCOL", "FILE", "AUTHORITY", "USERINFO"];
        for (int index = 0; index < names.Length; index++)
        {
            if (Ascii.Equals(name, names[index]))
            {
                part = (UrlPart)index;
                return true;
            }
        }

        part = default;
        return false;
    }

    /// <summary>Takes a part; false when the URL lacks it. An invalid URL is reported apart.</summary>
    public static bool TryGetPart(ReadOnlySpan<byte> url, UrlPart part, out ReadOnlySpan<byte> value, out bool isInvalid)
    {
        value = [];
        isInvalid = !TrySplit(url, out Split split);
        if (isInvalid)
        {
            return false;
        }

        switch (part)
        {
            case UrlPart.Host:
                value = HostOf(split.Authority);
                return !value.IsEmpty;
            case UrlPart.Path:
                value = split.Path;
                return !split.IsOpaque;
            case UrlPart.Query:
                value = split.Query;
                return split.HasQuery;
            case UrlPart.Reference:
                value = split.Fragment;
                return split.HasFragment;
            case UrlPart.Protocol:
                value = split.Scheme;
                return !value.IsEmpty;
            case UrlPart.File:
                value = split.File;
                return !split.IsOpaque;
            case UrlPart.Authority:
                value = split.Authority;
                return !value.IsEmpty;
            case UrlPart.UserInfo:
            default:
                int at = split.Authority.LastIndexOf((byte)'@');
                value = at < 0 ? [] : split.Authority[..at];
                return at >= 0;
        }
    }

    /// <summary>Finds the first value of a key in a query.</summary>
    public static bool TryGetQueryValue(ReadOnlySpan<byte> query, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int end = query.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? query : query[..end];
            if (pair.Length > key.Length && pair.StartsWith(key) && pair[key.Length] == (byte)'=')
            {
                value = pair[(key.Length + 1)..];
                return true;
            }

            if (end < 0)
            {
                value = [];
                return false;
            }

            query = query[(end + 1)..];
        }
    }

    private static bool TrySplit(ReadOnlySpan<byte> url, out Split split)
    {
        split = default;
        if (!AreLegal(url))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = url;
        int colon = rest.IndexOfAny(":/?#"u8);
        if (colon >= 0 && rest[colon] == (byte)':')
        {
            split.Scheme = rest[..colon];
            rest = rest[(colon + 1)..];
            if (split.Scheme.IsEmpty || !IsScheme(split.Scheme) || rest.IsEmpty)
            {
                return false;
            }

            split.IsOpaque = rest[0] != (byte)'/';
        }

        int hash = rest.IndexOf((byte)'#');
        if (hash >= 0)
        {
            split.HasFragment = true;
            split.Fragment = rest[(hash + 1)..];
            rest = rest[..hash];
        }

        if (split.IsOpaque)
        {
            return true;
        }

        if (rest.StartsWith("//"u8))
        {
            rest = rest[2..];
            int end = rest.IndexOfAny((byte)'/', (byte)'?');
            split.Authority = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[end..];
        }

        if (split.Authority.IndexOfAny((byte)'[', (byte)']') > 0 || (rest.IndexOf((byte)'?') is var query && (query < 0 ? rest : rest[..query]).IndexOfAny((byte)'[', (byte)']') >= 0))
        {
            return false;
        }

        split.File = rest;
        int question = rest.IndexOf((byte)'?');
        split.HasQuery = question >= 0;
        split.Query = question < 0 ? [] : rest[(question + 1)..];
        split.Path = question < 0 ? rest : rest[..question];
        return true;
    }

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> authority)
    {
        ReadOnlySpan<byte> host = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        if (!host.IsEmpty && host[0] == (byte)'[')
        {
            int close = host.IndexOf((byte)']');
            return close < 0 ? [] : host[..(close + 1)];
        }

        int colon = host.LastIndexOf((byte)':');
        if (colon >= 0)
        {
            if (host[(colon + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            {
                return [];
            }

            host = host[..colon];
        }

        return IsHostName(host) ? host : [];
    }

    /// <summary>Labels of letters, digits and inner hyphens; the last label starts with a letter unless all are numbers.</summary>
    private static bool IsHostName(ReadOnlySpan<byte> host)
    {
        ReadOnlySpan<byte> labels = host.EndsWith("."u8) ? host[..^1] : host;
        bool allNumeric = true;
        bool lastStartsWithLetter = false;
        foreach (Range range in labels.Split((byte)'.'))
        {
            ReadOnlySpan<byte> label = labels[range];
            if (label.IsEmpty || label[0] == (byte)'-' || label[^1] == (byte)'-')
            {
                return false;
            }

            foreach (byte unit in label)
            {
                if (!char.IsAsciiLetterOrDigit((char)unit) && unit != (byte)'-')
                {
                    return false;
                }
            }

            allNumeric &= label.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
            lastStartsWithLetter = char.IsAsciiLetter((char)label[0]);
        }

        return lastStartsWithLetter || allNumeric;
    }

    private static bool IsScheme(ReadOnlySpan<byte> scheme)
    {
        if (!char.IsAsciiLetter((char)scheme[0]))
        {
            return false;
        }

        foreach (byte unit in scheme)
        {
            if (!char.IsAsciiLetterOrDigit((char)unit) && unit is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreLegal(ReadOnlySpan<byte> url)
    {
        for (int index = 0; index < url.Length; index++)
        {
            byte unit = url[index];
            if (unit <= 0x20 || unit == 0x7F || "<>\"{}|\\^`"u8.Contains(unit))
            {
                return false;
            }

            if (unit == (byte)'%' &&
                (index + 2 >= url.Length || !char.IsAsciiHexDigit((char)url[index + 1]) || !char.IsAsciiHexDigit((char)url[index + 2])))
            {
                return false;
            }
        }

        return url.Count((byte)'#') <= 1;
    }

    private static bool TryHexadecimal(byte digit, out int value)
    {
        value = digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
        return char.IsAsciiHexDigit((char)digit);
    }

    private ref struct Split
    {
        public ReadOnlySpan<byte> Scheme;
        public ReadOnlySpan<byte> Authority;
        public ReadOnlySpan<byte> File;
        public ReadOnlySpan<byte> Path;
        public ReadOnlySpan<byte> Query;
        public ReadOnlySpan<byte> Fragment;
        public bool HasQuery;
        public bool HasFragment;
        public bool IsOpaque;
    }
}
