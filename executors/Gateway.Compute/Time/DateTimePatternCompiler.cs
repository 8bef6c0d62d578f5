using System.Text;

namespace Gateway.Compute.Time;

/// <summary>Checks a pattern by Spark's rules and turns its letters into elements.</summary>
internal sealed class DateTimePatternCompiler
{
    private const string WeekBasedLetters = "YWwuec";
    private const string UnsupportedLetters = "ABnNp";
    private const string LettersUnsupportedForParsing = "EFqQ";
    private const string LegacyLetters = "GyMwWDdFEaHkKhmsSzZYuLX";

    private static readonly string[] UnsupportedRuns = ["GGGGG", "MMMMM", "LLLLL", "EEEEE", "QQQQQ", "qqqqq", "yyyyyyy"];

    private readonly List<DateTimePatternElement> _elements = [];
    private readonly Stack<int> _optionals = new();
    private int _activeNumber = -1;

    public static DateTimePatternFault Compile(string pattern, bool forParsing, out DateTimePattern? compiled, out char faultCharacter)
    {
        compiled = null;
        DateTimePatternFault fault = Check(pattern, forParsing, out string converted, out faultCharacter);
        if (fault == DateTimePatternFault.None)
        {
            var compiler = new DateTimePatternCompiler();
            if (forParsing ? compiler.AddForParsing(converted) : compiler.AddPattern(converted))
            {
                compiler.CloseOptionals();
                compiled = new DateTimePattern([.. compiler._elements], forParsing);
                return DateTimePatternFault.None;
            }

            fault = DateTimePatternFault.Invalid;
        }

        return IsLegacyPattern(pattern) ? DateTimePatternFault.Recognition : fault;
    }

    /// <summary>Tells whether java.text.SimpleDateFormat takes the pattern.</summary>
    public static bool IsLegacyPattern(string pattern)
    {
        bool quoted = false;
        for (int index = 0; index < pattern.Length; index++)
        {
            char current = pattern[index];
            if (current == '\'')
            {
                quoted = !quoted;
            }
            else if (!quoted && char.IsAsciiLetter(current))
            {
                int end = index;
                while (end < pattern.Length && pattern[end] == current)
                {
                    end++;
                }

                if (!LegacyLetters.Contains(current, StringComparison.Ordinal) || (current == 'X' && end - index > 3))
                {
                    return false;
                }

                index = end - 1;
            }
        }

        return !quoted;
    }

    private static DateTimePatternFault Check(string pattern, bool forParsing, out string converted, out char faultCharacter)
    {
        string[] parts = (pattern + " ").Split('\'');
        bool hasEra = parts.Where(static (_, index) => index % 2 == 0).Any(static part => part.Contains('G', StringComparison.Ordinal));
        faultCharacter = '\0';
        converted = string.Empty;
        for (int index = 0; index < parts.Length; index += 2)
        {
            foreach (char letter in parts[index])
            {
                if (WeekBasedLetters.Contains(letter, StringComparison.Ordinal))
                {
                    faultCharacter = letter;
                    return DateTimePatternFault.WeekBased;
                }
            }

            foreach (char letter in parts[index])
            {
                if (UnsupportedLetters.Contains(letter, StringComparison.Ordinal) ||
                    (forParsing && LettersUnsupportedForParsing.Contains(letter, StringComparison.Ordinal)))
                {
                    faultCharacter = letter;
                    return DateTimePatternFault.IllegalCharacter;
                }
            }

            foreach (string run in UnsupportedRuns)
            {
                if (parts[index].Contains(run, StringComparison.Ordinal))
                {
                    faultCharacter = run[0];
                    return DateTimePatternFault.Length;
                }
            }

            if (!hasEra)
            {
                parts[index] = parts[index].Replace('y', 'u');
            }
        }

        converted = string.Join('\'', parts)[..^1];
        return DateTimePatternFault.None;
    }

    /// <summary>Adds a pattern whose runs of S take a variable number of digits; each run cuts the pattern in pieces.</summary>
    private bool AddForParsing(string pattern)
    {
        string[] parts = pattern.Split('\'');
        int count = parts.Length;
        while (count > 1 && parts[count - 1].Length == 0)
        {
            count--;
        }

        for (int index = 0; index < count; index++)
        {
            if (parts[index].Length == 0 && index != 0)
            {
                AddLiteral("'");
            }
            else if (index % 2 != 0)
            {
                AddLiteral(parts[index]);
            }
            else if (!AddWithFractions(parts[index]))
            {
                return false;
            }
        }

        return parts.Length % 2 != 0;
    }

