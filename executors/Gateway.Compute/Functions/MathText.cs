using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions between numbers and their digits, and the remaining whole-number functions.</summary>
internal static class MathText
{
    public static void Register(FunctionFamily f)
    {
        f.Scalar("bin", [new("expr", TypeRule.Long)], static _ => StringType.Instance, kernel: RowKernel.Of<BinaryDigits, long, StringView>(),
            canThrow: static _ => false, group: "math_funcs", example: "bin(13) = 1101");
        f.Scalar("conv", [new("num", TypeRule.String), new("from_base", TypeRule.Int), new("to_base", TypeRule.Int)], static _ => StringType.Instance, NullRules.Always,
            RowKernel.Of<ConvertBase, StringView, int, int, StringView>(), group: "math_funcs", example: "conv('100', 2, 10) = 4");
        f.Scalar("factorial", [new("expr", TypeRule.Int)], static _ => LongType.Instance, NullRules.Always, RowKernel.Of<Factorial, int, long>(),
            canThrow: static _ => false, group: "math_funcs", example: "factorial(5) = 120");
        f.Scalar("hex", [new("expr", TypeRule.OneOf(TypeRule.Long, TypeRule.Binary, TypeRule.String))],
            static call => call.Arguments[0].Type is StringType text ? text : StringType.Instance,
            kernel: static site => site.ArgumentType(0) is LongType ? RowKernel.Of<HexOfLong, long, StringView>()(site) : RowKernel.Of<HexOfBytes, StringView, StringView>()(site),
            canThrow: static _ => false, group: "math_funcs", example: "hex(17) = 11");
        f.Scalar("unhex", [new("expr", TypeRule.String)], static _ => BinaryType.Instance, NullRules.Always, RowKernel.Of<Unhex, StringView, StringView>(),
            canThrow: static _ => false, group: "math_funcs", example: "decode(unhex('537061726B2053514C'), 'UTF-8') = Spark SQL");
        f.Scalar("width_bucket", [new("value", Bucketed), new("min_value", Bucketed), new("max_value", Bucketed), new("num_bucket", TypeRule.Long)],
            static _ => LongType.Instance, NullRules.Always,
            static site => site.ArgumentType(0) switch
            {
                YearMonthIntervalType => RowKernel.Of<WidthBucket<int>, int, int, int, long, long>()(site),
                DayTimeIntervalType => RowKernel.Of<WidthBucket<long>, long, long, long, long, long>()(site),
                _ => RowKernel.Of<WidthBucket<double>, double, double, double, long, long>()(site),
            },
            check: static call => WidthTypes(call), canThrow: static _ => false, group: "math_funcs", example: "width_bucket(5.3, 0.2, 10.6, 5) = 3");
    }

    private static TypeRule Bucketed => TypeRule.OneOf(TypeRule.Double, TypeRule.YearMonthInterval, TypeRule.DayTimeInterval);

    /// <summary>Value and bounds must all be numbers, or all intervals of one kind.</summary>
    private static Core.Errors.QueryError? WidthTypes(FunctionCall call)
    {
        var kinds = call.Arguments[..3].Select(static argument => argument.Type.GetType()).Distinct();
        return kinds.Count() == 1 ? null : FunctionCheck.Mismatch(call, "DATA_DIFF_TYPES",
            ("functionName", "`width_bucket`"),
            ("dataType", "(" + string.Join(" or ", call.Arguments[..3].Select(static argument => FunctionCheck.Quoted(argument.Type))) + ")"));
    }
}
