using System.Globalization;
using Gateway.Core.Types;

namespace Gateway.Compute.Tests.Tables;

/// <summary>Reads the tables' type notation: DDL, with <c>!</c> after what cannot be null.</summary>
internal sealed class TypeNotation
{
    private readonly string _text;
    private int _at;

    private TypeNotation(string text) => _text = text;

    public static DataType Parse(string text)
    {
        var reader = new TypeNotation(text);
        var type = reader.Read();
        return reader._at == text.Length ? type : throw new FormatException(text);
    }

    private DataType Read()
    {
        string word = Word();
        switch (word)
        {
            case "array":
                Expect('<');
                var element = Read();
                bool nullable = !Take('!');
                Expect('>');
                return new ArrayType(element, nullable);
            case "map":
                Expect('<');
                var key = Read();
                Take('!');
                Expect(',');
                var value = Read();
                bool valueNullable = !Take('!');
                Expect('>');
                return new MapType(key, value, valueNullable);
            case "struct":
                Expect('<');
                var fields = new List<StructField>();
                while (!Take('>'))
                {
                    Take(',');
                    int colon = _text.IndexOf(':', _at);
                    string name = _text[_at..colon];
                    _at = colon + 1;
                    var type = Read();
                    fields.Add(new StructField(name, type, !Take('!')));
                }
                return new StructType(fields);
            case "interval":
                return Interval();
            case "string" when Take(" collate "):
                string collation = Word();
                return new StringType(collation is "NULL" or "null" ? null : collation);
        }
        int[] numbers = [];
        if (Take('('))
        {
            int close = _text.IndexOf(')', _at);
            string inner = _text[_at..close];
            _at = close + 1;
            numbers = inner == "any" ? [] : [.. inner.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        }
        return word switch
        {
            "void" => NullType.Instance,
            "boolean" => BooleanType.Instance,
            "tinyint" => ByteType.Instance,
            "smallint" => ShortType.Instance,
            "int" => IntegerType.Instance,
            "bigint" => LongType.Instance,
            "float" => FloatType.Instance,
            "double" => DoubleType.Instance,
            "decimal" => new DecimalType(numbers[0], numbers[1]),
            "string" => StringType.Instance,
            "char" => new CharType(numbers[0]),
            "varchar" => new VarcharType(numbers[0]),
            "binary" => BinaryType.Instance,
            "date" => DateType.Instance,
            "timestamp" => TimestampType.Instance,
            "timestamp_ltz" => new TimestampNanosType(numbers[0], true),
            "timestamp_ntz" => numbers.Length == 0 ? TimestampNtzType.Instance : new TimestampNanosType(numbers[0], false),
            "time" => new TimeType(numbers[0]),
            "variant" => VariantType.Instance,
            "geometry" => new SpatialType(false, numbers.Length == 0 ? null : numbers[0]),
            "geography" => new SpatialType(true, numbers.Length == 0 ? null : numbers[0]),
            _ => throw new FormatException(word + " in " + _text),
        };
    }

    private DataType Interval()
    {
        string[] names = ["day", "hour", "minute", "second", "year", "month"];
        int first = Field(names);
        if (first < 0)
        {
            return CalendarIntervalType.Instance;
        }
        int last = Take(" to") ? Field(names) : first;
        return first < 4 ? new DayTimeIntervalType((byte)first, (byte)last) : new YearMonthIntervalType((byte)(first - 4), (byte)(last - 4));
    }

    private int Field(string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (Take(" " + names[i]))
            {
                return i;
            }
        }
        return -1;
    }

    private string Word()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }
        return _text[start.._at];
    }

    private bool Take(char c) => Take(c.ToString());

    private bool Take(string text)
    {
        if (string.CompareOrdinal(_text, _at, text, 0, text.Length) != 0)
        {
            return false;
        }
        _at += text.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw new FormatException($"{c} expected in {_text} at {_at}");
        }
    }
}