    private bool AddWithFractions(string part)
    {
        while (part.Length > 0)
        {
            int start = part.IndexOf('S', StringComparison.Ordinal);
            if (!AddPattern(start < 0 ? part : part[..start]))
            {
                return false;
            }

            if (start < 0)
            {
                return true;
            }

            int end = start;
            while (end < part.Length && part[end] == 'S')
            {
                end++;
            }

            if (end - start > 9)
            {
                return false;
            }

            Add(new DateTimePatternElement
            {
                Kind = PatternElementKind.Fraction, Field = PatternField.NanoOfSecond, MinWidth = 1, MaxWidth = end - start,
            });
            part = part[end..];
        }

        return true;
    }

    private bool AddPattern(string pattern)
    {
        _activeNumber = -1;
        for (int position = 0; position < pattern.Length;)
        {
            char current = pattern[position];
            if (char.IsAsciiLetter(current))
            {
                int start = position;
                while (position < pattern.Length && pattern[position] == current)
                {
                    position++;
                }

                if (!AddLetters(current, position - start))
                {
                    return false;
                }

                continue;
            }

            position++;
            switch (current)
            {
                case '\'':
                    if (!AddQuoted(pattern, ref position))
                    {
                        return false;
                    }

                    break;
                case '[':
                    _activeNumber = -1;
                    _optionals.Push(_elements.Count);
                    _elements.Add(new DateTimePatternElement { Kind = PatternElementKind.OptionalStart });
                    break;
                case ']':
                    if (_optionals.Count == 0)
                    {
                        return false;
                    }

                    CloseOptional();
                    break;
                case '{' or '}' or '#':
                    return false;
                default:
                    int length = char.IsHighSurrogate(current) && position < pattern.Length ? 2 : 1;
                    AddLiteral(pattern.Substring(position - 1, length));
                    position += length - 1;
                    break;
            }
        }

        return true;
    }

    private bool AddQuoted(string pattern, ref int position)
    {
        var literal = new StringBuilder();
        for (; position < pattern.Length; position++)
        {
            if (pattern[position] != '\'')
            {
                literal.Append(pattern[position]);
            }
            else if (position + 1 < pattern.Length && pattern[position + 1] == '\'')
            {
                literal.Append('\'');
                position++;
            }
            else
            {
                position++;
                AddLiteral(literal.Length == 0 ? "'" : literal.ToString());
                return true;
            }
        }

        return false;
    }

    private bool AddLetters(char letter, int count)
    {
        switch (letter)
        {
            case 'G':
                return AddText(PatternField.Era, count, maximum: 4);
            case 'y':
                AddYear(PatternField.YearOfEra, count);
                return true;
            case 'u':
                AddYear(PatternField.Year, count);
                return true;
            case 'Q' or 'q':
                return count <= 2 ? AddNumber(PatternField.Quarter, count) : AddText(PatternField.Quarter, count, maximum: 4);
            case 'M' or 'L':
                return count <= 2 ? AddNumber(PatternField.Month, count) : AddText(PatternField.Month, count, maximum: 4, isAlone: letter == 'L');
            case 'E':
                return AddText(PatternField.DayOfWeek, count, maximum: 4);
            case 'a':
                return AddText(PatternField.HalfDay, count, maximum: 1);
            case 'd':
                return AddNumber(PatternField.DayOfMonth, count);
            case 'D':
                return AddDayOfYear(count);
            case 'F':
                return count == 1 && AddNumber(PatternField.AlignedDayOfWeek, count);
            case 'H':
                return AddNumber(PatternField.HourOfDay, count);
            case 'k':
                return AddNumber(PatternField.ClockHourOfDay, count);
            case 'K':
                return AddNumber(PatternField.HourOfHalfDay, count);
            case 'h':
                return AddNumber(PatternField.ClockHourOfHalfDay, count);
            case 'm':
                return AddNumber(PatternField.Minute, count);
            case 's':
                return AddNumber(PatternField.Second, count);
            case 'S':
                return AddFraction(count);
            case 'g':
                AddWide(PatternField.ModifiedJulianDay, count, PatternSign.Normal);
                return true;
            default:
                return AddZoneLetters(letter, count);
        }
    }

