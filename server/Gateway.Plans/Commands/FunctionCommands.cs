using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>CREATE FUNCTION .. AS 'class': a JVM function.</summary>
/// <param name="Resources">Kind and location of each USING item.</param>
public sealed record CreateExternalFunction(ImmutableArray<string> NameParts, string ClassName, ImmutableArray<(string Kind, string Location)> Resources, bool Temporary, bool IfNotExists, bool Replace) : Command;

/// <summary>CREATE FUNCTION .. RETURN: a function written in SQL.</summary>
/// <param name="Returns">Result type; null where the body gives it.</param>
/// <param name="ReturnColumns">Columns of RETURNS TABLE (..); null for scalar functions.</param>
/// <param name="Body">The expression of the body, or null where it is a query.</param>
/// <param name="Query">The query of the body, or null where it is an expression.</param>
/// <param name="BodyText">The body as written, which the catalog stores.</param>
/// <param name="BodyStart">First code point of the body in the statement.</param>
public sealed record CreateSqlFunction(
    ImmutableArray<string> NameParts,
    ImmutableArray<ColumnDefinition> Parameters,
    DataType? Returns,
    ImmutableArray<StructField>? ReturnColumns,
    bool IsTableFunction,
    Expression? Body,
    LogicalPlan? Query,
    string BodyText,
    int BodyStart,
    RoutineCharacteristics Characteristics,
    bool Temporary,
    bool IfNotExists,
    bool Replace) : Command
{
    /// <summary>Gets the list of parameters as written.</summary>
    public string ParameterText { get; init; } = "";

    /// <summary>Gets the columns of RETURNS TABLE as written.</summary>
    public string ReturnText { get; init; } = "";
}

/// <summary>What a routine says of itself; members not written are null.</summary>
/// <param name="ContainsSql">True for CONTAINS SQL, false for READS SQL DATA.</param>
public sealed record RoutineCharacteristics(string? Comment = null, string? Collation = null, bool? Deterministic = null, bool? ContainsSql = null, string? SpecificName = null, string? Language = null);

/// <summary>DROP FUNCTION.</summary>
public sealed record DropFunction(ImmutableArray<string> NameParts, bool IfExists, bool Temporary) : Command;

/// <summary>REFRESH FUNCTION.</summary>
public sealed record RefreshFunction(ImmutableArray<string> NameParts) : Command;

/// <summary>DESCRIBE FUNCTION.</summary>
public sealed record DescribeFunction(ImmutableArray<string> NameParts, bool Extended) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("function_desc"));
}

/// <summary>DESCRIBE PROCEDURE.</summary>
public sealed record DescribeProcedure(ImmutableArray<string> NameParts) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("procedure_description"));
}

/// <summary>Which functions SHOW FUNCTIONS lists.</summary>
public enum FunctionScope { All, System, User }

/// <summary>SHOW FUNCTIONS.</summary>
/// <param name="Namespace">Empty for the current one.</param>
public sealed record ShowFunctions(FunctionScope Scope, ImmutableArray<string> Namespace, string? Pattern) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("function"));
}

/// <summary>SHOW PROCEDURES.</summary>
public sealed record ShowProcedures(ImmutableArray<string> Namespace) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(
        ResultColumns.Text("catalog"), new StructField("namespace", new ArrayType(StringType.Instance, false), true),
        ResultColumns.Text("schema", nullable: true), ResultColumns.Text("procedure_name"));
}
