using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Generators;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that give several rows for one. The <c>_outer</c> forms differ in the operator that runs them.</summary>
internal static class GeneratorFunctions
{
    private static readonly Parameter _collection = new("collection", TypeRule.OneOf(TypeRule.Array, TypeRule.Map));

    public static void Register(FunctionFamily f)
    {
        f.Generator("explode explode_outer", [_collection], static call => Exploded(call, withPosition: false), static site => new ExplodeGenerator(site, withPosition: false, spread: false),
            coercion: ArgumentCoercion.None, named: true, example: "explode(array(10, 20)) = 10");
        f.Generator("inline inline_outer", [new("input", TypeRule.Any)], Inlined,
            static site => new ExplodeGenerator(site, withPosition: false, spread: true), coercion: ArgumentCoercion.None,
            check: static call => call.Arguments[0].Type is ArrayType { Element: StructType } ? null : CollectionChecks.Unexpected(call, 0, "\"ARRAY<STRUCT>\""),
            named: true, example: "inline(array(struct(1, 'a'), struct(2, 'b'))) = 1");
        f.Generator("posexplode posexplode_outer", [_collection], static call => Exploded(call, withPosition: true), static site => new ExplodeGenerator(site, withPosition: true, spread: false),
            coercion: ArgumentCoercion.None, named: true, example: "posexplode(array(10,20)) = 0");
        f.Generator("stack", [new("n", TypeRule.Any), new("expr", TypeRule.Any), new("expr", TypeRule.Any)], Stacked,
            static site => new StackGenerator(site, (int)site.Constant(0)!), variadic: true, coercion: ArgumentCoercion.None, check: StackFault, example: "stack(2, 1, 2, 3) = 1");
    }

    private static StructType Exploded(FunctionCall call, bool withPosition)
    {
        List<StructField> fields = withPosition ? [new StructField("pos", IntegerType.Instance, false)] : [];
        if (call.Arguments[0].Type is MapType map)
        {
            fields.Add(new StructField("key", map.Key, false));
            fields.Add(new StructField("value", map.Value, map.ValueContainsNull));
        }
        else
        {
            var array = (ArrayType)call.Arguments[0].Type;
            fields.Add(new StructField("col", array.Element, array.ContainsNull));
        }
        return new StructType(fields);
    }

    private static StructType Inlined(FunctionCall call)
    {
        var array = (ArrayType)call.Arguments[0].Type;
        var structure = (StructType)array.Element;
        return array.ContainsNull ? (StructType)SchemaArgument.AsNullable(structure) : structure;
    }

    private static int RowCount(FunctionCall call) => ConstantFolding.Evaluate(call.Arguments[0], QuerySettings.Default).Value is int count ? count : 0;

    private static StructType Stacked(FunctionCall call)
    {
        int rows = RowCount(call);
        int width = (call.Arguments.Length - 1 + rows - 1) / rows;
        return new StructType(Enumerable.Range(0, width).Select(column =>
        {
            Expression[] values = [.. Enumerable.Range(0, rows).Select(row => row * width + column + 1).Where(position => position < call.Arguments.Length).Select(position => call.Arguments[position])];
            var type = TypeMerging.MergeNullability(values.Select(static value => value.Type).Where(static type => type is not NullType).DefaultIfEmpty(NullType.Instance));
            return new StructField("col" + column.ToString(CultureInfo.InvariantCulture), type, true);
        }));
    }

    /// <summary>Only the NULL literal takes the type of its column.</summary>
    private static bool IsNull(Expression value) => value is Literal { Value: null, Type: NullType };

    private static QueryError? StackFault(FunctionCall call)
    {
        if (call.Arguments[0].Type is not IntegerType)
        {
            return CollectionChecks.Unexpected(call, 0, "\"INT\"");
        }
        if (!call.Arguments[0].Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`n`"), ("inputType", "\"INT\""), ("inputExpr", FunctionCheck.Quoted(call.Arguments[0])));
        }
        int rows = RowCount(call);
        if (rows < 1)
        {
            return FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE",
                ("exprName", "`n`"), ("valueRange", "(0, 2147483647]"), ("currentValue", rows.ToString(CultureInfo.InvariantCulture)));
        }
        int width = (call.Arguments.Length - 1 + rows - 1) / rows;
        for (int position = 1; position < call.Arguments.Length; position++)
        {
            int column = (position - 1) % width;
            var first = Enumerable.Range(0, rows).Select(row => row * width + column + 1).First(other => !IsNull(call.Arguments[other]) || other >= position);
            var (left, right) = (call.Arguments[first].Type, call.Arguments[position].Type);
            if (!IsNull(call.Arguments[position]) && !TypeMerging.Same(left, right))
            {
                return FunctionCheck.Mismatch(call, "STACK_COLUMN_DIFF_TYPES",
                    ("columnIndex", column.ToString(CultureInfo.InvariantCulture)),
                    ("leftParamIndex", first.ToString(CultureInfo.InvariantCulture)), ("leftType", FunctionCheck.Quoted(left)),
                    ("rightParamIndex", position.ToString(CultureInfo.InvariantCulture)), ("rightType", FunctionCheck.Quoted(right)));
            }
        }
        return null;
    }
}
