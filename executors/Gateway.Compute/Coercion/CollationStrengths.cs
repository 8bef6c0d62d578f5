using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Compute.Coercion;

/// <summary>How firmly an expression holds its collation.</summary>
internal enum CollationStrength
{
    /// <summary>A literal's: gives way to any other.</summary>
    Default,
    /// <summary>A column's.</summary>
    Implicit,
    /// <summary>Written with COLLATE.</summary>
    Explicit,
}

/// <summary>Tells how firmly expressions hold their collations.</summary>
internal static class CollationStrengths
{
    public static CollationStrength Of(Expression expression) => expression switch
    {
        Literal => CollationStrength.Default,
        CommonExpressionReference common => Of(common.Child),
        FunctionCall { Function.Name: "collate" } => CollationStrength.Explicit,
        Cast cast when !CollationMerging.HasString(cast.Child.Type) => CollationStrength.Default,
        Cast { IsUserWritten: true } => CollationStrength.Implicit,
        Cast cast => Of(cast.Child),
        GetStructField or GetArrayItem or GetMapValue => Of(expression.Children[0]),
        FunctionCall or CaseWhen or Replaceable or AggregateExpression =>
            expression.Children.Where(static child => child is not LambdaFunction && CollationMerging.HasString(child.Type)).Select(Of).DefaultIfEmpty(CollationStrength.Default).Max(),
        _ => CollationStrength.Implicit,
    };
}
