using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Tests.Tables;

/// <summary>Answers the questions of the recorded tables with the registry: binds a call over columns, coerces, checks.</summary>
internal static class RecordedQuestions
{
    /// <summary>Makes a column of a recorded type; CHAR and VARCHAR are STRING to expressions.</summary>
    public static Expression Column(string type, bool nullable = true, string name = "c")
    {
        var parsed = TypeNotation.Parse(type);
        return new AttributeReference(name, parsed is CharType or VarcharType ? StringType.Instance : parsed, nullable);
    }

    /// <summary>Coerces a tree bottom-up; calls that expand are replaced first.</summary>
    public static Expression Analyse(Expression expression, CoercionContext context) => TypeCoercion.CoerceTree(expression, context);

    /// <summary>Finds the first mismatch, children before parents.</summary>
    public static QueryError? FindFault(Expression expression)
    {
        foreach (var child in expression.Children)
        {
            if (FindFault(child) is { } fault)
            {
                return fault;
            }
        }
        return ConditionalCheck.FindFault(expression);
    }

    /// <summary>Gives the answer in the tables' notation: the type, or <c>!CONDITION</c>.</summary>
    public static string Answer(Expression coerced) => FindFault(coerced) is { } fault ? "!" + fault.Condition : Notation(coerced.Type);

    public static string Notation(DataType type) => type switch
    {
        ArrayType a => $"array<{Notation(a.Element)}{(a.ContainsNull ? "" : "!")}>",
        MapType m => $"map<{Notation(m.Key)},{Notation(m.Value)}{(m.ValueContainsNull ? "" : "!")}>",
        StructType s => $"struct<{string.Join(',', s.Fields.Select(f => f.Name + ":" + Notation(f.Type) + (f.Nullable ? "" : "!")))}>",
        StringType { Collation: null } => "string collate NULL",
        _ => type.ToString(),
    };

    public static EvaluationMode Mode(bool ansi, string function) => function.StartsWith("try_", StringComparison.Ordinal) ? EvaluationMode.Try : ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;

    /// <summary>Drops the SQLSTATE of a recorded error.</summary>
    public static string Recorded(string cell) => cell.StartsWith('!') ? cell.Split('/')[0] : cell;
}
