using System.Buffers.Binary;
using System.Globalization;
using Gateway.Compute.Numerics;

namespace Gateway.Compute.Text;

/// <summary>Builds the value and metadata bytes of a variant; a kernel keeps one per worker and clears it for each row.</summary>
/// <remarks>Containers are written children first and get their header when they are finished, as Spark does.</remarks>
public sealed class VariantBuilder
{
    private readonly TextBuffer _value = new();
    private readonly TextBuffer _keyText = new();
    private readonly List<(int Start, int Length)> _keys = [];
    private readonly Dictionary<string, int> _keyIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _keyIdsBySpan;
    private readonly List<(int KeyId, int Offset)> _fields = [];
    private readonly List<int> _elements = [];

    public VariantBuilder() => _keyIdsBySpan = _keyIds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gets the bytes of the value.</summary>
    public ReadOnlySpan<byte> Value => _value.Written;

    /// <summary>Gets whether the variant has outgrown the 128 MiB that Spark allows.</summary>
    public bool IsTooLarge => _value.Length > VariantFormat.SizeLimit || _keyText.Length > VariantFormat.SizeLimit;

    public void Clear()
    {
        _value.Clear();
        _keyText.Clear();
        _keys.Clear();
        _keyIds.Clear();
        _fields.Clear();
        _elements.Clear();
    }

    /// <summary>Appends the metadata bytes: version, and the dictionary of keys.</summary>
    public void AppendMetadata(TextBuffer output)
    {
        int size = VariantFormat.SizeOf(Math.Max(_keyText.Length, _keys.Count));
        Span<byte> room = output.Reserve(1 + ((_keys.Count + 2) * size));
        room[0] = (byte)(VariantFormat.Version | ((size - 1) << 6));
        VariantFormat.WriteUnsigned(room[1..], _keys.Count, size);
        int position = 1 + size;
        foreach ((int start, int _) in _keys)
        {
            VariantFormat.WriteUnsigned(room[position..], start, size);
            position += size;
        }

        VariantFormat.WriteUnsigned(room[position..], _keyText.Length, size);
        output.Advance(position + size);
        output.Append(_keyText.Written);
    }

    public void AppendNull() => AppendHeader(VariantFormat.Null);

    public void AppendBoolean(bool value) => AppendHeader(value ? VariantFormat.True : VariantFormat.False);

    /// <summary>Appends an integer in the smallest form that holds it.</summary>
    public void AppendInt64(long value)
    {
        (int type, int size) = value == (sbyte)value ? (VariantFormat.Int8, 1)
            : value == (short)value ? (VariantFormat.Int16, 2)
            : value == (int)value ? (VariantFormat.Int32, 4)
            : (VariantFormat.Int64, 8);
        AppendHeader(type);
        AppendLittleEndian(value, size);
    }

    public void AppendDouble(double value)
    {
        AppendHeader(VariantFormat.Double);
        AppendLittleEndian(BitConverter.DoubleToInt64Bits(value), 8);
    }

    public void AppendSingle(float value)
    {
        AppendHeader(VariantFormat.Single);
        AppendLittleEndian(BitConverter.SingleToInt32Bits(value), 4);
    }

    /// <summary>Appends a decimal in the smallest form that holds it.</summary>
    public void AppendDecimal(Int128 unscaled, int scale)
    {
        int precision = PowersOfTen.CountDigits(DecimalMath.Magnitude(unscaled));
        int digits = Math.Max(precision, scale);
        AppendHeader(digits <= 9 ? VariantFormat.Decimal4 : digits <= 18 ? VariantFormat.Decimal8 : VariantFormat.Decimal16);
        _value.Append((byte)scale);
        if (digits <= 18)
        {
            AppendLittleEndian((long)unscaled, digits <= 9 ? 4 : 8);
        }
        else
        {
            BinaryPrimitives.WriteInt128LittleEndian(_value.Reserve(16), unscaled);
            _value.Advance(16);
        }
    }

    public void AppendDate(int days)
    {
        AppendHeader(VariantFormat.Date);
        AppendLittleEndian(days, 4);
    }

    public void AppendTimestamp(long micros)
    {
        AppendHeader(VariantFormat.Timestamp);
        AppendLittleEndian(micros, 8);
    }

    public void AppendTimestampNtz(long micros)
    {
        AppendHeader(VariantFormat.TimestampNtz);
        AppendLittleEndian(micros, 8);
    }

