using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Finds which column of an INSERT's query fills which column of the table.</summary>
internal static class InsertColumns
{
    /// <summary>Gives the columns that the query fills by position, in the query's order.</summary>
    public static ImmutableArray<StructField> Targets(InsertInto command, StoredTable table, IReadOnlyCollection<string> fixedColumns, CommandContext context)
    {
        if (command.Columns.IsEmpty)
        {
            return [.. table.Schema.Fields.Where(column => !fixedColumns.Contains(column.Name))];
        }
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var targets = ImmutableArray.CreateBuilder<StructField>();
        foreach (string name in command.Columns)
        {
            targets.Add(table.Schema.Fields.FirstOrDefault(column => column.Name.Equals(name, comparison)) ?? throw new QueryException(
                "UNRESOLVED_COLUMN.WITH_SUGGESTION", command.Origin,
                ("objectName", Quote.Id([name])), ("proposal", string.Join(", ", table.Schema.Fields.Select(static column => Quote.Id([column.Name]))))));
        }
        TableColumns.CheckNames(targets.Select(static target => target with { Type = NullType.Instance }), context.Settings.CaseSensitive);
        return targets.ToImmutable();
    }

    /// <summary>Analyses the query; DEFAULT in its top row or select list becomes the column's default.</summary>
    public static LogicalPlan Analyze(InsertInto command, ImmutableArray<StructField> targets, CommandContext context)
    {
        try
        {
            return context.Session.Analyze(command.Query, context.Settings);
        }
        catch (QueryException fault) when (IsDefaultFault(fault) && IsOn("spark.sql.defaultColumn.enabled", context))
        {
            var replaced = Replace(command.Query, targets, command.ByName, context);
            if (ReferenceEquals(replaced, command.Query))
            {
                throw;
            }
            return context.Session.Analyze(replaced, context.Settings);
        }
    }

    /// <summary>Pairs the query's columns with the table's, by position or name.</summary>
    public static Dictionary<string, Expression> Match(InsertInto command, StoredTable table, ImmutableArray<StructField> targets, IReadOnlyCollection<string> fixedColumns, LogicalPlan query, CommandContext context)
    {
        var output = query.Output;
        var sources = new Dictionary<string, Expression>(StringComparer.Ordinal);
        if (fixedColumns.Count > 0 && output.Length > table.Schema.Fields.Length - fixedColumns.Count)
        {
            throw Arity(command, table, targets, fixedColumns, output);
        }
        if (targets.Where(target => fixedColumns.Contains(target.Name)).ToList() is { Count: > 0 } extra)
        {
            throw Extra(table, extra.Select(static column => column.Name));
        }
        if (!IsOn("spark.sql.defaultColumn.useNullsForMissingDefaultValues", context) && !command.Columns.IsEmpty &&
            table.Schema.Fields.FirstOrDefault(column => !fixedColumns.Contains(column.Name) && !targets.Contains(column) && !column.Metadata.Contains(TableColumns.CurrentDefaultKey)) is { } left)
        {
            throw new QueryException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA", ("tableName", table.QuotedName), ("colName", Quote.Id([left.Name])));
        }
        if (output.Length > targets.Length || (output.Length < targets.Length && !command.ByName))
        {
            throw Arity(command, table, targets, fixedColumns, output);
        }
        if (!command.ByName)
        {
            for (int i = 0; i < output.Length; i++)
            {
                sources[targets[i].Name] = output[i];
            }
            return sources;
        }
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var unused = output.ToList();
        foreach (var target in targets)
        {
            var found = output.Where(attribute => attribute.Name.Equals(target.Name, comparison)).ToList();
            if (found.Count > 1)
            {
                throw new QueryException("INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME", ("tableName", table.QuotedName), ("colName", Quote.Id([target.Name])));
            }
            if (found.Count == 1)
            {
                sources[target.Name] = StructsByName(found[0], target.Type, [target.Name], table, context);
                unused.Remove(found[0]);
            }
        }
        return unused.Count == 0 ? sources : throw Extra(table, unused.Select(static attribute => attribute.Name));
    }

