using System.Collections.Immutable;
using Gateway.Compute.Casts;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Generators;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions over variants.</summary>
internal static class VariantFunctions
{
    private const string Group = "variant_funcs";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Parameter _variant = new("v", TypeRule.Variant);
    private static readonly Parameter _path = new("path", TypeRule.String);
    private static readonly Parameter _value = new("val", TypeRule.Any);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("is_valid_variant", [_variant], static _ => BooleanType.Instance, kernel: static site => new VariantTestFunction(site, VariantTest.IsValid),
            coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance), canThrow: _safe, group: Group, example: "is_valid_variant(parse_json('null')) = true");
        f.Scalar("is_variant_null", [_variant], static _ => BooleanType.Instance, NullRules.Never, static site => new VariantTestFunction(site, VariantTest.IsNull),
            coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance), canThrow: _safe, group: Group, example: "is_variant_null(parse_json('null')) = true");
        f.Scalar("parse_json", [new("jsonStr", TypeRule.String)], static _ => VariantType.Instance, kernel: static site => new ParseJsonFunction(site, raises: true),
            coercion: ArgumentCoercion.None, coerce: Void(StringType.Instance), canThrow: _throws, group: Group, javaClass: "org.apache.spark.sql.catalyst.expressions.variant.ParseJson");
        f.Scalar("schema_of_variant", [_variant], static _ => StringType.Instance, kernel: static site => new SchemaOfVariantFunction(site),
            coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance), canThrow: _safe, group: Group, example: "schema_of_variant(parse_json('null')) = VOID");
        f.Aggregate("schema_of_variant_agg", [_variant], static _ => StringType.Instance, static site => new VariantSchemaAggregate(site), NullRules.Never,
            coercion: ArgumentCoercion.None, group: Group);
        f.Scalar("semi_structured_extract", [new("v", TypeRule.Any), new("path", TypeRule.Any)], static _ => VariantType.Instance, NullRules.Always,
            rewrite: static call => Get(call, "variant_get", call.Arguments), coercion: ArgumentCoercion.None,
            check: static call => call.Arguments[0].Type is VariantType ? null : QueryException.Create("COLUMN_IS_NOT_VARIANT_TYPE", Origin.None, "AnalysisException"),
            printed: "variant_get", isInternal: true, canThrow: _throws, group: Group);
        f.Scalar("to_variant_object", [new("expr", TypeRule.Any)], static _ => VariantType.Instance, kernel: static site => new ToVariantObjectFunction(site),
            coercion: ArgumentCoercion.None,
            check: static call => call.Arguments[0].Type is ArrayType or MapType or StructType && IsObject(call.Arguments[0].Type)
                ? null
                : FunctionCheck.Mismatch(call, "CAST_WITHOUT_SUGGESTION", ("srcType", FunctionCheck.Quoted(call.Arguments[0].Type)), ("targetType", "\"VARIANT\"")),
            canThrow: _safe, group: Group, javaClass: "org.apache.spark.sql.catalyst.expressions.variant.ToVariantObject");
        f.Scalar("try_parse_json", [new("jsonStr", TypeRule.String)], static _ => VariantType.Instance, NullRules.Always, static site => new ParseJsonFunction(site, raises: false),
            coercion: ArgumentCoercion.None, coerce: Void(StringType.Instance), canThrow: _safe, group: Group);
        Getter(f, "try_variant_get", EvaluationMode.Try);
        Getter(f, "variant_get", EvaluationMode.Ansi);
        f.Scalar("variant_at_path", [_variant, _path], static _ => VariantType.Instance, NullRules.Always, static site => new VariantAtPathFunction(site),
            coercion: ArgumentCoercion.None, isInternal: true, canThrow: _throws, group: Group);
        foreach (bool isTry in (bool[])[false, true])
        {
            string prefix = isTry ? "try_" : "";
            var nulls = isTry ? NullRules.Always : NullRules.Propagate;
            f.Scalar(prefix + "variant_array_append", [_variant, _path, _value], static _ => VariantType.Instance, nulls, site => new VariantEditFunction(site, VariantEdit.Append, isTry),
                coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance, StringType.Instance), check: ValueFault, canThrow: _throws, group: Group);
            f.Scalar(prefix + "variant_insert", [_variant, _path, _value], static _ => VariantType.Instance, nulls, site => new VariantEditFunction(site, VariantEdit.Insert, isTry),
                coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance, StringType.Instance), check: ValueFault, canThrow: _throws, group: Group);
            f.Scalar(prefix + "variant_set", [_variant, _path, _value, new("create_if_missing", TypeRule.Boolean, Literal.True, Foldable: true)], static _ => VariantType.Instance, nulls,
                site => new VariantEditFunction(site, VariantEdit.Set, isTry), optional: 1,
                coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance, StringType.Instance, null, BooleanType.Instance), check: ValueFault, named: true, canThrow: _throws, group: Group);
        }
        f.Scalar("variant_delete", [_variant, _path, _path], static _ => VariantType.Instance, NullRules.From(0), static site => new VariantDeleteFunction(site), variadic: true,
            coercion: ArgumentCoercion.None, coerce: static (call, ansi) => Void([VariantType.Instance, .. Enumerable.Repeat<DataType>(StringType.Instance, call.Arguments.Length - 1)])(call, ansi),
            canThrow: _throws, group: Group);
        f.Scalar("variant_strip_nulls", [_variant, new("include_arrays", TypeRule.Boolean, Literal.True, Foldable: true)], static _ => VariantType.Instance,
            kernel: static site => new VariantStripNullsFunction(site), optional: 1, coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance, BooleanType.Instance),
            named: true, canThrow: _safe, group: Group);
        // Only FROM finds these, as in Spark.
        foreach (string name in (string[])["variant_explode", "variant_explode_outer"])
        {
            f.Add(name, static row => new FunctionDefinition
            {
                Name = row,
                Kind = FunctionKind.Generator,
                IsInternal = true,
                Parameters = [new("input", TypeRule.Variant)],
                MinimumCount = 1,
                MaximumCount = 1,
                Coercion = ArgumentCoercion.None,
                Returns = static _ => VariantExplodeGenerator.Output,
                Nulls = NullRules.Always,
                SupportsNamedArguments = true,
                Coerce = Void(VariantType.Instance),
                Generator = static site => new VariantExplodeGenerator(site),
                Group = Group,
            });
        }
    }

    private static Func<FunctionCall, bool, ImmutableArray<Expression>?> Void(params DataType?[] types) => CollectionCoercion.VoidBecomes(types);

    private static void Getter(FunctionFamily f, string called, EvaluationMode mode)
    {
        foreach (var (name, isLocal, variant) in FunctionRegistry.Forms(called))
        {
            f.Scalar(name, [_variant, _path, new("type", TypeRule.Any)], static call => call.Arguments.Length < 3 ? VariantType.Instance : SchemaArgument.Read(call, 2), NullRules.Always,
                rewrite: call => Rewritten(call, mode), optional: 1, coercion: ArgumentCoercion.None, coerce: Void(VariantType.Instance, StringType.Instance), early: static call => call.Arguments.Length < 3 ? null : SchemaArgument.FindFault(call, 2), check: GetFault,
                shape: static (writer, call) => writer.Append(call.CalledName).Append("(").Join(", ", call.Arguments.Take(2)).Append(")"),
                canThrow: _throws, isInternal: isLocal, variant: variant, printed: called, group: Group, javaClass: "org.apache.spark.sql.catalyst.expressions.variant.VariantGet");
        }
    }

    /// <summary>Takes the value at the path, then casts it; the cast raises whatever the session's mode, unless the call is the try_ form.</summary>
    private static Expression Rewritten(FunctionCall call, EvaluationMode mode)
    {
        var found = new FunctionCall(FunctionRegistry.Builtin.FindInternal("variant_at_path")!, call.CalledName, call.Arguments[..2], call.Mode) { Origin = call.Origin };
        return call.Arguments.Length < 3 || call.Type is VariantType ? found : new Cast(found, call.Type, mode) { Origin = call.Origin };
    }

    private static FunctionCall Get(FunctionCall call, string name, ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, arguments, call.Mode) { Origin = call.Origin };

    private static QueryError? GetFault(FunctionCall call)
    {
        if (call.Arguments.Length < 3)
        {
            return null;
        }
        var type = SchemaArgument.Read(call, 2);
        return type is VariantType || IsReadable(type)
            ? null
            : FunctionCheck.Mismatch(call, "CAST_WITHOUT_SUGGESTION", ("srcType", "\"VARIANT\""), ("targetType", FunctionCheck.Quoted(type)));
    }

    private static bool IsReadable(DataType type) => type switch
    {
        ArrayType array => IsReadable(array.Element),
        MapType map => map.Key is StringType && IsReadable(map.Value),
        StructType structure => structure.Fields.All(static member => IsReadable(member.Type)),
        _ => CastRules.CanCast(VariantType.Instance, type, EvaluationMode.Ansi),
    };

    private static bool IsObject(DataType type) => type switch
    {
        ArrayType array => IsObject(array.Element),
        MapType map => map.Key is StringType && IsObject(map.Value),
        StructType structure => structure.Fields.All(static member => IsObject(member.Type)),
        _ => type is not NullType && CastRules.CanCast(type, VariantType.Instance, EvaluationMode.Ansi),
    };

    /// <summary>Edits take what a cast takes: no maps and structs, at any depth.</summary>
    private static bool IsValue(DataType type) => type switch
    {
        ArrayType array => IsValue(array.Element),
        _ => type is not (MapType or StructType) && IsObject(type),
    };

    private static QueryError? ValueFault(FunctionCall call) => call.Arguments[2].Type is NullType || IsValue(call.Arguments[2].Type)
        ? null
        : FunctionCheck.Mismatch(call, "CAST_WITHOUT_SUGGESTION", ("srcType", FunctionCheck.Quoted(call.Arguments[2].Type)), ("targetType", "\"VARIANT\""));
}