    public void AppendString(ReadOnlySpan<byte> text)
    {
        if (text.Length <= VariantFormat.MaxShortString)
        {
            _value.Append((byte)((text.Length << 2) | VariantFormat.BasicShortString));
        }
        else
        {
            AppendHeader(VariantFormat.LongString);
            AppendLittleEndian(text.Length, 4);
        }

        _value.Append(text);
    }

    public void AppendBinary(ReadOnlySpan<byte> bytes)
    {
        AppendHeader(VariantFormat.Binary);
        AppendLittleEndian(bytes.Length, 4);
        _value.Append(bytes);
    }

    /// <summary>Copies a value of another variant, giving its keys ids of this one.</summary>
    public void AppendVariant(VariantValue source)
    {
        switch (source.Kind)
        {
            case VariantKind.Object:
                Mark objectMark = BeginObject();
                for (int index = 0; index < source.Count; index++)
                {
                    AddField(objectMark, source.KeyAt(index));
                    AppendVariant(source.ElementAt(index));
                }

                EndObject(objectMark);
                break;
            case VariantKind.Array:
                Mark arrayMark = BeginArray();
                for (int index = 0; index < source.Count; index++)
                {
                    AddElement(arrayMark);
                    AppendVariant(source.ElementAt(index));
                }

                EndArray(arrayMark);
                break;
            default:
                _value.Append(source.Bytes[..Math.Max(0, source.Size)]);
                break;
        }
    }

    public Mark BeginObject() => new(_value.Length, _fields.Count);

    /// <summary>Starts a field; its value is appended next.</summary>
    public void AddField(Mark mark, ReadOnlySpan<byte> key) => _fields.Add((IdOf(key), _value.Length - mark.Start));

    /// <summary>Sorts the fields by key and writes the header; false when a key occurs twice.</summary>
    public bool EndObject(Mark mark)
    {
        Span<(int KeyId, int Offset)> fields = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fields)[mark.Entries..];
        fields.Sort((left, right) => KeyText(left.KeyId).SequenceCompareTo(KeyText(right.KeyId)));
        int largestId = 0;
        bool isUnique = true;
        for (int index = 0; index < fields.Length; index++)
        {
            largestId = Math.Max(largestId, fields[index].KeyId);
            isUnique &= index == 0 || fields[index].KeyId != fields[index - 1].KeyId;
        }

        int dataSize = _value.Length - mark.Start;
        bool isLarge = fields.Length > 0xFF;
        int countSize = isLarge ? 4 : 1;
        int idSize = VariantFormat.SizeOf(largestId);
        int offsetSize = VariantFormat.SizeOf(dataSize);
        Span<byte> header = _value.Insert(mark.Start, 1 + countSize + (fields.Length * idSize) + ((fields.Length + 1) * offsetSize));
        header[0] = (byte)((((isLarge ? 1 : 0) << 6) | ((idSize - 1) << 4) | ((offsetSize - 1) << 2)) | VariantFormat.BasicObject);
        VariantFormat.WriteUnsigned(header[1..], fields.Length, countSize);
        int position = 1 + countSize;
        foreach ((int keyId, int _) in fields)
        {
            VariantFormat.WriteUnsigned(header[position..], keyId, idSize);
            position += idSize;
        }

        foreach ((int _, int offset) in fields)
        {
            VariantFormat.WriteUnsigned(header[position..], offset, offsetSize);
            position += offsetSize;
        }

