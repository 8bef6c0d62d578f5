using System.Buffers.Text;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Compute.Time;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Formats.Json;

/// <summary>Reads JSON values into rows of columns. Used by JSON files and <c>from_json</c>. Belongs to one worker.</summary>
/// <remarks>Semantics: Spark 4.3's JacksonParser. A field that is not of its type is NULL and makes the record partial; text that is not JSON makes it malformed.</remarks>
public sealed unsafe class JsonRowReader
{
    private readonly JsonOptions _options;
    private readonly DateTimeFormats _formats;
    private readonly TextBuffer _scratch = new();
    private readonly TextBuffer _text = new();
    private readonly VariantBuilder _variant = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];
    private readonly Dictionary<StructType, Utf8Names> _names = new(ReferenceEqualityComparer.Instance);

    public JsonRowReader(JsonOptions options, SourceOptions source, QuerySettings settings)
    {
        _options = options;
        _formats = new DateTimeFormats(source, settings, forWriting: false);
    }

    /// <summary>Reads one JSON object as a row of the schema's columns.</summary>
    public RecordStatus ReadRow(ReadOnlySpan<byte> text, StructType schema, ReadOnlySpan<Column> columns, int row)
    {
        var tokenizer = new JsonTokenizer(text, _options.Leniency, _scratch, _containers);
        var token = tokenizer.Read();
        if (token == JsonToken.None)
        {
            return RecordStatus.Empty;
        }
        if (token != JsonToken.StartObject)
        {
            SetNulls(columns, row);
            return RecordStatus.Malformed;
        }
        bool isGood = ReadObject(ref tokenizer, schema, columns, row);
        if (tokenizer.Token == JsonToken.Error)
        {
            SetNulls(columns, row);
            return RecordStatus.Malformed;
        }
        return isGood ? RecordStatus.Ok : RecordStatus.Partial;
    }

    /// <summary>Reads one JSON value of any type into a row of a column.</summary>
    public RecordStatus ReadValue(ReadOnlySpan<byte> text, DataType type, Column column, int row)
    {
        var tokenizer = new JsonTokenizer(text, _options.Leniency, _scratch, _containers);
        if (tokenizer.Read() == JsonToken.None)
        {
            ColumnValues.Set(column, row, null);
            return RecordStatus.Empty;
        }
        bool isGood = Read(ref tokenizer, type, column, row);
        if (tokenizer.Token == JsonToken.Error)
        {
            ColumnValues.Set(column, row, null);
            return RecordStatus.Malformed;
        }
        return isGood ? RecordStatus.Ok : RecordStatus.Partial;
    }

    /// <summary>Finds the elements of a top-level array; false when the text is not an array, or not JSON (then no element is given).</summary>
    public bool TrySplitArray(ReadOnlySpan<byte> text, List<(int Start, int Length)> elements)
    {
        elements.Clear();
        var tokenizer = new JsonTokenizer(text, _options.Leniency, _scratch, _containers);
        if (tokenizer.Read() != JsonToken.StartArray)
        {
            return false;
        }
        while (true)
        {
            int before = tokenizer.Position;
            var token = tokenizer.Read();
            if (token == JsonToken.EndArray)
            {
                return true;
            }
            int start = token is JsonToken.StartObject or JsonToken.StartArray ? tokenizer.Position - 1 : before;
            if (token is JsonToken.Error or JsonToken.None || !tokenizer.SkipChildren())
            {
                elements.Clear();
                return true;
            }
            elements.Add((start, tokenizer.Position - start));
        }
    }

    /// <summary>Marks a row NULL in every column.</summary>
    public static void SetNulls(ReadOnlySpan<Column> columns, int row)
    {
        foreach (var column in columns)
        {
            ColumnValues.Set(column, row, null);
        }
    }

    private bool ReadObject(ref JsonTokenizer tokenizer, StructType schema, ReadOnlySpan<Column> columns, int row)
    {
        var names = NamesOf(schema);
        Span<bool> seen = names.Count <= 256 ? stackalloc bool[names.Count] : new bool[names.Count];
        seen.Clear();
        bool isGood = true;
        int guess = 0;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int position = names.Find(tokenizer.Value, guess);
            tokenizer.Read();
            if (position < 0)
            {
                if (!tokenizer.SkipChildren())
                {
                    break;
                }
                continue;
            }
            guess = position + 1;
            seen[position] = true;
            isGood &= Read(ref tokenizer, schema.Fields[position].Type, columns[position], row);
        }
        if (tokenizer.Token == JsonToken.Error)
        {
            return false;
        }
        for (int i = 0; i < seen.Length; i++)
        {
            if (!seen[i])
            {
                ColumnValues.Set(columns[i], row, null);
            }
        }
        return isGood;
    }

    /// <summary>Reads the value at the current token; on a mismatch the row is NULL and the value is passed over.</summary>
    private bool Read(ref JsonTokenizer tokenizer, DataType type, Column column, int row)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (type is UserDefinedType user)
        {
            type = user.SqlType;
        }
        if (tokenizer.Token == JsonToken.Null && type is not VariantType)
        {
            ColumnValues.Set(column, row, null);
            return true;
        }
        MarkValid(column, row);
        bool isGood = type switch
        {
            StructType structure when tokenizer.Token == JsonToken.StartObject => ReadStruct(ref tokenizer, structure, column, row),
            ArrayType array when tokenizer.Token == JsonToken.StartArray => ReadArray(ref tokenizer, array, column, row),
            MapType map when tokenizer.Token == JsonToken.StartObject => ReadMap(ref tokenizer, map, column, row),
            StringType or CharType or VarcharType => ReadText(ref tokenizer, column, row),
            VariantType => ReadVariant(ref tokenizer, column, row),
            StructType or ArrayType or MapType => Mismatch(ref tokenizer, column, row),
            _ => ReadScalar(ref tokenizer, type, column, row) || Mismatch(ref tokenizer, column, row),
        };
        return isGood;
    }

    private static bool Mismatch(ref JsonTokenizer tokenizer, Column column, int row)
    {
        ColumnValues.Set(column, row, null);
        tokenizer.SkipChildren();
        return false;
    }

    private bool ReadStruct(ref JsonTokenizer tokenizer, StructType structure, Column column, int row)
    {
        foreach (var child in column.Children)
        {
            child.EnsureCapacity(row + 1, row);
        }
        bool isGood = ReadObject(ref tokenizer, structure, column.Children, row);
        if (!isGood && !_options.PartialResults)
        {
            ColumnValues.Set(column, row, null);
        }
        return isGood;
    }

    private bool ReadArray(ref JsonTokenizer tokenizer, ArrayType array, Column column, int row)
    {
        int start = column.ChildCount;
        bool isGood = true;
        while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
        {
            int element = column.AppendChildren(1);
            isGood &= Read(ref tokenizer, array.Element, column.Children[0], element);
        }
        column.Data<ListSpan>()[row] = new ListSpan(start, column.ChildCount - start);
        return isGood && tokenizer.Token != JsonToken.Error;
    }

    private bool ReadMap(ref JsonTokenizer tokenizer, MapType map, Column column, int row)
    {
        int start = column.ChildCount;
        bool isGood = true;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int entry = column.AppendChildren(1);
            var keys = column.Children[0];
            MarkValid(keys, entry);
            keys.Data<StringView>()[entry] = keys.Heap.Add(tokenizer.Value);
            tokenizer.Read();
            isGood &= Read(ref tokenizer, map.Value, column.Children[1], entry);
        }
        column.Data<ListSpan>()[row] = new ListSpan(start, column.ChildCount - start);
        return isGood && tokenizer.Token != JsonToken.Error;
    }

    private bool ReadText(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token == JsonToken.String)
        {
            column.Data<StringView>()[row] = column.Heap.Add(tokenizer.Value);
            return true;
        }
        _text.Clear();
        if (!JsonText.TryCopyValue(ref tokenizer, _text))
        {
            ColumnValues.Set(column, row, null);
            return false;
        }
        column.Data<StringView>()[row] = column.Heap.Add(_text.Written);
        return true;
    }

    private bool ReadVariant(ref JsonTokenizer tokenizer, Column column, int row)
    {
        _variant.Clear();
        if (!_variant.TryAppendJson(ref tokenizer, allowDuplicateKeys: false) || _variant.IsTooLarge)
        {
            ColumnValues.Set(column, row, null);
            return false;
        }
        _text.Clear();
        _variant.AppendMetadata(_text);
        foreach (var child in column.Children)
        {
            child.EnsureCapacity(row + 1, row);
            MarkValid(child, row);
        }
        column.Children[0].Data<StringView>()[row] = column.Children[0].Heap.Add(_variant.Value);
        column.Children[1].Data<StringView>()[row] = column.Children[1].Heap.Add(_text.Written);
        return true;
    }

    private bool ReadScalar(ref JsonTokenizer tokenizer, DataType type, Column column, int row)
    {
        var token = tokenizer.Token;
        var text = tokenizer.Value;
        switch (type)
        {
            case BooleanType:
                column.Data<byte>()[row] = token == JsonToken.True ? (byte)1 : (byte)0;
                return token is JsonToken.True or JsonToken.False;
            case ByteType:
                return TryInteger(token, text, sbyte.MinValue, sbyte.MaxValue, out long tiny) && Store(column.Data<sbyte>(), row, (sbyte)tiny);
            case ShortType:
                return TryInteger(token, text, short.MinValue, short.MaxValue, out long small) && Store(column.Data<short>(), row, (short)small);
            case IntegerType:
                return TryInteger(token, text, int.MinValue, int.MaxValue, out long number) && Store(column.Data<int>(), row, (int)number);
            case LongType:
                return TryInteger(token, text, long.MinValue, long.MaxValue, out long large) && Store(column.Data<long>(), row, large);
            case FloatType:
                return TryReal(token, text, out double single) && Store(column.Data<float>(), row, token is JsonToken.Integer or JsonToken.Float && NumberParser.TryParseSingle(text, out float exact) ? exact : (float)single);
            case DoubleType:
                return TryReal(token, text, out double real) && Store(column.Data<double>(), row, real);
            case DecimalType target:
                return token is JsonToken.Integer or JsonToken.Float or JsonToken.String
                    && NumberParser.ParseDecimal(text, new DecimalShape(target.Precision, target.Scale), out Int128 unscaled) == ParseStatus.Ok
                    && StoreDecimal(column, row, unscaled);
            case DateType:
                return token == JsonToken.String && !text.IsEmpty && _formats.TryDate(text, out int days) && Store(column.Data<int>(), row, days);
            case TimestampType when token == JsonToken.Integer:
                return TryInteger(token, text, long.MinValue, long.MaxValue, out long seconds) && Store(column.Data<long>(), row, unchecked(seconds * TimeUnits.MicrosPerSecond));
            case TimestampType:
                return token == JsonToken.String && !text.IsEmpty && _formats.TryTimestamp(text, out long micros) && Store(column.Data<long>(), row, micros);
            case TimestampNtzType:
                return token == JsonToken.String && !text.IsEmpty && _formats.TryTimestampNtz(text, out long local) && Store(column.Data<long>(), row, local);
            case TimeType:
                return token == JsonToken.String && DateTimeParser.TryParseTime(text, out long nanoseconds) && Store(column.Data<long>(), row, nanoseconds);
            case BinaryType:
                return token == JsonToken.String && TryBase64(text, column, row);
            case CalendarIntervalType:
                return token == JsonToken.String && CalendarIntervalParser.Parse(text, out int months, out int intervalDays, out long intervalMicros, out _) == default
                    && Store(column.Data<CalendarInterval>(), row, new CalendarInterval(months, intervalDays, intervalMicros));
            case YearMonthIntervalType interval:
                return token == JsonToken.String && IntervalParser.ParseYearMonth(text, interval.Start, interval.End, out int yearMonths) == ParseStatus.Ok
                    && Store(column.Data<int>(), row, yearMonths);
            case DayTimeIntervalType interval:
                return token == JsonToken.String && IntervalParser.ParseDayTime(text, interval.Start, interval.End, out long dayTime, out _) == ParseStatus.Ok
                    && Store(column.Data<long>(), row, dayTime);
            default:
                return false;
        }
    }

    private static bool TryInteger(JsonToken token, ReadOnlySpan<byte> text, long least, long most, out long value)
    {
        value = 0;
        return token == JsonToken.Integer && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
    }

    private bool TryReal(JsonToken token, ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        switch (token)
        {
            case JsonToken.Integer or JsonToken.Float:
                return NumberParser.TryParseDouble(text, out value);
            case JsonToken.NonNumeric:
            case JsonToken.String when _options.Leniency.AllowNonNumericNumbers:
                if (text.SequenceEqual("NaN"u8))
                {
                    value = double.NaN;
                    return true;
                }
                if (text.SequenceEqual("+INF"u8) || text.SequenceEqual("+Infinity"u8) || text.SequenceEqual("Infinity"u8) || (token == JsonToken.NonNumeric && text.SequenceEqual("INF"u8)))
                {
                    value = double.PositiveInfinity;
                    return true;
                }
                value = double.NegativeInfinity;
                return text.SequenceEqual("-INF"u8) || text.SequenceEqual("-Infinity"u8);
            default:
                return false;
        }
    }

    private static bool TryBase64(ReadOnlySpan<byte> text, Column column, int row)
    {
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        if (Base64.DecodeFromUtf8(text, decoded, out _, out int written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }
        column.Data<StringView>()[row] = column.Heap.Add(decoded.AsSpan(0, written));
        return true;
    }

    private Utf8Names NamesOf(StructType schema)
    {
        if (!_names.TryGetValue(schema, out var names))
        {
            names = new Utf8Names(schema.Fields.Select(static member => member.Name));
            _names.Add(schema, names);
        }
        return names;
    }

    /// <summary>Undoes a NULL that an earlier field of the same name left.</summary>
    private static void MarkValid(Column column, int row)
    {
        if (column.Validity is not null)
        {
            column.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    private static bool Store<T>(T* values, int row, T value) where T : unmanaged
    {
        values[row] = value;
        return true;
    }

    private static bool StoreDecimal(Column column, int row, Int128 unscaled)
    {
        if (column.Physical == PhysicalType.Int64)
        {
            column.Data<long>()[row] = (long)unscaled;
        }
        else
        {
            column.Data<Int128>()[row] = unscaled;
        }
        return true;
    }
}
