using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Refuses indexes: tables of files have none.</summary>
internal sealed class CreateIndexHandler : CommandHandler<CreateIndex>
{
    protected override IEnumerable<object?[]> Rows(CreateIndex command, CommandContext context) =>
        throw TableLookup.Unsupported(TableLookup.Table(command, command.NameParts, "CREATE INDEX", context), "CREATE INDEX");
}

internal sealed class DropIndexHandler : CommandHandler<DropIndex>
{
    protected override IEnumerable<object?[]> Rows(DropIndex command, CommandContext context) =>
        throw TableLookup.Unsupported(TableLookup.Table(command, command.NameParts, "DROP INDEX", context), "DROP INDEX");
}
