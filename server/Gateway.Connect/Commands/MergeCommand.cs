using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Commands;

/// <summary>Answers <c>mergeInto</c>: both sides must exist; no table of this server's catalog takes row-level changes.</summary>
internal static class MergeCommand
{
    public static void Run(CommandContext context, Proto.MergeIntoTableCommand message)
    {
        var name = context.Host.ParseName(message.TargetTableName);
        context.Session.Analyze(new UnresolvedRelation(name));
        context.Session.Analyze(context.Translator.Relation(message.SourceTablePlan));
        throw new QueryException("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", Quote.Id(name)), ("operation", "MERGE INTO TABLE"));
    }
}
