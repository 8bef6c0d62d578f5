using Gateway.Compute.Casts;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;

namespace Gateway.Engine.Commands;

/// <summary>Casts a value to the type of the column it is stored in, by the rules of <c>spark.sql.storeAssignmentPolicy</c>.</summary>
internal static class StoreAssignment
{
    /// <summary>Makes the cast; values that the policy does not take are INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST.</summary>
    public static Expression Assign(Expression value, StructField column, StoredTable table, CommandContext context)
    {
        string policy = context.Session.Configuration.Get(ConfigurationKeys.StoreAssignmentPolicy).ToUpperInvariant();
        bool legacy = policy == "LEGACY";
        if (!legacy && Mismatch(value.Type, column.Type, [column.Name], policy == "STRICT") is { } fault)
        {
            throw new QueryException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
                ("tableName", table.QuotedName), ("colName", Quote.Id(fault.Path)), ("srcType", Quote.Type(fault.Source)), ("targetType", Quote.Type(fault.Target)));
        }
        var cast = value.Type.Equals(column.Type) ? value : new Cast(value, column.Type, legacy ? EvaluationMode.Legacy : EvaluationMode.Ansi);
        return TableColumns.Limit(column) is { } limit && !TableWriter.IsLegacyText(context) ? Fitted(cast, limit.Length, limit.IsChar) : cast;
    }

    /// <summary>Names the column in the overflow error of a store cast.</summary>
    public static QueryException Explain(QueryException fault, IEnumerable<(Expression Value, StructField Column)> assigned)
    {
        if (!fault.Error.Contexts.IsEmpty)
        {
            return fault;
        }
        string? Parameter(string name) => fault.Error.Parameters.FirstOrDefault(pair => pair.Key == name).Value;
        foreach (var (value, column) in assigned)
        {
            bool matches = fault.Error.Condition switch
            {
                "CAST_OVERFLOW" => Parameter("sourceType") == Quote.Type(value.Type) && Parameter("targetType") == Quote.Type(column.Type),
                "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" or "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION" =>
                    column.Type is DecimalType target && !value.Type.Equals(target) &&
                    Parameter("precision") == target.Precision.ToString(System.Globalization.CultureInfo.InvariantCulture) &&
                    Parameter("scale") == target.Scale.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => false,
            };
            if (matches)
            {
                return QueryErrors.CastOverflowInInsert(value.Type, column.Type, column.Name);
            }
        }
        return fault;
    }

    /// <summary>Pads CHAR values, and cuts spaces beyond the length; longer text stays for the writer to refuse.</summary>
    private static Expression Fitted(Expression text, int length, bool isChar)
    {
        static Expression Call(string name, params ReadOnlySpan<Expression> arguments) => new UnresolvedFunction([name], [.. arguments]);
        var limit = Literal.Of(length);
        var cut = Call("if", Call("<=", Call("char_length", Call("rtrim", text)), limit), Call("substring", text, Literal.Of(1), limit), text);
        return Call("if", Call("<=", Call("char_length", text), limit), isChar ? Call("rpad", text, limit, Literal.Of(" ")) : text, cut);
    }

    private static (IReadOnlyList<string> Path, DataType Source, DataType Target)? Mismatch(DataType source, DataType target, IReadOnlyList<string> path, bool strict)
    {
        switch (source, target)
        {
            case (StructType a, StructType b) when a.Fields.Length == b.Fields.Length:
                for (int i = 0; i < a.Fields.Length; i++)
                {
                    if (Mismatch(a.Fields[i].Type, b.Fields[i].Type, [.. path, b.Fields[i].Name], strict) is { } inner)
                    {
                        return inner;
                    }
                }
                return null;
            case (ArrayType a, ArrayType b):
                return Mismatch(a.Element, b.Element, [.. path, "element"], strict);
            case (MapType a, MapType b):
                return Mismatch(a.Key, b.Key, [.. path, "key"], strict) ?? Mismatch(a.Value, b.Value, [.. path, "value"], strict);
            default:
                return (strict ? CastRules.CanUpCast(source, target) : CastRules.CanStoreAssign(source, target)) ? null : (path, source, target);
        }
    }
}
