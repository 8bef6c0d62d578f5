using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>What CREATE TABLE does where there is a table already.</summary>
public enum CreateTableMode { Create, CreateIfNotExists, Replace, CreateOrReplace }

/// <summary>The clauses that CREATE and REPLACE TABLE share.</summary>
/// <param name="Provider">USING, or null for the session's default.</param>
/// <param name="Options">OPTIONS; values are foldable expressions.</param>
public sealed record TableSpec(
    ImmutableArray<ColumnDefinition> Columns,
    ImmutableArray<TableConstraint> Constraints,
    string? Provider,
    ImmutableArray<PartitionTransform> Partitioning,
    BucketSpec? Buckets,
    ImmutableArray<ImmutableArray<string>> ClusterBy,
    ImmutableArray<(string Key, Expression Value)> Options,
    ImmutableDictionary<string, string> Properties,
    string? Location,
    string? Comment,
    string? Collation,
    HiveFormat? Hive,
    bool External);

/// <summary>CREATE TABLE and REPLACE TABLE, with or without AS.</summary>
/// <param name="Query">The query that fills the table, or null.</param>
public sealed record CreateTable(ImmutableArray<string> NameParts, CreateTableMode Mode, TableSpec Spec, LogicalPlan? Query) : Command
{
    public override ImmutableArray<LogicalPlan> Children => Query is null ? [] : [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => Query is null ? this : this with { Query = children[0] };
    public override ImmutableArray<Expression> Expressions => [.. Spec.Options.Select(static option => option.Value)];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) =>
        this with { Spec = Spec with { Options = [.. Spec.Options.Select((option, i) => (option.Key, expressions[i]))] } };
}

/// <summary>CREATE TABLE .. LIKE.</summary>
public sealed record CreateTableLike(ImmutableArray<string> NameParts, ImmutableArray<string> Source, bool IfNotExists, string? Provider, HiveFormat? Hive, string? Location, ImmutableDictionary<string, string> Properties) : Command;

/// <summary>DROP TABLE.</summary>
public sealed record DropTable(ImmutableArray<string> NameParts, bool IfExists, bool Purge) : Command;

/// <summary>TRUNCATE TABLE.</summary>
public sealed record TruncateTable(ImmutableArray<string> NameParts, PartitionSpec? Partition) : Command;

/// <summary>What MSCK REPAIR TABLE does with partitions.</summary>
public enum RepairMode { Add, Drop, Sync }

/// <summary>MSCK REPAIR TABLE and ALTER TABLE .. RECOVER PARTITIONS.</summary>
/// <param name="FromAlter">ALTER TABLE was written: messages name that statement.</param>
public sealed record RepairTable(ImmutableArray<string> NameParts, RepairMode Mode, bool FromAlter) : Command;

/// <summary>ANALYZE TABLE .. COMPUTE STATISTICS.</summary>
public sealed record AnalyzeTable(ImmutableArray<string> NameParts, PartitionSpec? Partition, bool NoScan) : Command;

/// <summary>ANALYZE TABLE .. COMPUTE STATISTICS FOR COLUMNS.</summary>
/// <param name="Columns">Empty for FOR ALL COLUMNS.</param>
public sealed record AnalyzeColumns(ImmutableArray<string> NameParts, ImmutableArray<string> Columns, bool AllColumns) : Command;

/// <summary>ANALYZE TABLES of a namespace.</summary>
/// <param name="Namespace">Empty for the current one.</param>
public sealed record AnalyzeTables(ImmutableArray<string> Namespace, bool NoScan) : Command;

/// <summary>COMMENT ON TABLE.</summary>
public sealed record CommentOnTable(ImmutableArray<string> NameParts, string Comment) : Command;

/// <summary>COMMENT ON COLUMN and COMMENT ON TABLE .. COLUMN (..).</summary>
/// <param name="Comments">Column paths within the table with their comments.</param>
public sealed record CommentOnColumns(ImmutableArray<string> NameParts, ImmutableArray<(ImmutableArray<string> Column, string Comment)> Comments) : Command;

/// <summary>CREATE INDEX.</summary>
public sealed record CreateIndex(string Index, ImmutableArray<string> NameParts, string? IndexType, bool IfNotExists, ImmutableArray<(ImmutableArray<string> Column, ImmutableDictionary<string, string> Options)> Columns, ImmutableDictionary<string, string> Properties) : Command;

/// <summary>DROP INDEX.</summary>
public sealed record DropIndex(string Index, ImmutableArray<string> NameParts, bool IfExists) : Command;

/// <summary>CALL of a procedure.</summary>
public sealed record CallProcedure(ImmutableArray<string> NameParts, ImmutableArray<Expression> Arguments) : Command
{
    public override ImmutableArray<Expression> Expressions => Arguments;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Arguments = expressions };
}

/// <summary>A statement of declarative pipelines, which an ordinary session refuses.</summary>
/// <param name="Kind">What would be created: <c>STREAMING TABLE</c>, <c>MATERIALIZED VIEW</c>, <c>FLOW</c> or <c>AUTO CDC</c>.</param>
public sealed record PipelineStatement(string Kind, ImmutableArray<string> NameParts, LogicalPlan? Body) : Command;
