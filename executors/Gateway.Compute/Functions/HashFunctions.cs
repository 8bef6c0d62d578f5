using Gateway.Compute.Kernels;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers hash functions of values and of bytes.</summary>
internal static class HashFunctions
{
    private const string MapForm = "_with_maps";
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;

    public static void Register(FunctionFamily f)
    {
        var bytes = new Parameter("expr", TypeRule.Binary);
        f.Scalar("crc32", [bytes], static _ => LongType.Instance, kernel: RowKernel.Of<Crc32Hash, StringView, long>(), canThrow: _safe, group: "hash_funcs", example: "crc32('Spark') = 1557323817");
        f.Scalar("hash", [new("expr", TypeRule.Any)], static _ => IntegerType.Instance, NullRules.Never, static site => new RowHashFunction<MurmurHasher, int>(site, Murmur3.Seed),
            variadic: true, optional: -1, coercion: ArgumentCoercion.None, check: Hashable, canThrow: _safe, group: "hash_funcs", example: "hash('Spark', array(123), 2) = -1321691492");
        f.Scalar("hash" + MapForm, [new("expr", TypeRule.Any)], static _ => IntegerType.Instance, NullRules.Never, static site => new RowHashFunction<MurmurHasher, int>(site, Murmur3.Seed),
            variadic: true, coercion: ArgumentCoercion.None, canThrow: _safe, printed: "hash", isInternal: true);
        f.Scalar("xxhash64" + MapForm, [new("expr", TypeRule.Any)], static _ => LongType.Instance, NullRules.Never, static site => new RowHashFunction<XxHasher, long>(site, XxHash64.Seed),
            variadic: true, coercion: ArgumentCoercion.None, canThrow: _safe, printed: "xxhash64", isInternal: true);
        f.Scalar("md5", [bytes], static _ => StringType.Instance, kernel: RowKernel.Of<Md5Hash, StringView, StringView>(), canThrow: _safe, group: "hash_funcs", example: "md5('Spark') = 8cde774d6f7333752ed72cacddb05126");
        f.Scalar("sha sha1", [bytes], static _ => StringType.Instance, kernel: RowKernel.Of<Sha1Hash, StringView, StringView>(), canThrow: _safe, group: "hash_funcs", example: "sha1('Spark') = 85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c");
        f.Scalar("sha2", [bytes, new("bitLength", TypeRule.Int)], static _ => StringType.Instance, NullRules.Always, RowKernel.Of<Sha2Hash, StringView, int, StringView>(),
            canThrow: _safe, group: "hash_funcs", example: "sha2('Spark', 256) = 529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b");
        f.Scalar("xxhash64", [new("expr", TypeRule.Any)], static _ => LongType.Instance, NullRules.Never, static site => new RowHashFunction<XxHasher, long>(site, XxHash64.Seed),
            variadic: true, optional: -1, coercion: ArgumentCoercion.None, check: Hashable, canThrow: _safe, group: "hash_funcs", example: "xxhash64('Spark', array(123), 2) = 5602566077635097486");
    }

    /// <summary>Gives a hash call the form that takes maps (spark.sql.legacy.allowHashOnMapType).</summary>
    public static FunctionCall WithMaps(FunctionCall call) => call with { Function = FunctionRegistry.Builtin.FindInternal(call.Function.Name + MapForm)! };

    /// <summary>Maps and variants have no hash, wherever they are nested.</summary>
    private static QueryError? Hashable(FunctionCall call)
    {
        string? fault = call.Arguments.Any(static argument => Contains(argument.Type, static type => type is MapType)) ? "HASH_MAP_TYPE"
            : call.Arguments.Any(static argument => Contains(argument.Type, static type => type is VariantType)) ? "HASH_VARIANT_TYPE"
            : null;
        return fault is null ? null : FunctionCheck.Mismatch(call, fault, ("functionName", "`" + call.Function.Name + "`"));
    }

    private static bool Contains(DataType type, Func<DataType, bool> test) => test(type) || type switch
    {
        ArrayType array => Contains(array.Element, test),
        MapType map => Contains(map.Key, test) || Contains(map.Value, test),
        StructType structure => structure.Fields.Any(field => Contains(field.Type, test)),
        _ => false,
    };
}
