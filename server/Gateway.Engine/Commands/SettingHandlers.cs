using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Lists, shows or changes settings.</summary>
internal sealed class SetHandler : CommandHandler<SetCommand>
{
    protected override IEnumerable<object?[]> Rows(SetCommand command, CommandContext context)
    {
        var configuration = context.Session.Configuration;
        if (command.Key is not { } key)
        {
            return command.Verbose
                ? ConfigurationRegistry.All().Where(static entry => entry.Default is not null).OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(entry => new object?[] { entry.Key, configuration.GetOrNull(entry.Key) ?? "<undefined>", "", "" })
                : configuration.GetAll().OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => new object?[] { pair.Key, pair.Value });
        }
        if (command.Value is { } value)
        {
            configuration.Set(key, value);
            return [[key, value]];
        }
        return [[key, configuration.GetOrNull(key) ?? "<undefined>"]];
    }
}

internal sealed class SetLocalTimeZoneHandler : CommandHandler<SetLocalTimeZone>
{
    protected override IEnumerable<object?[]> Rows(SetLocalTimeZone command, CommandContext context)
    {
        string zone = TimeZoneInfo.Local.Id;
        context.Session.Configuration.Set(ConfigurationKeys.SessionTimeZone.Name, zone);
        return [[ConfigurationKeys.SessionTimeZone.Name, zone]];
    }
}

internal sealed class ResetHandler : CommandHandler<ResetCommand>
{
    protected override IEnumerable<object?[]> Rows(ResetCommand command, CommandContext context)
    {
        if (command.Key is { } key)
        {
            context.Session.Configuration.Unset(key);
        }
        else
        {
            context.Session.Configuration.Reset();
        }
        return [];
    }
}

/// <summary>Makes a database current; a single part may also name the catalog.</summary>
internal sealed class UseNamespaceHandler : CommandHandler<UseNamespace>
{
    protected override IEnumerable<object?[]> Rows(UseNamespace command, CommandContext context)
    {
        var parts = command.NameParts;
        if (!command.NamespaceOnly && parts.Length == 1 && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            context.Catalog.CurrentNamespace = [GlobalCatalog.DefaultDatabase];
            return [];
        }
        if (parts.Length == 2 && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            parts = parts[1..];
        }
        if (parts.Length != 1)
        {
            throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", GlobalCatalog.CatalogName), ("identifier", Quote.Id(parts)));
        }
        context.Catalog.CurrentNamespace = [context.Catalog.Global.GetDatabase(parts[0]).Name];
        return [];
    }
}
