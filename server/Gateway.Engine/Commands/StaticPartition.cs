using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Reads the values of PARTITION clauses and finds the directories they mean.</summary>
internal static class StaticPartition
{
    /// <summary>Evaluates the columns that have a value, by the table's names.</summary>
    /// <param name="statement">What a value of the wrong type points at.</param>
    public static Dictionary<string, Literal> Values(PartitionSpec? spec, StoredTable table, CommandContext context, Origin statement, bool dynamicFirst = false)
    {
        var values = new Dictionary<string, Literal>(StringComparer.Ordinal);
        if (spec is null)
        {
            return values;
        }
        var names = Names(spec, table, context);
        for (int i = 0; i < names.Length; i++)
        {
            if (spec.Entries[i].Value is not { } expression)
            {
                continue;
            }
            var column = table.Schema.Fields.First(field => field.Name == names[i]);
            var text = VariableValues.Evaluate(expression, StringType.Instance, context) with { Origin = expression.Origin };
            if (text.Value is "" && column.Type is StringType)
            {
                string shown = string.Join(", ", spec.Entries.Select(entry => entry.Name + (dynamicFirst ? $"={(entry.Value as Literal)?.Value}" : $"=Some({(entry.Value as Literal)?.Value})")));
                throw new QueryException("INVALID_PARTITION_SPEC", ("details", $"The spec ([{shown}]) contains an empty partition column value"));
            }
            values[names[i]] = text.Value is null or PathText.NullPartition ? Literal.NullOf(column.Type)
                : column.Type is StringType ? text with { Value = TableColumns.Limit(column) is { IsChar: true } limit ? ((string)text.Value).PadRight(limit.Length) : text.Value }
                : VariableValues.Evaluate(new Cast(text, column.Type, EvaluationMode.Ansi) { Origin = statement }, column.Type, context);
        }
        int firstStatic = Array.FindIndex([.. spec.Entries], static entry => entry.Value is not null);
        bool mixed = !dynamicFirst && names.Length == table.PartitionColumns.Length && table.PartitionColumns.TakeWhile(values.ContainsKey).Count() < values.Count;
        if (mixed && firstStatic >= 0)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1147", ("partColumns", "[" + string.Join(',', table.PartitionColumns) + "]"));
        }
        return values;
    }

    /// <summary>Gets the table's names of the columns in a spec; PARTITIONS_NOT_FOUND for columns that do not partition the table.</summary>
    public static string[] Names(PartitionSpec spec, StoredTable table, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return [.. spec.Entries.Select(entry => table.PartitionColumns.FirstOrDefault(name => name.Equals(entry.Name, comparison)) ??
            throw new QueryException("PARTITIONS_NOT_FOUND", ("partitionList", Quote.Id([entry.Name])), ("tableName", table.QuotedName)))];
    }

    /// <summary>Evaluates a spec that must name every partition column.</summary>
    /// <param name="partly">Whether columns may be left out after all.</param>
    public static Dictionary<string, Literal> Complete(PartitionSpec spec, StoredTable table, CommandContext context, Origin statement, bool partly = false)
    {
        Names(spec, table, context);
        if (spec.Entries.FirstOrDefault(static entry => entry.Value is null) is { Name: { } open })
        {
            throw new QueryException("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", spec.Origin, ("partKey", Quote.Id([open])));
        }
        if (!partly && spec.Entries.Length != table.PartitionColumns.Length)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1232",
                ("specKeys", string.Join(", ", spec.Entries.Select(static entry => entry.Name))), ("partitionColumnNames", string.Join(", ", table.PartitionColumns)), ("tableName", table.QuotedName));
        }
        return Values(spec, table, context, statement, dynamicFirst: true);
    }

    /// <summary>Gives the directory of a complete set of values.</summary>
    public static string Folder(IReadOnlyDictionary<string, Literal> values, StoredTable table) =>
        string.Join('/', table.PartitionColumns.Select(name => PathText.Escape(name) + "=" + PathText.Escape(Text(values[name]))));

    /// <summary>Prints a spec for messages about partitions.</summary>
    public static string Shown(IReadOnlyDictionary<string, Literal> values, StoredTable table) =>
        "PARTITION (" + string.Join(", ", table.PartitionColumns.Where(values.ContainsKey).Select(name => Quote.Id([name]) + " = " + Text(values[name]))) + ")";

    /// <summary>Makes a test of partition directories against the given values; other columns may hold anything.</summary>
    public static Func<string, bool> Matcher(IReadOnlyDictionary<string, Literal> values, StoredTable table)
    {
        var wanted = values.Select(pair => PathText.Escape(pair.Key) + "=" + PathText.Escape(Text(pair.Value))).ToHashSet(StringComparer.Ordinal);
        return folder => wanted.IsSubsetOf(folder.Split('/'));
    }

    private static string Text(Literal value) => value.Value switch
    {
        null => PathText.NullPartition,
        string text => text,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        bool flag => flag ? "true" : "false",
        int or long or short or sbyte when value.Type is IntegralType => Convert.ToString(value.Value, CultureInfo.InvariantCulture)!,
        _ => (string)ConstantFolding.Evaluate(new Cast(value, StringType.Instance, EvaluationMode.Legacy), QuerySettings.Default with { TimeZone = SessionZone.Current.Id }).Value!,
    };
}
