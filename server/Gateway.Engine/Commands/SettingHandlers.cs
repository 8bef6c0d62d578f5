using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Lists, shows or changes settings.</summary>
internal sealed class SetHandler : CommandHandler<SetCommand>
{
    private const string ReducesKey = "mapreduce.job.reduces";

    /// <summary>Keys of Hadoop that stand for one of Spark's.</summary>
    private static readonly Dictionary<string, string> _successors = new(StringComparer.Ordinal)
    {
        ["mapred.reduce.tasks"] = ConfigurationKeys.ShufflePartitions.Name,
        [ReducesKey] = ConfigurationKeys.ShufflePartitions.Name,
    };

    protected override IEnumerable<object?[]> Rows(SetCommand command, CommandContext context)
    {
        var configuration = context.Session.Configuration;
        if (command.Key is not { } written)
        {
            return command.Verbose
                ? ConfigurationRegistry.All().Where(static entry => entry.Default is not null).OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(entry => new object?[] { entry.Key, configuration.GetOrNull(entry.Key) ?? "<undefined>", "", "" })
                : configuration.GetAll().OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => new object?[] { pair.Key, pair.Value });
        }
        string key = _successors.GetValueOrDefault(written) ?? written;
        if (command.Value is { } value)
        {
            if (context.Catalog.FindVariable([.. key.Split('.')]) is not null)
            {
                throw new QueryException("UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET", ("variableName", Quote.Id(key.Split('.'))));
            }
            if (key != written && !int.TryParse(value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _))
            {
                throw new QueryException(new QueryError(null, [], [], "NumberFormatException", $"'{value}' is no whole number."));
            }
            configuration.Set(key, value);
            return [[key, value]];
        }
        if (written == ReducesKey)
        {
            // Only setting it is translated; read, it is Hadoop's own.
            return [[written, "1"]];
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

/// <summary>Makes a database current, under the name as written; a single part may also name the catalog.</summary>
internal sealed class UseNamespaceHandler : CommandHandler<UseNamespace>
{
    protected override IEnumerable<object?[]> Rows(UseNamespace command, CommandContext context)
    {
        var parts = command.NameParts;
        bool isCatalog = parts.Length > 0 && parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase);
        if (!command.NamespaceOnly && parts.Length == 1 && isCatalog)
        {
            return [];
        }
        var rest = isCatalog && parts.Length > 1 ? parts[1..] : parts;
        if (rest is [var name])
        {
            if (name.Equals(NamespaceNames.GlobalTemporary, StringComparison.OrdinalIgnoreCase))
            {
                throw new QueryException("_LEGACY_ERROR_TEMP_1068", ("database", name));
            }
            context.Catalog.Global.GetDatabase(name);
            context.Catalog.CurrentNamespace = [name];
            return [];
        }
        throw new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName, .. rest])));
    }
}

/// <summary>Makes a catalog current; there is one.</summary>
internal sealed class SetCatalogHandler : CommandHandler<SetCatalog>
{
    protected override IEnumerable<object?[]> Rows(SetCatalog command, CommandContext context)
    {
        ImmutableArray<string> parts;
        try
        {
            parts = Name(command.Catalog, context);
        }
        catch (QueryException fault) when (fault.Error.Condition == "PARSE_EMPTY_STATEMENT")
        {
            throw fault.WithOrigin(command.Origin);
        }
        if (parts.Length > 1)
        {
            throw new QueryException("INVALID_SQL_SYNTAX.MULTI_PART_NAME", ("statement", "SET CATALOG"), ("name", Quote.Id(parts)));
        }
        if (parts[0].Equals(GlobalCatalog.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            // A name of other case counts as another catalog, whose current database is the default.
            context.Catalog.CurrentNamespace = parts[0] == GlobalCatalog.CatalogName ? context.Catalog.CurrentNamespace : [GlobalCatalog.DefaultDatabase];
            return [];
        }
        throw new QueryException("CATALOG_NOT_FOUND", ("catalogName", Quote.Id(parts)), ("config", Quote.Conf("spark.sql.catalog." + parts[0])));
    }

    private static ImmutableArray<string> Name(Expression written, CommandContext context)
    {
        switch (written)
        {
            case UnresolvedAttribute column:
                return column.NameParts;
            case IdentifierClause clause:
                return Name(clause.NameExpression, context);
            case Literal { Value: string text }:
                return context.Session.Parser().ParseIdentifier(new SqlText(text));
            case Literal { Value: not null } other:
                throw new QueryException("NOT_A_CONSTANT_STRING.WRONG_TYPE", other.Origin,
                    ("name", "IDENTIFIER"), ("expr", other.SqlText), ("dataType", TypeText.CatalogString(other.Type)));
            default:
                var value = VariableValues.Evaluate(written, null, context);
                return value.Value is null ? throw new QueryException("NOT_A_CONSTANT_STRING.NULL", written.Origin, ("name", "IDENTIFIER"), ("expr", written.SqlText)) : Name(value with { Origin = written.Origin }, context);
        }
    }
}
