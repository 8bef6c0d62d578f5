using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers the functions that are casts by another name. Coercion replaces their calls by <see cref="Cast"/>.</summary>
internal static class ConversionFunctions
{
    private static readonly Dictionary<string, DataType> _targets = new()
    {
        ["bigint"] = LongType.Instance,
        ["binary"] = BinaryType.Instance,
        ["boolean"] = BooleanType.Instance,
        ["date"] = DateType.Instance,
        ["decimal"] = DecimalType.UserDefault,
        ["double"] = DoubleType.Instance,
        ["float"] = FloatType.Instance,
        ["int"] = IntegerType.Instance,
        ["smallint"] = ShortType.Instance,
        ["string"] = StringType.Instance,
        ["time"] = TimeType.Default,
        ["timestamp"] = TimestampType.Instance,
        ["tinyint"] = ByteType.Instance,
    };

    public static void Register(FunctionFamily f)
    {
        foreach (var (name, target) in _targets)
        {
            f.Scalar(name, [new("expr", TypeRule.Any)], _ => target, static call => AsCast(call).Nullable, rewrite: AsCast, coercion: ArgumentCoercion.None,
                group: "conversion_funcs", example: $"{name}(NULL) = NULL");
        }
    }

    public static bool IsConversion(FunctionCall call) => call.Function.Group == "conversion_funcs";

    public static Cast AsCast(FunctionCall call) => new(call.Arguments[0], _targets[call.Function.Name], call.Mode) { Origin = call.Origin };
}
