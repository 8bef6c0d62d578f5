using Gateway.Compute.Casts;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Casts a value to the type of the column it is stored in, by the rules of <c>spark.sql.storeAssignmentPolicy</c>.</summary>
internal static class StoreAssignment
{
    /// <summary>Makes the cast; values that the policy does not take are INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST.</summary>
    public static Expression Assign(Expression value, StructField column, StoredTable table, CommandContext context)
    {
        Check(value.Type, column.Type, [column.Name], table, context);
        bool legacy = Policy(context) == "LEGACY";
        var cast = value.Type.Equals(column.Type) ? value : new Cast(value, column.Type, legacy ? EvaluationMode.Legacy : EvaluationMode.Ansi);
        if (column.Type is ArrayType or MapType or StructType && column.Metadata.GetString(TableColumns.RawTypeKey) is { } declared && !TableWriter.IsLegacyText(context))
        {
            // CHAR and VARCHAR inside: the cast to the declared type pads, and refuses what is too long.
            return new Cast(new Cast(cast, TypeDdl.Parse(declared, Origin.None), EvaluationMode.Ansi), column.Type, EvaluationMode.Ansi);
        }
        return TableColumns.Limit(column) is { } limit && !TableWriter.IsLegacyText(context) ? Fitted(cast, limit.Length, limit.IsChar) : cast;
    }

    /// <summary>Throws INCOMPATIBLE_DATA_FOR_TABLE.* for a type that the policy does not take for a column, or for a member of one.</summary>
    public static void Check(DataType source, DataType target, IReadOnlyList<string> path, StoredTable table, CommandContext context)
    {
        string policy = Policy(context);
        if (policy != "LEGACY" && Mismatch(source, target, path, policy == "STRICT", table) is { } fault)
        {
            throw fault;
        }
    }

    private static string Policy(CommandContext context) => context.Session.Configuration.Get(ConfigurationKeys.StoreAssignmentPolicy).ToUpperInvariant();

    /// <summary>Names the column in the overflow error of a store cast.</summary>
    /// <param name="query">The query whose columns are assigned.</param>
    public static QueryException Explain(QueryException fault, IEnumerable<(Expression Value, StructField Column)> assigned, LogicalPlan query)
    {
        if (fault.Error is { Condition: "DIVIDE_BY_ZERO" or "REMAINDER_BY_ZERO" or "ARITHMETIC_OVERFLOW", Contexts: [var place, ..] })
        {
            // Spark takes every arithmetic error for one of the cast that the expression is part of.
            foreach (var (value, column) in assigned)
            {
                bool narrows = value.Type is NumericType && column.Type is NumericType && !CastRules.CanUpCast(value.Type, column.Type);
                if (narrows && Computed(query, value)?.SelfAndDescendants().Any(node => QueryContext.Of(node.Origin, "") is [var own] && own.Start == place.Start && own.Stop == place.Stop) == true)
                {
                    return QueryErrors.CastOverflowInInsert(value.Type, column.Type, [column.Name]);
                }
            }
            return fault;
        }
        if (!fault.Error.Contexts.IsEmpty)
        {
            return fault;
        }
        string? Parameter(string name) => fault.Error.Parameters.FirstOrDefault(pair => pair.Key == name).Value;
        foreach (var (source, target, path) in assigned.SelectMany(static pair => Casts(pair.Value.Type, pair.Column.Type, [pair.Column.Name])))
        {
            bool matches = fault.Error.Condition switch
            {
                "CAST_OVERFLOW" => Parameter("sourceType") == Quote.Type(source) && Parameter("targetType") == Quote.Type(target),
                "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" or "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION" =>
                    target is DecimalType number && !source.Equals(target) &&
                    Parameter("precision") == number.Precision.ToString(System.Globalization.CultureInfo.InvariantCulture) &&
                    Parameter("scale") == number.Scale.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => false,
            };
            if (matches)
            {
                return QueryErrors.CastOverflowInInsert(source, target, path);
            }
        }
        return fault;
    }

