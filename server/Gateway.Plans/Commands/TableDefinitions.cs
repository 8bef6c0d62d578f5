using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Commands;

/// <summary>A column as CREATE TABLE, ALTER TABLE and CREATE FUNCTION write it.</summary>
/// <param name="Type">The raw type: CHAR and VARCHAR keep their lengths.</param>
/// <param name="Default">DEFAULT expression with its text, or null.</param>
public sealed record ColumnDefinition(string Name, DataType Type, bool Nullable = true, string? Comment = null, WrittenExpression? Default = null, WrittenExpression? Generation = null, IdentitySpec? Identity = null)
{
    public Origin Origin { get; init; }
}

/// <summary>An expression with the text it was written as, which the catalog stores.</summary>
public sealed record WrittenExpression(Expression Expression, string Text);

/// <summary>GENERATED .. AS IDENTITY.</summary>
/// <param name="AllowExplicit">BY DEFAULT: a value may be given.</param>
public sealed record IdentitySpec(long Start, long Step, bool AllowExplicit);

/// <summary>Kinds of table constraints.</summary>
public enum ConstraintKind { Check, PrimaryKey, Unique, ForeignKey }

/// <summary>A constraint of a table or column.</summary>
/// <param name="Name">Null where none was written.</param>
/// <param name="Condition">The predicate of a CHECK.</param>
/// <param name="ReferencedTable">The table of a FOREIGN KEY.</param>
public sealed record TableConstraint(ConstraintKind Kind, string? Name, ImmutableArray<string> Columns, WrittenExpression? Condition, ImmutableArray<string> ReferencedTable, ImmutableArray<string> ReferencedColumns, bool? Enforced, bool? Rely)
{
    public Origin Origin { get; init; }
}

/// <summary>One item of PARTITIONED BY: a column, or a transform of columns such as <c>bucket(4, id)</c>.</summary>
/// <param name="Name"><c>identity</c> for a bare column.</param>
/// <param name="Arguments">Column names (<see cref="UnresolvedAttribute"/>) and literals.</param>
public sealed record PartitionTransform(string Name, ImmutableArray<Expression> Arguments);

/// <summary>How Hive text tables are read: STORED AS, ROW FORMAT and their parts as written.</summary>
/// <param name="Format">STORED AS name, or null.</param>
public sealed record HiveFormat(string? Format, string? InputFormat, string? OutputFormat, string? Serde, ImmutableDictionary<string, string> SerdeProperties, bool HasRowFormat);

/// <summary>Values of partition columns as PARTITION (..) writes them; a null value leaves the column open.</summary>
public sealed record PartitionSpec(ImmutableArray<(string Name, Expression? Value)> Entries)
{
    public Origin Origin { get; init; }
    public bool IsComplete => Entries.All(static entry => entry.Value is not null);
}

/// <summary>Where ALTER TABLE puts a column.</summary>
/// <param name="After">The column before it, or null for FIRST.</param>
public sealed record ColumnPosition(string? After);
