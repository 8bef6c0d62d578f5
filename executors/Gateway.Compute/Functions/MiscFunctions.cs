using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions about the session, the row's place, types and raised errors.</summary>
internal static class MiscFunctions
{
    private const string Group = "misc_funcs";
    private const string SparkVersion = "4.3.0 98bc0212c94705434471627068f41e374ccab143";

    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("assert_true", [new("expr", TypeRule.Any), new("message", TypeRule.Any)], static _ => NullType.Instance, NullRules.Always, optional: 1,
            coercion: ArgumentCoercion.None, coerce: static (call, _) => call.Arguments.Length == 1 ? call.Arguments.Add(Literal.Of("'" + call.Arguments[0].PrettyText + "' is not true!")) : null,
            expand: static call => ConditionalFunctions.Call("if", call, call.Arguments[0], Literal.Null, ConditionalFunctions.Call("raise_error", call, call.Arguments[1])),
            canThrow: _throws, group: Group, example: "assert_true(0 < 1) = NULL");
        f.Scalar("bitmap_bit_position", [new("child", TypeRule.Long)], static _ => LongType.Instance, kernel: RowKernel.Of<BitmapBitPosition, long, long>(),
            canThrow: _safe, group: Group, example: "bitmap_bit_position(1) = 0");
        f.Scalar("bitmap_bucket_number", [new("child", TypeRule.Long)], static _ => LongType.Instance, kernel: RowKernel.Of<BitmapBucketNumber, long, long>(),
            canThrow: _safe, group: Group, example: "bitmap_bucket_number(123) = 1");
        f.Scalar("bitmap_count", [new("child", TypeRule.Any)], static _ => LongType.Instance, kernel: RowKernel.Of<BitmapCount, StringView, long>(),
            coercion: ArgumentCoercion.None, check: static call => call.Arguments[0].Type is BinaryType ? null : CollectionChecks.Unexpected(call, 0, "\"BINARY\""), canThrow: _safe, group: Group, example: "bitmap_count(X'1010') = 2");
        Constant(f, "current_catalog", static settings => settings.CurrentCatalog);
        Constant(f, "current_database current_schema", static settings => settings.CurrentDatabase, printed: "current_schema");
        Constant(f, "current_path", static settings => $"system.builtin,system.session,{settings.CurrentCatalog}.{settings.CurrentDatabase}");
        Constant(f, "current_user session_user user", static settings => settings.CurrentUser);
        f.Scalar("direct_shuffle_partition_id", [new("child", TypeRule.Any)], static _ => IntegerType.Instance, kernel: RowKernel.Of<SameInt, int, int>(), coercion: ArgumentCoercion.None,
            check: static call => call.Arguments[0].Type is IntegerType ? null : CollectionChecks.Unexpected(call, 0, "\"INT\""), isInternal: true, canThrow: _safe, group: Group);
        PerBatch(f, "input_file_block_length", LongType.Instance, static site => new BatchLongEvaluator(site, static (context, _) => context.InputBlockLength));
        PerBatch(f, "input_file_block_start", LongType.Instance, static site => new BatchLongEvaluator(site, static (context, _) => context.InputBlockStart));
        PerBatch(f, "input_file_name", StringType.Instance, static site => new InputFileEvaluator(site));
        PerBatch(f, "monotonically_increasing_id distributed_id", LongType.Instance, static site => new IncreasingIdEvaluator(site), printed: "monotonically_increasing_id");
        f.Scalar("raise_error", [new("errorMessage", TypeRule.String)], static _ => NullType.Instance, NullRules.Always, static site => new RaiseErrorFunction(site), early: RaisedFault,
            shape: static (writer, call) => writer.Append("raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ").Append(call.Arguments[0]).Append("))"),
            neverFolds: true, canThrow: _throws, group: Group);
        f.Scalar("single_row", [new("isSingle", TypeRule.Boolean), new("value", TypeRule.Any)], static call => call.Arguments[1].Type, NullRules.From(1),
            static site => new SingleRowEvaluator(site), coercion: ArgumentCoercion.None, isInternal: true, neverFolds: true, canThrow: _throws, group: Group);
        PerBatch(f, "spark_partition_id", IntegerType.Instance, static site => new PartitionIdEvaluator(site), printed: "SPARK_PARTITION_ID");
        f.Scalar("typeof", [new("expr", TypeRule.Any)], static _ => StringType.Instance, NullRules.Never,
            rewrite: static call => Literal.Of(TypeText.CatalogString(call.Arguments[0].Type)), coercion: ArgumentCoercion.None, canThrow: _safe, group: Group, example: "typeof(1) = int");
        f.Scalar("unwrap_udt", [new("udt", TypeRule.Any)], static call => (call.Arguments[0].Type as UserDefinedType)?.SqlType ?? call.Arguments[0].Type, NullRules.From(0),
            static site => new RenameEvaluator(site.Arguments[0], site.ResultType), coercion: ArgumentCoercion.None,
            check: static call => call.Arguments[0].Type is UserDefinedType ? null : CollectionChecks.Unexpected(call, 0, "\"USERDEFINEDTYPE\""), isInternal: true, canThrow: _safe, group: Group);
        f.Scalar("uuid", [new("seed", TypeRule.Any)], static _ => StringType.Instance, NullRules.Never, static site => new UuidEvaluator(site, UuidSeed(site)), optional: 1,
            coercion: ArgumentCoercion.None, check: static call => ArrayFunctions.SeedFault(call, "uuid", 0), shape: static (writer, _) => writer.Append("uuid()"),
            deterministic: false, canThrow: _safe, group: Group);
        f.Scalar("version", [], static _ => StringType.Instance, NullRules.Never, rewrite: static _ => Literal.Of(SparkVersion), canThrow: _safe, group: Group, javaClass: "org.apache.spark.sql.catalyst.expressions.SparkVersion");
    }

    private static void Constant(FunctionFamily f, string names, Func<QuerySettings, string> value, string? printed = null) =>
        f.Scalar(names, [], static _ => StringType.Instance, NullRules.Never, site => new LiteralEvaluator(Literal.Of(value(site.Context.Settings)), site.Context),
            printed: printed, queryConstant: true, canThrow: _safe, group: Group);

    private static void PerBatch(FunctionFamily f, string names, DataType type, Func<BoundCall, Evaluator> kernel, string? printed = null) =>
        f.Scalar(names, [], _ => type, NullRules.Never, kernel, printed: printed, deterministic: false, canThrow: _safe, group: Group);

    /// <summary>The message stands in the map of an error's parameters, whose type is what is wrong.</summary>
    private static QueryError? RaisedFault(FunctionCall call) => call.Arguments[0].Type is StringType
        ? null
        : FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE", ("paramIndex", "second"), ("requiredType", "\"MAP<STRING, STRING>\""),
            ("inputSql", $"\"map(errorMessage, {call.Arguments[0].PrettyText})\""), ("inputType", FunctionCheck.Quoted(new MapType(StringType.Instance, call.Arguments[0].Type, true))));

    private static long UuidSeed(BoundCall site) => site.Call.Arguments.Length > 0 && site.Constant(0) is { } seed
        ? Convert.ToInt64(seed, System.Globalization.CultureInfo.InvariantCulture)
        : Random.Shared.NextInt64();
}

internal struct BitmapBitPosition : IRowOp<long, long>
{
    public const long BitsPerBucket = 8 * 4096;

    public static bool Invoke(ref long value, RowContext context, out long result)
    {
        result = value > 0 ? (value - 1) % BitsPerBucket : unchecked(-value) % BitsPerBucket;
        return true;
    }
}

internal struct BitmapBucketNumber : IRowOp<long, long>
{
    public static bool Invoke(ref long value, RowContext context, out long result)
    {
        result = value > 0 ? 1 + (value - 1) / BitmapBitPosition.BitsPerBucket : value / BitmapBitPosition.BitsPerBucket;
        return true;
    }
}

internal struct BitmapCount : IRowOp<StringView, long>
{
    public static bool Invoke(ref StringView value, RowContext context, out long result)
    {
        result = 0;
        foreach (byte bits in StringView.Span(ref value))
        {
            result += System.Numerics.BitOperations.PopCount(bits);
        }
        return true;
    }
}

/// <summary>Gives an INT as it is.</summary>
internal readonly struct SameInt : IRowOp<int, int>
{
    public static bool Invoke(ref int value, RowContext context, out int result)
    {
        result = value;
        return true;
    }
}
