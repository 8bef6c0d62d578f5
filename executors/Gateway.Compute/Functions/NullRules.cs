using Gateway.Compute.Expressions;

namespace Gateway.Compute.Functions;

/// <summary>The nullability rules that registry rows name.</summary>
public static class NullRules
{
    /// <summary>Nullable when any argument is.</summary>
    public static readonly Func<FunctionCall, bool> Propagate = static call => call.Arguments.Any(static argument => argument.Nullable);
    public static readonly Func<FunctionCall, bool> Never = static _ => false;
    public static readonly Func<FunctionCall, bool> Always = static _ => true;
    /// <summary>Nullable when all arguments are (coalesce).</summary>
    public static readonly Func<FunctionCall, bool> IfAll = static call => call.Arguments.All(static argument => argument.Nullable);

    /// <summary>Nullable when the argument at the position is.</summary>
    public static Func<FunctionCall, bool> From(int position) => call => call.Arguments[position].Nullable;

    /// <summary>Says whether reading an array element may give NULL: not when a constant index is in range of an array built in place.</summary>
    public static bool ArrayItem(Expression array, Expression index, bool oneBased)
    {
        if (array is FunctionCall { Function.Name: "array" } built && index is Literal { Value: not null } literal)
        {
            long position = Convert.ToInt64(literal.Value, System.Globalization.CultureInfo.InvariantCulture);
            long zeroBased = !oneBased ? position : position > 0 ? position - 1 : built.Arguments.Length + position;
            if (zeroBased >= 0 && zeroBased < built.Arguments.Length)
            {
                return built.Arguments[(int)zeroBased].Nullable;
            }
        }
        return true;
    }
}
