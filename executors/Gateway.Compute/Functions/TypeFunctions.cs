using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions about the type of their argument.</summary>
internal static class TypeFunctions
{
    public static void Register(FunctionFamily f) =>
        f.Scalar("typeof", [new("expr", TypeRule.Any)], static _ => StringType.Instance, NullRules.Never,
            rewrite: static call => Literal.Of(TypeText.CatalogString(call.Arguments[0].Type)), coercion: ArgumentCoercion.None,
            canThrow: static _ => false, group: "misc_funcs", example: "typeof(1) = int");
}
