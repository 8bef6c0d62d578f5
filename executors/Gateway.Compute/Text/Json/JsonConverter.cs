using Gateway.Core.Columns;

namespace Gateway.Compute.Text.Json;

/// <summary>Reads JSON values of one type into a column.</summary>
/// <remarks>
/// The tokenizer stands at the value's first token and is left at its last. A value that fails is left unread where it is a
/// container, so the caller skips it. A JSON null is NULL for every type but VARIANT.
/// </remarks>
internal abstract class JsonConverter(JsonReadOptions options)
{
    protected JsonReadOptions Options { get; } = options;

    public JsonOutcome Convert(ref JsonTokenizer tokenizer, Column column, int row)
    {
        switch (tokenizer.Token)
        {
            case JsonToken.Null:
                ConvertNull(column, row);
                return JsonOutcome.Ok;
            case JsonToken.Error or JsonToken.None:
                return JsonOutcome.Malformed;
            default:
                JsonOutcome outcome = ConvertValue(ref tokenizer, column, row);
                if (outcome is JsonOutcome.Ok or JsonOutcome.Partial)
                {
                    return outcome;
                }

                column.SetNull(row);
                return outcome;
        }
    }

    protected virtual void ConvertNull(Column column, int row) => column.SetNull(row);

    protected abstract JsonOutcome ConvertValue(ref JsonTokenizer tokenizer, Column column, int row);

    protected static JsonOutcome Done(bool converted) => converted ? JsonOutcome.Ok : JsonOutcome.Failed;

    /// <summary>Marks a row as valid that an earlier value of the same field may have made NULL.</summary>
    protected static unsafe void SetValid(Column column, int row)
    {
        if (column.Validity is not null)
        {
            // SAFETY: the column's own validity bits cover its capacity, and row is within it.
            column.Validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    protected static unsafe void Set<T>(Column column, int row, T value)
        where T : unmanaged
    {
        // SAFETY: the column is flat and being written, and row is within its capacity.
        column.Data<T>()[row] = value;
        SetValid(column, row);
    }
}