    /// <summary>Finds what computes a column at the top of a query; null for what was computed before: columns of tables, rows of VALUES, aggregates.</summary>
    private static Expression? Computed(LogicalPlan query, Expression column)
    {
        while (column is AttributeReference attribute)
        {
            switch (query)
            {
                case SubqueryAlias alias:
                    query = alias.Input;
                    break;
                case Project project:
                    column = project.Items.OfType<Alias>().FirstOrDefault(item => item.Id == attribute.Id) is { } named ? named.Child : column;
                    query = project.Input;
                    break;
                default:
                    return null;
            }
        }
        while (query is Project or SubqueryAlias)
        {
            query = query.Children[0];
        }
        return query is LocalRelation ? null : column;
    }

    /// <summary>Lists the casts of a store cast down to the members of nested types.</summary>
    private static IEnumerable<(DataType Source, DataType Target, IReadOnlyList<string> Path)> Casts(DataType source, DataType target, IReadOnlyList<string> path) => (source, target) switch
    {
        (StructType a, StructType b) => a.Fields.Zip(b.Fields).SelectMany(pair => Casts(pair.First.Type, pair.Second.Type, [.. path, pair.Second.Name])),
        (ArrayType a, ArrayType b) => Casts(a.Element, b.Element, [.. path, "element"]),
        (MapType a, MapType b) => Casts(a.Key, b.Key, [.. path, "key"]).Concat(Casts(a.Value, b.Value, [.. path, "value"])),
        _ => [(source, target, path)],
    };

    /// <summary>Pads CHAR values, and cuts spaces beyond the length; longer text stays for the writer to refuse.</summary>
    private static Expression Fitted(Expression text, int length, bool isChar)
    {
        static Expression Call(string name, params ReadOnlySpan<Expression> arguments) => new UnresolvedFunction([name], [.. arguments]);
        var limit = Literal.Of(length);
        var cut = Call("if", Call("<=", Call("char_length", Call("rtrim", text)), limit), Call("substring", text, Literal.Of(1), limit), text);
        return Call("if", Call("<=", Call("char_length", text), limit), isChar ? Call("rpad", text, limit, Literal.Of(" ")) : text, cut);
    }

    private static QueryException? Mismatch(DataType source, DataType target, IReadOnlyList<string> path, bool strict, StoredTable table)
    {
        switch (source, target)
        {
            case (StructType a, StructType b) when a.Fields.Length < b.Fields.Length:
                return Members("STRUCT_MISSING_FIELDS", "missingFields", b.Fields.Skip(a.Fields.Length), path, table);
            case (StructType a, StructType b) when a.Fields.Length > b.Fields.Length:
                return Members("EXTRA_STRUCT_FIELDS", "extraFields", a.Fields.Skip(b.Fields.Length), path, table);
            case (StructType a, StructType b):
                for (int i = 0; i < a.Fields.Length; i++)
                {
                    if (Mismatch(a.Fields[i].Type, b.Fields[i].Type, [.. path, b.Fields[i].Name], strict, table) is { } inner)
                    {
                        return inner;
                    }
                }
                return null;
            case (ArrayType a, ArrayType b):
                return Mismatch(a.Element, b.Element, [.. path, "element"], strict, table);
            case (MapType a, MapType b):
                return Mismatch(a.Key, b.Key, [.. path, "key"], strict, table) ?? Mismatch(a.Value, b.Value, [.. path, "value"], strict, table);
            default:
                return (strict ? CastRules.CanUpCast(source, target) && (source is not NullType || target is NullType) : CastRules.CanStoreAssign(source, target)) ? null : new QueryException(
                    "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST", ("tableName", table.QuotedName), ("colName", Quote.Id(path)),
                    ("srcType", Quote.Type(TypeText.CatalogString(source))), ("targetType", Quote.Type(TypeText.CatalogString(target))));
        }
    }

    private static QueryException Members(string kind, string parameter, IEnumerable<StructField> members, IReadOnlyList<string> path, StoredTable table) =>
        new("INCOMPATIBLE_DATA_FOR_TABLE." + kind, ("tableName", table.QuotedName), ("colName", Quote.Id(path)), (parameter, string.Join(", ", members.Select(static member => Quote.Id([member.Name])))));
}
