using Gateway.Compute.Expressions;
using Gateway.Core.Types;

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

    /// <summary>Nullable when one of the arguments at two positions is.</summary>
    public static Func<FunctionCall, bool> From(int first, int second) => call => call.Arguments[first].Nullable || call.Arguments[second].Nullable;

    /// <summary>Says whether reading an array element may give NULL: not when a constant index is in range of an array built in place.</summary>
    /// <param name="nullIsFirst">Whether a NULL constant counts as the first index, as Spark's subscript has it.</param>
    /// <param name="failsOutside">Whether an index outside the array is an error; Spark then looks at the element type alone, unless the index is constant.</param>
    public static bool ArrayItem(Expression array, Expression index, bool oneBased, bool nullIsFirst = false, bool failsOutside = false)
    {
        if (!index.Foldable || (nullIsFirst && index.Nullable))
        {
            return !failsOutside || ((ArrayType)array.Type).ContainsNull;
        }
        if ((index.Nullable && !nullIsFirst) || array is not (FunctionCall { Function.Name: "array" } or GetArrayStructFields { Child: FunctionCall { Function.Name: "array" } }))
        {
            return true;
        }
        object? value = Evaluation.ConstantFolding.Evaluate(index, Evaluation.QuerySettings.Default).Value;
        if (value is null && !nullIsFirst)
        {
            return true;
        }
        // Spark takes the low 32 bits of a BIGINT index.
        int position = unchecked((int)Convert.ToInt64(value ?? 0, System.Globalization.CultureInfo.InvariantCulture));
        bool fieldNullable = array is GetArrayStructFields members && ((StructType)((ArrayType)members.Child.Type).Element).Fields[members.Ordinal].Nullable;
        var elements = ((FunctionCall)(array is GetArrayStructFields outer ? outer.Child : array)).Arguments;
        int zeroBased = !oneBased ? position : position > 0 ? position - 1 : elements.Length + position;
        return zeroBased < 0 || zeroBased >= elements.Length || elements[zeroBased].Nullable || fieldNullable;
    }
}
