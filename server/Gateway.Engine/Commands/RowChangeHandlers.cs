using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Refuses to change single rows: tables are files that are only written whole. What is wrong with the statement itself is reported first.</summary>
internal static class RowChanges
{
    public static QueryException Refused(LogicalPlan target, string operation)
    {
        // Texts of fixed length are padded above the table, which then has no name of its own.
        bool padded = target.Output.Any(static column => column.Metadata.GetString(TableColumns.RawTypeKey)?.Contains("char(", StringComparison.Ordinal) == true
            && !column.Metadata.GetString(TableColumns.RawTypeKey)!.StartsWith("varchar(", StringComparison.Ordinal));
        string name = !padded && target.SelfAndDescendants().OfType<SubqueryAlias>().LastOrDefault(static alias => alias.Input is TableScan { Table: SourceTable { Location: not null } }) is { } table
            ? Quote.Id([.. table.Qualifier, table.Name]) : Quote.Id(["unknown"]);
        return new QueryException("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", name), ("operation", operation));
    }

    /// <summary>Resolves the target with expressions over it.</summary>
    public static LogicalPlan Analyze(LogicalPlan target, IEnumerable<Expression> expressions, CommandContext context)
    {
        ImmutableArray<Expression> items = [.. expressions.Where(static item => item is not DefaultPlaceholder and not UnresolvedAttribute { NameParts: ["DEFAULT" or "default"] }).Select(static (item, i) => new Alias(item, "item" + i))];
        return context.Session.Analyze(items.IsEmpty ? target : new Project(target, items), context.Settings);
    }
}

internal sealed class UpdateTableHandler : CommandHandler<UpdateTable>
{
    protected override IEnumerable<object?[]> Rows(UpdateTable command, CommandContext context)
    {
        var keys = command.Assignments.Select(static assignment => new UnresolvedAttribute(assignment.Column) { Origin = assignment.Origin });
        var values = command.Assignments.Select(static assignment => assignment.Value);
        var analyzed = RowChanges.Analyze(command.Table, keys.Concat(values).Concat(command.Condition is null ? [] : new[] { command.Condition }), context);
        throw RowChanges.Refused(analyzed, "UPDATE TABLE").As("UnsupportedOperationException");
    }
}

internal sealed class DeleteFromHandler : CommandHandler<DeleteFrom>
{
    protected override IEnumerable<object?[]> Rows(DeleteFrom command, CommandContext context) =>
        throw RowChanges.Refused(RowChanges.Analyze(command.Table, command.Condition is null ? [] : new[] { command.Condition }, context), "DELETE");
}

internal sealed class MergeIntoHandler : CommandHandler<MergeInto>
{
    protected override IEnumerable<object?[]> Rows(MergeInto command, CommandContext context)
    {
        var target = context.Session.Analyze(command.Target, context.Settings);
        var both = new Join(command.Target, command.Source, JoinKind.Inner, command.Condition);
        context.Session.Analyze(both, context.Settings);
        foreach (var action in command.Matched)
        {
            Check(action, both, both, target, command, context);
        }
        foreach (var action in command.NotMatched)
        {
            Check(action, command.Source, command.Source, target, command, context);
        }
        foreach (var action in command.NotMatchedBySource)
        {
            Check(action, command.Target, command.Target, target, command, context);
        }
        throw RowChanges.Refused(target, "MERGE INTO TABLE").As("UnsupportedOperationException");
    }

    /// <summary>Resolves the names of one WHEN clause: columns that change are the target's.</summary>
    private static void Check(MergeAction action, LogicalPlan conditions, LogicalPlan values, LogicalPlan target, MergeInto command, CommandContext context)
    {
        if (action.Condition is { } condition)
        {
            RowChanges.Analyze(conditions, [condition], context);
        }
        if (action.Kind is MergeActionKind.InsertAll or MergeActionKind.UpdateAll)
        {
            RowChanges.Analyze(command.Source, target.Output.Select(column => new UnresolvedAttribute([column.Name]) { Origin = command.Origin }), context);
        }
        RowChanges.Analyze(command.Target, action.Assignments.Select(static assignment => new UnresolvedAttribute(assignment.Column) { Origin = assignment.Origin }), context);
        RowChanges.Analyze(values, action.Assignments.Select(static assignment => assignment.Value), context);
    }
}
