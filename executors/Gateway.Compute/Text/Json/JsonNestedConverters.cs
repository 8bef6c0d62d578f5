using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

/// <summary>Reads objects into structs: fields by exact name, the last of equal ones counts.</summary>
internal sealed class StructJson : JsonConverter
{
    private readonly JsonConverter[] _fields;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indices;

    public StructJson(JsonReadOptions options, StructType type)
        : base(options)
    {
        _fields = [.. type.Fields.Select(field => JsonConverters.For(field.Type, options))];
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < type.Fields.Length; index++)
        {
            indices[type.Fields[index].Name] = index;
        }

        _indices = indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Gets or sets the values of fields that an object does not have; null for NULL in all.</summary>
    public object?[]? Missing { get; set; }

    /// <summary>Sets every field to NULL.</summary>
    public static void Clear(Column[] fields, int row)
    {
        foreach (Column field in fields)
        {
            field.SetNull(row);
        }
    }

    /// <summary>Reads an object's fields into columns.</summary>
    /// <param name="keepsGood">Whether fields that were read stay when another is bad; otherwise the first bad one ends it.</param>
    public JsonOutcome ConvertFields(ref JsonTokenizer tokenizer, Column[] columns, int row, bool keepsGood)
    {
        Clear(columns, row);
        for (int i = 0; i < (Missing?.Length ?? 0); i++)
        {
            if (Missing![i] is { } value)
            {
                ColumnValues.Set(columns[i], row, value);
                SetValid(columns[i], row);
            }
        }
        JsonOutcome result = JsonOutcome.Ok;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int index = IndexOf(tokenizer.Value);
            tokenizer.Read();
            if (index < 0)
            {
                if (!tokenizer.SkipChildren())
                {
                    return JsonOutcome.Malformed;
                }

                continue;
            }

            int depth = tokenizer.Depth - (tokenizer.Token is JsonToken.StartObject or JsonToken.StartArray ? 1 : 0);
            JsonOutcome outcome = _fields[index].Convert(ref tokenizer, columns[index], row);
            if (outcome == JsonOutcome.Malformed || !JsonConverters.SkipTo(ref tokenizer, depth))
            {
                return JsonOutcome.Malformed;
            }

            if (outcome != JsonOutcome.Ok)
            {
                if (!keepsGood)
                {
                    return JsonOutcome.Failed;
                }

                result = JsonOutcome.Partial;
            }
        }

        return tokenizer.Token == JsonToken.EndObject ? result : JsonOutcome.Malformed;
    }

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token != JsonToken.StartObject)
        {
            return JsonOutcome.Failed;
        }

        SetValid(column, row);
        return ConvertFields(ref tokenizer, column.Children, row, Options.KeepsPartialResults);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        Span<char> characters = name.Length <= 256 ? stackalloc char[256] : new char[name.Length];
        int length = System.Text.Encoding.UTF8.GetChars(name, characters);
        return _indices.TryGetValue(characters[..length], out int index) ? index : -1;
    }
}

/// <summary>Reads arrays; a bad scalar makes the array bad, a bad part of a nested element is NULL.</summary>
internal sealed class ArrayJson(JsonReadOptions options, ArrayType type) : JsonConverter(options)
{
    private readonly JsonConverter _element = JsonConverters.For(type.Element, options);

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token != JsonToken.StartArray)
        {
            return JsonOutcome.Failed;
        }

        int first = column.ChildCount;
        JsonOutcome result = JsonOutcome.Ok;
        while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
        {
            int slot = column.AppendChildren(1);
            JsonOutcome outcome = _element.Convert(ref tokenizer, column.Children[0], slot);
            if (outcome is JsonOutcome.Failed or JsonOutcome.Malformed)
            {
                return outcome;
            }

            result = outcome == JsonOutcome.Partial ? outcome : result;
        }

        Set(column, row, new ListSpan(first, column.ChildCount - first));
        return tokenizer.Token == JsonToken.EndArray ? result : JsonOutcome.Malformed;
    }
}

/// <summary>Reads objects into maps with string keys; equal keys are kept.</summary>
internal sealed class MapJson(JsonReadOptions options, MapType type) : JsonConverter(options)
{
    private readonly JsonConverter _value = JsonConverters.For(type.Value, options);

    protected override JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (tokenizer.Token != JsonToken.StartObject)
        {
            return JsonOutcome.Failed;
        }

        int first = column.ChildCount;
        JsonOutcome result = JsonOutcome.Ok;
        while (tokenizer.Read() == JsonToken.FieldName)
        {
            int slot = column.AppendChildren(1);
            Column keys = column.Children[0];
            Set(keys, slot, keys.Heap.Add(tokenizer.Value));
            tokenizer.Read();
            JsonOutcome outcome = _value.Convert(ref tokenizer, column.Children[1], slot);
            if (outcome is JsonOutcome.Failed or JsonOutcome.Malformed)
            {
                return outcome;
            }

            result = outcome == JsonOutcome.Partial ? outcome : result;
        }

        Set(column, row, new ListSpan(first, column.ChildCount - first));
        return tokenizer.Token == JsonToken.EndObject ? result : JsonOutcome.Malformed;
    }
}
