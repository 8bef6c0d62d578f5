namespace Gateway.Core.Types;

/// <summary>Represents one of Spark's SQL types. Values are immutable and compare structurally.</summary>
/// <remarks>Text forms (DDL, JSON, simple string) are in <see cref="TypeText"/>; the in-memory form is <see cref="PhysicalType"/>.</remarks>
public abstract record DataType
{
    /// <summary>Gets the layout that values of this type have in a column.</summary>
    public abstract PhysicalType Physical { get; }

    /// <summary>Gets Spark's JSON type name without parameters, e.g. <c>integer</c>, <c>decimal</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>Gets the number of bytes Spark assumes for a value when it sizes plans.</summary>
    public virtual int DefaultSize => 8;

    /// <summary>Tells whether values have no nested values (arrays, maps, structs, variants, UDTs are not atomic).</summary>
    public virtual bool IsAtomic => true;

    /// <summary>Prints Spark's catalog string, e.g. <c>array&lt;int&gt;</c>.</summary>
    public sealed override string ToString() => TypeText.CatalogString(this);
}

/// <summary>The kinds of memory layout that kernels know.</summary>
public enum PhysicalType : byte
{
    /// <summary>One bit a row.</summary>
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    Float32,
    Float64,
    /// <summary>Two's complement 128 bits, little endian: the unscaled value of a decimal.</summary>
    Int128,
    /// <summary>A 16-byte <see cref="Columns.StringView"/>: UTF-8 text, binary and variant parts.</summary>
    String,
    /// <summary>A 16-byte <see cref="Columns.CalendarInterval"/>: months, days, microseconds.</summary>
    Interval,
    /// <summary>An 8-byte <see cref="Columns.ListSpan"/> a row over one child column.</summary>
    List,
    /// <summary>An 8-byte <see cref="Columns.ListSpan"/> a row over two child columns: keys, values.</summary>
    Map,
    /// <summary>Validity only; one child column a field.</summary>
    Struct,
    /// <summary>No values at all: every row is null.</summary>
    Null,
}
