using System.Collections.Immutable;
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
        throw new QueryException("UNSUPPORTED_FEATURE.TABLE_OPERATION", ("tableName", QualifiedName(context, name)), ("operation", "MERGE INTO TABLE")).As("SparkUnsupportedOperationException");
    }

    private static string QualifiedName(CommandContext context, ImmutableArray<string> name)
    {
        var (database, table) = context.Session.Catalog.Qualify(name);
        return Quote.Id("spark_catalog", database, table);
    }
}
