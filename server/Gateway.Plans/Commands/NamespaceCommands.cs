using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>CREATE DATABASE (SCHEMA, NAMESPACE).</summary>
public sealed record CreateNamespace(ImmutableArray<string> NameParts, bool IfNotExists, string? Comment, string? Location, string? Collation, ImmutableDictionary<string, string> Properties) : Command;

/// <summary>ALTER DATABASE .. SET DBPROPERTIES.</summary>
public sealed record SetNamespaceProperties(ImmutableArray<string> NameParts, ImmutableDictionary<string, string> Properties) : Command;

/// <summary>ALTER DATABASE .. UNSET DBPROPERTIES.</summary>
public sealed record UnsetNamespaceProperties(ImmutableArray<string> NameParts, ImmutableArray<string> Keys) : Command;

/// <summary>ALTER DATABASE .. SET LOCATION.</summary>
public sealed record SetNamespaceLocation(ImmutableArray<string> NameParts, string Location) : Command;

/// <summary>ALTER DATABASE .. DEFAULT COLLATION.</summary>
public sealed record SetNamespaceCollation(ImmutableArray<string> NameParts, string Collation) : Command;

/// <summary>DROP DATABASE.</summary>
public sealed record DropNamespace(ImmutableArray<string> NameParts, bool IfExists, bool Cascade) : Command;

/// <summary>COMMENT ON DATABASE.</summary>
/// <param name="Comment">Empty for IS NULL.</param>
public sealed record CommentOnNamespace(ImmutableArray<string> NameParts, string Comment) : Command;

/// <summary>SHOW DATABASES.</summary>
/// <param name="Parent">Catalog or namespace to list, or empty for the current catalog.</param>
/// <param name="Pattern">LIKE pattern, or null.</param>
public sealed record ShowNamespaces(ImmutableArray<string> Parent, string? Pattern) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("namespace"));
}

/// <summary>SHOW CURRENT NAMESPACE.</summary>
public sealed record ShowCurrentNamespace : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("catalog"), ResultColumns.Text("namespace"));
}

/// <summary>SHOW CATALOGS.</summary>
public sealed record ShowCatalogs(string? Pattern) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("catalog"));
}

/// <summary>DESCRIBE DATABASE.</summary>
public sealed record DescribeNamespace(ImmutableArray<string> NameParts, bool Extended) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(
        ResultColumns.Text("info_name", "name of the namespace info"),
        ResultColumns.Text("info_value", "value of the namespace info", nullable: true));
}
