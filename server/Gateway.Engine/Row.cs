using Gateway.Core.Types;

namespace Gateway.Engine;

/// <summary>One row of a collected result. Values have the form described at <see cref="Compute.Expressions.Literal"/>.</summary>
public sealed class Row(StructType schema, object?[] values)
{
    public StructType Schema { get; } = schema;

    public int Count => values.Length;

    /// <summary>Gets a value by position; null for NULL.</summary>
    public object? this[int ordinal] => values[ordinal];

    /// <summary>Gets a value by column name; throws <see cref="KeyNotFoundException"/> when there is none.</summary>
    public object? this[string name]
    {
        get
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (string.Equals(Schema.Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
                {
                    return values[i];
                }
            }
            throw new KeyNotFoundException(name);
        }
    }

    /// <summary>Gets a value as a .NET type, e.g. <c>Get&lt;long&gt;("n")</c>.</summary>
    public T Get<T>(string name) => (T)this[name]!;

    public override string ToString() => "[" + string.Join(", ", values.Select(static value => value ?? "NULL")) + "]";
}