    /// <summary>Reorders the members of a struct by their names.</summary>
    private static Expression StructsByName(Expression value, DataType target, ImmutableArray<string> path, StoredTable table, CommandContext context)
    {
        var comparison = context.Settings.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        switch (value.Type, target)
        {
            case (StructType, StructType):
                break;
            case (ArrayType a, ArrayType b) when b.Element is StructType:
                var item = new LambdaVariable("item", a.Element, a.ContainsNull, ExpressionId.Next());
                var reordered = StructsByName(item, b.Element, path.Add("element"), table, context);
                return ReferenceEquals(reordered, item) ? value
                    : new FunctionCall(FunctionRegistry.Builtin.Find("transform")!, "transform", [value, new LambdaFunction(reordered, [item])], EvaluationMode.Ansi);
            case (MapType a, MapType b) when b.Key is StructType || b.Value is StructType:
                StructsByName(Literal.NullOf(a.Key), b.Key, path.Add("key"), table, context);
                StructsByName(Literal.NullOf(a.Value), b.Value, path.Add("value"), table, context);
                return value;
            default:
                StoreAssignment.Check(value.Type, target, path, table, context);
                return value;
        }
        var have = (StructType)value.Type;
        var want = (StructType)target;
        var extra = have.Fields.Where(member => !want.Fields.Any(other => other.Name.Equals(member.Name, comparison))).ToList();
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        foreach (var member in want.Fields)
        {
            int ordinal = Array.FindIndex([.. have.Fields], other => other.Name.Equals(member.Name, comparison));
            if (ordinal < 0)
            {
                throw new QueryException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA", ("tableName", table.QuotedName), ("colName", Quote.Id(path.Add(member.Name))));
            }
            arguments.Add(Literal.Of(member.Name));
            arguments.Add(StructsByName(new GetStructField(value, ordinal), member.Type, path.Add(member.Name), table, context));
        }
        if (extra.Count > 0)
        {
            throw new QueryException("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_STRUCT_FIELDS",
                ("tableName", table.QuotedName), ("colName", Quote.Id(path)), ("extraFields", string.Join(", ", extra.Select(static member => Quote.Id([member.Name])))));
        }
        if (have.Fields.Zip(want.Fields).All(pair => pair.First.Name.Equals(pair.Second.Name, comparison) && pair.First.Type is not StructType))
        {
            return value;
        }
        return new FunctionCall(FunctionRegistry.Builtin.Find("named_struct")!, "named_struct", arguments.ToImmutable(), EvaluationMode.Ansi);
    }

    private static QueryException Arity(InsertInto command, StoredTable table, ImmutableArray<StructField> targets, IReadOnlyCollection<string> fixedColumns, ImmutableArray<AttributeReference> output)
    {
        string data = string.Join(", ", output.Select(static attribute => Quote.Id([attribute.Name])));
        if (fixedColumns.Count > 0)
        {
            return new QueryException("INSERT_PARTITION_COLUMN_ARITY_MISMATCH",
                ("tableName", table.QuotedName),
                ("tableColumns", string.Join(", ", table.Schema.Fields.Select(static column => Quote.Id([column.Name])))),
                ("dataColumns", data),
                ("staticPartCols", string.Join(", ", fixedColumns.Select(static name => Quote.Id([name])))));
        }
        return new QueryException("INSERT_COLUMN_ARITY_MISMATCH." + (output.Length > targets.Length ? "TOO_MANY_DATA_COLUMNS" : "NOT_ENOUGH_DATA_COLUMNS"),
            ("tableName", table.QuotedName), ("tableColumns", string.Join(", ", targets.Select(static column => Quote.Id([column.Name])))), ("dataColumns", data));
    }

    private static QueryException Extra(StoredTable table, IEnumerable<string> names) =>
        new("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS", ("tableName", table.QuotedName), ("extraColumns", string.Join(", ", names.Select(static name => Quote.Id([name])))));

    private static bool IsOn(string key, CommandContext context) => context.Settings.Configuration.GetValueOrDefault(key, "true").Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool IsDefaultFault(QueryException fault) =>
        fault.Error.Condition?.StartsWith("UNRESOLVED_COLUMN", StringComparison.Ordinal) == true &&
        fault.Error.Parameters.Any(static pair => pair.Key == "objectName" && pair.Value.Equals("`default`", StringComparison.OrdinalIgnoreCase));

    private static LogicalPlan Replace(LogicalPlan query, ImmutableArray<StructField> targets, bool byName, CommandContext context)
    {
        switch (query)
        {
            case UnresolvedInlineTable values when values.Rows.All(row => row.Length <= targets.Length):
                return values with { Rows = [.. values.Rows.Select(row => ImmutableArray.CreateRange(row.Select((item, i) => Item(item, targets[i], byName, context))))] };
            case Project project when project.Items.Length <= targets.Length:
                return project with { Items = [.. project.Items.Select((item, i) => Item(item, targets[i], byName, context))] };
            case Sort or Limit:
                return query.MapChildren(child => Replace(child, targets, byName, context));
            case SubqueryAlias alias:
                return alias.MapChildren(child => Replace(child, targets, byName, context));
            default:
                return query;
        }
    }

    private static Expression Item(Expression item, StructField target, bool byName, CommandContext context)
    {
        if (IsDefault(item) && !byName)
        {
            return new Cast(ColumnDefaults.Of(target, context), target.Type, EvaluationMode.Ansi);
        }
        if (item is Alias { Child: var child } && IsDefault(child) && !byName)
        {
            return ColumnDefaults.Of(target, context);
        }
        return Mentions(item) ? throw new QueryException("DEFAULT_PLACEMENT_INVALID") : item;
    }

    private static bool IsDefault(Expression item) => Named(item);

    private static bool Named(Expression item) => item is DefaultPlaceholder || (item is UnresolvedAttribute { NameParts: [var name] } && name.Equals("default", StringComparison.OrdinalIgnoreCase));

    private static bool Mentions(Expression item) => Named(item) || item.Children.Any(Mentions);
}
