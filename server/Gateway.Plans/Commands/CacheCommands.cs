using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>CACHE TABLE of a table or view.</summary>
public sealed record CacheTable(ImmutableArray<string> NameParts, bool Lazy, ImmutableDictionary<string, string> Options) : Command;

/// <summary>CACHE TABLE .. AS: makes a temporary view and caches it.</summary>
public sealed record CacheTableAsSelect(string Name, LogicalPlan Query, string QueryText, bool Lazy, ImmutableDictionary<string, string> Options) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>UNCACHE TABLE.</summary>
public sealed record UncacheTable(ImmutableArray<string> NameParts, bool IfExists) : Command;

/// <summary>CLEAR CACHE.</summary>
public sealed record ClearCache : Command;

/// <summary>REFRESH TABLE.</summary>
public sealed record RefreshTable(ImmutableArray<string> NameParts) : Command;

/// <summary>REFRESH of every cached entry that reads a path.</summary>
public sealed record RefreshPath(string Path) : Command;

/// <summary>ADD FILE, JAR or ARCHIVE.</summary>
public sealed record AddResources(string Kind, ImmutableArray<string> Paths) : Command;

/// <summary>LIST FILES, JARS or ARCHIVES.</summary>
/// <param name="Paths">Empty to list all.</param>
public sealed record ListResources(string Kind, ImmutableArray<string> Paths) : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("Results"));
}
