using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>A constant.</summary>
/// <param name="Value">
/// Null, or by type: bool, sbyte, short, int (INT, DATE days, year-month months), long (BIGINT, TIMESTAMP micros, TIME nanos, day-time micros),
/// float, double, <see cref="Int128"/> (every DECIMAL's unscaled value, nanosecond timestamps), string (STRING), byte[] (BINARY),
/// <see cref="Core.Columns.CalendarInterval"/>, object?[] (ARRAY elements, STRUCT fields; VARIANT as [value bytes, metadata bytes]),
/// <see cref="Core.Columns.BoxedMap"/> (MAP).
/// </param>
public sealed record Literal(object? Value, DataType LiteralType) : Expression
{
    public static readonly Literal Null = new(null, NullType.Instance);
    public static readonly Literal True = new(true, BooleanType.Instance);
    public static readonly Literal False = new(false, BooleanType.Instance);

    public static Literal Of(int value) => new(value, IntegerType.Instance);
    public static Literal Of(long value) => new(value, LongType.Instance);
    public static Literal Of(double value) => new(value, DoubleType.Instance);
    public static Literal Of(string value) => new(value, StringType.Instance);
    public static Literal Of(bool value) => value ? True : False;
    public static Literal NullOf(DataType type) => new(null, type);

    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => LiteralType;
    public override bool Nullable => Value is null;
    public override bool Foldable => true;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append(LiteralText.Print(this, writer.Style));
}

