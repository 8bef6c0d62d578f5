using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>INSERT INTO and INSERT OVERWRITE a table. The node's origin spans the header, without the query.</summary>
/// <param name="Table">The target as <see cref="UnresolvedRelation"/>; no child, writes look it up by themselves.</param>
/// <param name="Columns">The column list, or empty.</param>
/// <param name="ByName">BY NAME: columns match by name.</param>
/// <param name="IfPartitionNotExists">IF NOT EXISTS of an overwritten partition.</param>
public sealed record InsertInto(LogicalPlan Table, PartitionSpec? Partition, ImmutableArray<string> Columns, bool ByName, bool Overwrite, bool IfPartitionNotExists, bool SchemaEvolution, LogicalPlan Query) : Command
{
    /// <summary>Gets the condition of REPLACE WHERE or REPLACE ON, or null.</summary>
    public Expression? ReplaceCondition { get; init; }
    /// <summary>Gets whether the condition is REPLACE ON's, which sees the query's columns too.</summary>
    public bool ReplaceOn { get; init; }
    /// <summary>Gets the columns of REPLACE USING, or empty.</summary>
    public ImmutableArray<string> ReplaceUsing { get; init; } = [];
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>Several INSERTs over one FROM, run in order.</summary>
public sealed record MultiInsert(ImmutableArray<LogicalPlan> Inserts) : Command
{
    public override ImmutableArray<LogicalPlan> Children => Inserts;
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Inserts = children };
}

/// <summary>Append and overwrite of <c>DataFrame.writeTo</c>.</summary>
public sealed record WriteToTable(ImmutableArray<string> NameParts, LogicalPlan Query) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>INSERT OVERWRITE DIRECTORY.</summary>
/// <param name="Path">Null where the options say it.</param>
public sealed record InsertIntoDirectory(bool Local, string? Path, string? Provider, ImmutableDictionary<string, string> Options, HiveFormat? Hive, LogicalPlan Query) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}

/// <summary>LOAD DATA.</summary>
public sealed record LoadData(string Path, bool Local, bool Overwrite, ImmutableArray<string> NameParts, PartitionSpec? Partition) : Command;

/// <summary>DELETE FROM.</summary>
/// <param name="Table">The target relation, perhaps under an alias.</param>
public sealed record DeleteFrom(LogicalPlan Table, Expression? Condition) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Table];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Table = children[0] };
    public override ImmutableArray<Expression> Expressions => Condition is null ? [] : [Condition];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => Condition is null ? this : this with { Condition = expressions[0] };
}

/// <summary>One <c>column = value</c> of UPDATE and MERGE.</summary>
public sealed record Assignment(ImmutableArray<string> Column, Expression Value)
{
    /// <summary>Gets the span of the whole assignment.</summary>
    public Core.Errors.Origin Origin { get; init; }
}

/// <summary>UPDATE.</summary>
public sealed record UpdateTable(LogicalPlan Table, ImmutableArray<Assignment> Assignments, Expression? Condition) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Table];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Table = children[0] };
    public override ImmutableArray<Expression> Expressions => [.. Assignments.Select(static assignment => assignment.Value), .. Condition is null ? new Expression[0] : [Condition]];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with
    {
        Assignments = [.. Assignments.Select((assignment, i) => assignment with { Value = expressions[i] })],
        Condition = Condition is null ? null : expressions[^1],
    };
}

/// <summary>What a WHEN clause of MERGE does.</summary>
public enum MergeActionKind { Delete, Update, UpdateAll, Insert, InsertAll }

/// <summary>One WHEN clause of MERGE.</summary>
/// <param name="Assignments">SET items, or INSERT columns with their values.</param>
public sealed record MergeAction(MergeActionKind Kind, Expression? Condition, ImmutableArray<Assignment> Assignments)
{
    public IEnumerable<Expression> Expressions => Condition is null ? Assignments.Select(static a => a.Value) : Assignments.Select(static a => a.Value).Prepend(Condition);
}

/// <summary>MERGE INTO.</summary>
public sealed record MergeInto(LogicalPlan Target, LogicalPlan Source, Expression Condition, ImmutableArray<MergeAction> Matched, ImmutableArray<MergeAction> NotMatched, ImmutableArray<MergeAction> NotMatchedBySource, bool SchemaEvolution) : Command
{
    public override ImmutableArray<LogicalPlan> Children => [Target, Source];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Target = children[0], Source = children[1] };
    public override ImmutableArray<Expression> Expressions => [Condition, .. Actions.SelectMany(static action => action.Expressions)];
    private IEnumerable<MergeAction> Actions => Matched.Concat(NotMatched).Concat(NotMatchedBySource);

    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions)
    {
        int next = 1;
        ImmutableArray<MergeAction> Rebuild(ImmutableArray<MergeAction> actions) => [.. actions.Select(action => action with
        {
            Condition = action.Condition is null ? null : expressions[next++],
            Assignments = [.. action.Assignments.Select(assignment => assignment with { Value = expressions[next++] })],
        })];
        return this with { Condition = expressions[0], Matched = Rebuild(Matched), NotMatched = Rebuild(NotMatched), NotMatchedBySource = Rebuild(NotMatchedBySource) };
    }
}
