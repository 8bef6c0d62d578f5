using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Text.Json;

/// <summary>Reads JSON records into columns: from_json and JSON files are built on it.</summary>
/// <remarks>
/// Semantics: Spark 4.3 JacksonParser. What is not malformed but does not fit its type becomes NULL and makes the record
/// Partial; a malformed record leaves NULL everywhere. Text behind the first value is ignored. One reader serves one thread.
/// </remarks>
public sealed class JsonColumnReader
{
    private readonly JsonReadOptions _options;
    private readonly JsonConverter _root;
    private readonly TextBuffer _scratch = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];

    /// <param name="type">A struct, array or map, or any type for a value that stands alone.</param>
    /// <param name="missing">What the fields of a struct hold that a record does not have; null for NULL in all.</param>
    public JsonColumnReader(DataType type, JsonReadOptions options, object?[]? missing = null)
    {
        _options = options;
        Type = type;
        _root = JsonConverters.For(type, options);
        if (_root is StructJson record)
        {
            record.Missing = missing;
        }
    }

    public DataType Type { get; }

    /// <summary>Reads a text into one row of a column of the reader's type.</summary>
    /// <remarks>An empty text is NULL. A struct that failed is a struct of NULLs; any other type is NULL.</remarks>
    public JsonOutcome Read(ReadOnlySpan<byte> text, Column column, int row)
    {
        if (_root is StructJson)
        {
            JsonOutcome fields = ReadFields(text, column.Children, row);
            if (fields == JsonOutcome.Empty)
            {
                column.SetNull(row);
            }

            return fields;
        }

        JsonTokenizer tokenizer = Start(text);
        JsonOutcome outcome = tokenizer.Token switch
        {
            JsonToken.None => JsonOutcome.Empty,
            JsonToken.Null when Type is not VariantType => JsonOutcome.Failed,
            JsonToken.StartObject when _root is ArrayJson => ReadSingleElement(ref tokenizer, column, row),
            _ => _root.Convert(ref tokenizer, column, row),
        };
        if (outcome is not (JsonOutcome.Ok or JsonOutcome.Partial))
        {
            column.SetNull(row);
        }

        return outcome;
    }

    /// <summary>Reads a record into one row of the columns of the reader's struct type; a failed record has NULL in all.</summary>
    public JsonOutcome ReadFields(ReadOnlySpan<byte> text, Column[] columns, int row)
    {
        JsonTokenizer tokenizer = Start(text);
        JsonOutcome outcome = tokenizer.Token switch
        {
            JsonToken.None => JsonOutcome.Empty,
            JsonToken.Error => JsonOutcome.Malformed,
            JsonToken.StartObject => ((StructJson)_root).ConvertFields(ref tokenizer, columns, row, keepsGood: true),
            _ => JsonOutcome.Failed,
        };
        if (outcome is not (JsonOutcome.Ok or JsonOutcome.Partial))
        {
            StructJson.Clear(columns, row);
        }

        return outcome;
    }

    /// <summary>Tells whether a text is an array at the top, which stands for many records where that is allowed.</summary>
    public bool IsArray(ReadOnlySpan<byte> text) => Start(text).Token == JsonToken.StartArray;

    /// <summary>Reads each object of an array into rows from a first one on.</summary>
    /// <param name="rowCount">The number of rows written, of at most <paramref name="limit"/>.</param>
    public JsonOutcome ReadArray(ReadOnlySpan<byte> text, Column[] columns, int firstRow, int limit, out int rowCount)
    {
        rowCount = 0;
        JsonTokenizer tokenizer = Start(text);
        JsonOutcome result = JsonOutcome.Ok;
        while (tokenizer.Read() is not (JsonToken.EndArray or JsonToken.Error or JsonToken.None))
        {
            if (rowCount == limit || tokenizer.Token != JsonToken.StartObject)
            {
                return JsonOutcome.Failed;
            }

            JsonOutcome outcome = ((StructJson)_root).ConvertFields(ref tokenizer, columns, firstRow + rowCount, keepsGood: true);
            if (outcome == JsonOutcome.Malformed)
            {
                return outcome;
            }

            rowCount++;
            result = outcome == JsonOutcome.Partial ? outcome : result;
        }

        return tokenizer.Token == JsonToken.EndArray ? result : JsonOutcome.Malformed;
    }

    /// <summary>Reads an object where an array of structs is asked for as an array of one.</summary>
    private unsafe JsonOutcome ReadSingleElement(ref JsonTokenizer tokenizer, Column column, int row)
    {
        if (((ArrayType)Type).Element is not StructType element)
        {
            return JsonOutcome.Failed;
        }

        int slot = column.AppendChildren(1);
        JsonOutcome outcome = JsonConverters.For(element, _options).Convert(ref tokenizer, column.Children[0], slot);

        // SAFETY: the column is flat and being written, and row is within its capacity.
        column.Data<ListSpan>()[row] = new ListSpan(slot, 1);
        return outcome;
    }

    private JsonTokenizer Start(ReadOnlySpan<byte> text)
    {
        var tokenizer = new JsonTokenizer(Utf8Text.Decoded(text), _options.Leniency, _scratch, _containers);
        tokenizer.Read();
        return tokenizer;
    }
}