        VariantFormat.WriteUnsigned(header[position..], dataSize, offsetSize);
        _fields.RemoveRange(mark.Entries, _fields.Count - mark.Entries);
        return isUnique;
    }

    public Mark BeginArray() => new(_value.Length, _elements.Count);

    /// <summary>Starts an element; its value is appended next.</summary>
    public void AddElement(Mark mark) => _elements.Add(_value.Length - mark.Start);

    public void EndArray(Mark mark)
    {
        ReadOnlySpan<int> offsets = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_elements)[mark.Entries..];
        int dataSize = _value.Length - mark.Start;
        bool isLarge = offsets.Length > 0xFF;
        int countSize = isLarge ? 4 : 1;
        int offsetSize = VariantFormat.SizeOf(dataSize);
        Span<byte> header = _value.Insert(mark.Start, 1 + countSize + ((offsets.Length + 1) * offsetSize));
        header[0] = (byte)(((isLarge ? 1 : 0) << 4) | ((offsetSize - 1) << 2) | VariantFormat.BasicArray);
        VariantFormat.WriteUnsigned(header[1..], offsets.Length, countSize);
        int position = 1 + countSize;
        foreach (int offset in offsets)
        {
            VariantFormat.WriteUnsigned(header[position..], offset, offsetSize);
            position += offsetSize;
        }

        VariantFormat.WriteUnsigned(header[position..], dataSize, offsetSize);
        _elements.RemoveRange(mark.Entries, _elements.Count - mark.Entries);
    }

    /// <summary>Appends the JSON value at the tokenizer's position; false when it is malformed or repeats a key that must not be repeated.</summary>
    public bool TryAppendJson(ref JsonTokenizer tokenizer, bool allowDuplicateKeys)
    {
        switch (tokenizer.Token)
        {
            case JsonToken.StartObject:
                return TryAppendJsonObject(ref tokenizer, allowDuplicateKeys);
            case JsonToken.StartArray:
                Mark arrayMark = BeginArray();
                while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
                {
                    AddElement(arrayMark);
                    if (!TryAppendJson(ref tokenizer, allowDuplicateKeys))
                    {
                        return false;
                    }
                }

                EndArray(arrayMark);
                return tokenizer.Token == JsonToken.EndArray;
            case JsonToken.String:
                AppendString(tokenizer.Value);
                return true;
            case JsonToken.Integer when NumberParser.TryParseInt64(tokenizer.Value, allowFraction: false, out long integer):
                AppendInt64(integer);
                return true;
            case JsonToken.Integer:
            case JsonToken.Float:
                AppendNumber(tokenizer.Value);
                return true;
            case JsonToken.True:
            case JsonToken.False:
                AppendBoolean(tokenizer.Token == JsonToken.True);
                return true;
            case JsonToken.Null:
                AppendNull();
                return true;
            case JsonToken.NonNumeric when NumberParser.TryParseDouble(tokenizer.Value, out double special):
                AppendDouble(special);
                return true;
            default:
                return false;
        }
    }

    private bool TryAppendJsonObject(ref JsonTokenizer tokenizer, bool allowDuplicateKeys)
    {
        Mark mark = BeginObject();
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int id = IdOf(tokenizer.Value);
            if (allowDuplicateKeys)
            {
                // The last of equal keys wins; the bytes of the others stay unreferenced.
                int earlier = _fields.FindIndex(mark.Entries, field => field.KeyId == id);
                if (earlier >= 0)
                {
                    _fields.RemoveAt(earlier);
                }
            }

            _fields.Add((id, _value.Length - mark.Start));
            tokenizer.Read();
            if (!TryAppendJson(ref tokenizer, allowDuplicateKeys))
            {
                return false;
            }
        }

        return tokenizer.Token == JsonToken.EndObject && EndObject(mark);
    }

    /// <summary>Appends a number as a decimal if it is written without exponent and has at most 38 digits, else as a double.</summary>
    private void AppendNumber(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        int scale = point < 0 ? 0 : text.Length - point - 1;
        bool isPlain = text.IndexOfAny((byte)'e', (byte)'E') < 0;
        if (isPlain && scale <= PowersOfTen.MaxDigits &&
            NumberParser.ParseDecimal(text, new DecimalShape(PowersOfTen.MaxDigits, scale), out Int128 unscaled) == ParseStatus.Ok)
        {
            AppendDecimal(unscaled, scale);
            return;
        }

        AppendDouble(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private int IdOf(ReadOnlySpan<byte> key)
    {
        const int StackCharacters = 128;
        Span<char> characters = key.Length <= StackCharacters ? stackalloc char[StackCharacters] : new char[key.Length];
        int length = System.Text.Encoding.UTF8.GetChars(key, characters);
        ReadOnlySpan<char> name = characters[..length];
        if (!_keyIdsBySpan.TryGetValue(name, out int id))
        {
            id = _keys.Count;
            _keyIdsBySpan[name] = id;
            _keys.Add((_keyText.Length, key.Length));
            _keyText.Append(key);
        }

        return id;
    }

    private ReadOnlySpan<byte> KeyText(int id) => _keyText.Written.Slice(_keys[id].Start, _keys[id].Length);

    private void AppendHeader(int type) => _value.Append((byte)(type << 2));

    private void AppendLittleEndian(long value, int size)
    {
        Span<byte> room = _value.Reserve(size);
        for (int index = 0; index < size; index++)
        {
            room[index] = (byte)(value >> (8 * index));
        }

        _value.Advance(size);
    }

    /// <summary>Remembers where a container began.</summary>
    public readonly record struct Mark(int Start, int Entries);
}