    private bool AddZoneLetters(char letter, int count)
    {
        switch (letter)
        {
            case 'V':
                Add(new DateTimePatternElement { Kind = PatternElementKind.ZoneId });
                return count == 2;
            case 'z':
                Add(new DateTimePatternElement { Kind = PatternElementKind.ZoneName, IsFull = count == 4 });
                return count <= 4;
            case 'v':
                Add(new DateTimePatternElement { Kind = PatternElementKind.GenericZoneName, IsFull = count == 4 });
                return count is 1 or 4;
            case 'O':
                Add(new DateTimePatternElement { Kind = PatternElementKind.LocalizedOffset, IsFull = count == 4 });
                return count is 1 or 4;
            case 'Z' when count < 4:
                AddOffset(hasColon: false, minutes: 2, seconds: 0, "+0000");
                return true;
            case 'Z' when count == 4:
                Add(new DateTimePatternElement { Kind = PatternElementKind.LocalizedOffset, IsFull = true });
                return true;
            case 'Z' when count == 5:
                AddOffset(hasColon: true, minutes: 2, seconds: 1, "Z");
                return true;
            case 'X' or 'x' when count <= 5:
                string zero = letter == 'X' ? "Z" : count == 1 ? "+00" : count % 2 == 0 ? "+0000" : "+00:00";
                AddOffset(hasColon: count is 3 or 5, minutes: count == 1 ? 1 : 2, seconds: count >= 4 ? 1 : 0, zero);
                return true;
            default:
                return false;
        }
    }

    private void AddYear(PatternField field, int count)
    {
        if (count == 2)
        {
            AddActive(new DateTimePatternElement { Kind = PatternElementKind.TwoDigitYear, Field = field, MinWidth = 2, MaxWidth = 2 });
        }
        else
        {
            AddWide(field, count, count < 4 ? PatternSign.Normal : PatternSign.ExceedsPad);
        }
    }

    private bool AddNumber(PatternField field, int count)
    {
        if (count == 1)
        {
            AddWide(field, 1, PatternSign.Normal);
            return true;
        }

        AddActive(new DateTimePatternElement { Kind = PatternElementKind.Number, Field = field, MinWidth = 2, MaxWidth = 2 });
        return count == 2;
    }

    private bool AddDayOfYear(int count)
    {
        if (count == 1)
        {
            AddWide(PatternField.DayOfYear, 1, PatternSign.Normal);
            return true;
        }

        AddActive(new DateTimePatternElement { Kind = PatternElementKind.Number, Field = PatternField.DayOfYear, MinWidth = count, MaxWidth = 3 });
        return count <= 3;
    }

    private bool AddFraction(int count)
    {
        AddActive(new DateTimePatternElement
        {
            Kind = PatternElementKind.Fraction, Field = PatternField.NanoOfSecond, MinWidth = count, MaxWidth = count,
        });
        return count <= 9;
    }

    private void AddWide(PatternField field, int minimum, PatternSign sign) =>
        AddActive(new DateTimePatternElement { Kind = PatternElementKind.Number, Field = field, MinWidth = minimum, MaxWidth = 19, Sign = sign });

    private bool AddText(PatternField field, int count, int maximum, bool isAlone = false)
    {
        Add(new DateTimePatternElement { Kind = PatternElementKind.Text, Field = field, IsFull = count == 4, IsAlone = isAlone });
        return count <= maximum;
    }

    private void AddOffset(bool hasColon, int minutes, int seconds, string zero) =>
        Add(new DateTimePatternElement
        {
            Kind = PatternElementKind.Offset,
            Field = PatternField.OffsetSeconds,
            HasColon = hasColon,
            MinuteRule = minutes,
            SecondRule = seconds,
            Text = Encoding.ASCII.GetBytes(zero),
        });

    private void AddLiteral(string text)
    {
        if (text.Length > 0)
        {
            Add(new DateTimePatternElement { Kind = PatternElementKind.Literal, Text = Encoding.UTF8.GetBytes(text) });
        }
    }

    private void Add(DateTimePatternElement element)
    {
        _elements.Add(element);
        _activeNumber = -1;
    }

    /// <summary>Adds a number; one of fixed width reserves its digits with the variable number that it directly follows.</summary>
    private void AddActive(DateTimePatternElement element)
    {
        if (_activeNumber >= 0)
        {
            DateTimePatternElement active = _elements[_activeNumber];
            if (element.MinWidth == element.MaxWidth && element.Sign == PatternSign.NotNegative)
            {
                active.SubsequentWidth += element.MaxWidth;
                _elements[_activeNumber] = active;
                _elements.Add(element);
                return;
            }

            active.SubsequentWidth = 0;
            _elements[_activeNumber] = active;
        }

        _activeNumber = _elements.Count;
        _elements.Add(element);
    }

    private void CloseOptional()
    {
        _activeNumber = -1;
        int start = _optionals.Pop();
        DateTimePatternElement opening = _elements[start];
        opening.End = _elements.Count;
        _elements[start] = opening;
        _elements.Add(new DateTimePatternElement { Kind = PatternElementKind.OptionalEnd });
    }

    private void CloseOptionals()
    {
        while (_optionals.Count > 0)
        {
            CloseOptional();
        }
    }
}
