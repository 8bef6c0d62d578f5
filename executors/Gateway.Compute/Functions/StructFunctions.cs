using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Nested;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the struct constructors.</summary>
internal static class StructFunctions
{
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("named_struct", [new("name", TypeRule.Any)], NamedType, NullRules.Never, Kernel, variadic: true, coercion: ArgumentCoercion.None, check: FindFault,
            canThrow: _safe, group: "struct_funcs", example: "named_struct('a', 1, 'b', 2, 'c', 3) = {\"a\":1,\"b\":2,\"c\":3}",
            javaClass: "org.apache.spark.sql.catalyst.expressions.CreateNamedStruct");
        f.Scalar("struct", [new("col", TypeRule.Any)], static call => NamedType(Named(call)), NullRules.Never, expand: static call => Named(call), variadic: true,
            coercion: ArgumentCoercion.None, canThrow: _safe, group: "struct_funcs", javaClass: "org.apache.spark.sql.catalyst.expressions.CreateNamedStruct");
    }

    /// <summary>Names the fields now: references lose their names when they are bound to ordinals.</summary>
    private static FunctionCall Named(FunctionCall call) => new(
        FunctionRegistry.Builtin.Find("named_struct")!,
        "named_struct",
        [.. call.Arguments.SelectMany(static (argument, i) => new[] { Literal.Of(FieldName(argument, i)), argument is Alias alias && alias.ExplicitMetadata is null ? alias.Child : argument })],
        call.Mode)
    { Origin = call.Origin };

    /// <summary>Gets the name of a field of <c>struct(..)</c>: the column's or alias' name, else <c>col</c> and the position.</summary>
    internal static string FieldName(Expression argument, int index) => argument switch
    {
        NamedExpression named => named.OutputName,
        LambdaVariable variable => variable.Name,
        OuterReference outer => outer.Attribute.Name,
        GetStructField member => member.Name ?? member.Field.Name,
        _ => "col" + (index + 1).ToString(CultureInfo.InvariantCulture),
    };

    private static StructType NamedType(FunctionCall call) => new(Enumerable.Range(0, call.Arguments.Length / 2).Select(i =>
    {
        var value = call.Arguments[2 * i + 1];
        var metadata = value switch
        {
            AttributeReference attribute => attribute.Metadata,
            Alias alias => alias.Metadata,
            GetStructField member => member.Field.Metadata,
            _ => Metadata.Empty,
        };
        return new StructField(NameOf(call.Arguments[2 * i]), value.Type, value.Nullable, metadata);
    }));

    private static string NameOf(Expression name) => name is Literal literal
        ? (string)literal.Value!
        : (string)ConstantFolding.Evaluate(name, QuerySettings.Default).Value!;

    private static QueryError? FindFault(FunctionCall call)
    {
        if (call.Arguments.Length % 2 != 0)
        {
            return QueryException.Create("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", default, null,
                ("functionName", "`named_struct`"), ("expectedNum", "2n (n > 0)"), ("actualNum", call.Arguments.Length.ToString(CultureInfo.InvariantCulture)),
                ("docroot", "https://spark.apache.org/docs/latest"));
        }
        Expression[] names = [.. call.Arguments.Where(static (_, i) => i % 2 == 0)];
        Expression[] unfit = [.. names.Where(static name => !name.Foldable || name.Type is not StringType)];
        if (unfit.Length > 0)
        {
            return FunctionCheck.Mismatch(call, "CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
                ("inputExprs", "[" + string.Join(", ", unfit.Select(static name => FunctionCheck.Quoted(name))) + "]"));
        }
        bool anyNull = names.Any(static name => ConstantFolding.Evaluate(name, QuerySettings.Default).Value is null);
        return anyNull
            ? FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", "[" + string.Join(", ", names.Select(static name => FunctionCheck.Quoted(name))) + "]"))
            : null;
    }

    private static StructConstructorEvaluator Kernel(BoundCall site) => new(site, [.. site.Arguments.Where(static (_, i) => i % 2 == 1)]);
}
