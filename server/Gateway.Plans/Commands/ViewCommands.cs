using System.Collections.Immutable;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>Where a view lives.</summary>
public enum ViewScope { Permanent, Temporary, GlobalTemporary }

/// <summary>How a view follows changes of the columns it reads.</summary>
public enum SchemaBinding { Default, Binding, Compensation, TypeEvolution, Evolution }

/// <summary>CREATE VIEW.</summary>
/// <param name="Columns">Column names with comments, or empty to take the query's.</param>
/// <param name="QueryText">The query as written, which permanent views store.</param>
public sealed record CreateView(
    ImmutableArray<string> NameParts,
    ViewScope Scope,
    bool Replace,
    bool IfNotExists,
    ImmutableArray<(string Name, string? Comment)> Columns,
    string? Comment,
    string? Collation,
    ImmutableDictionary<string, string> Properties,
    SchemaBinding Binding,
    LogicalPlan Query,
    string QueryText) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>CREATE TEMPORARY VIEW .. USING: a view over a data source.</summary>
/// <param name="UserSchema">The schema the user gave, or null to infer.</param>
public sealed record CreateTemporaryViewUsing(ImmutableArray<string> NameParts, bool Replace, bool Global, StructType? UserSchema, string Provider, ImmutableDictionary<string, string> Options) : Command;

/// <summary>CREATE VIEW .. WITH METRICS.</summary>
public sealed record CreateMetricView(ImmutableArray<string> NameParts, bool Replace, bool IfNotExists, ImmutableArray<(string Name, string? Comment)> Columns, string? Comment, ImmutableDictionary<string, string> Properties, string Definition) : Command;

/// <summary>ALTER VIEW .. AS.</summary>
public sealed record AlterViewQuery(ImmutableArray<string> NameParts, LogicalPlan Query, string QueryText) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>ALTER VIEW .. WITH SCHEMA.</summary>
public sealed record AlterViewBinding(ImmutableArray<string> NameParts, SchemaBinding Binding) : Command;

/// <summary>DROP VIEW.</summary>
public sealed record DropView(ImmutableArray<string> NameParts, bool IfExists) : Command;
