using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Words why a procedure is not there: the session catalog has none.</summary>
internal static class Procedures
{
    public static QueryException Missing(ImmutableArray<string> parts, Origin origin, CommandContext context)
    {
        if (!parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            return new QueryException("UNRESOLVED_ROUTINE", origin, ("routineName", Quote.Id(parts)), ("searchPath", TableLookup.FullPath(context.Catalog)));
        }
        return parts.Length == 3 ? NoAbility()
            : new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id(parts[1..])));
    }

    public static QueryException NoAbility() => new("MISSING_CATALOG_ABILITY.PROCEDURES", ("plugin", GlobalCatalog.CatalogName));
}

internal sealed class CallProcedureHandler : CommandHandler<CallProcedure>
{
    protected override IEnumerable<object?[]> Rows(CallProcedure command, CommandContext context) => throw Procedures.Missing(command.NameParts, command.Origin, context);
}

internal sealed class DescribeProcedureHandler : CommandHandler<DescribeProcedure>
{
    protected override IEnumerable<object?[]> Rows(DescribeProcedure command, CommandContext context) => throw Procedures.Missing(command.NameParts, command.Origin, context);
}

internal sealed class ShowProceduresHandler : CommandHandler<ShowProcedures>
{
    protected override IEnumerable<object?[]> Rows(ShowProcedures command, CommandContext context) => throw Procedures.NoAbility();
}

/// <summary>Loads files into Hive tables, which this catalog has none of.</summary>
internal sealed class LoadDataHandler : CommandHandler<LoadData>
{
    protected override IEnumerable<object?[]> Rows(LoadData command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "LOAD DATA", context);
        if (command.Partition is { } partition)
        {
            StaticPartition.Names(partition, table, context);
        }
        throw new QueryException("_LEGACY_ERROR_TEMP_1261", ("tableIdentWithDB", table.QuotedName));
    }
}
