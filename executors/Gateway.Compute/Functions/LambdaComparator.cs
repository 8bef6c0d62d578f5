using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>The comparator of <c>array_sort</c> without one: ascending, NULLs last. It shows in generated names like one that the user wrote.</summary>
internal static class DefaultComparator
{
    /// <summary>Gets the comparator before its parameters have a type.</summary>
    public static LambdaFunction Unbound
    {
        get
        {
            var (left, right) = (new UnresolvedLambdaVariable(["left"]), new UnresolvedLambdaVariable(["right"]));
            return new LambdaFunction(Body(left, right), [left, right]);
        }
    }

    /// <summary>Makes the comparator of a call's elements.</summary>
    public static LambdaFunction For(FunctionCall call)
    {
        var array = (ArrayType)call.Arguments[0].Type;
        var left = new LambdaVariable("left", array.Element, array.ContainsNull, ExpressionId.Next());
        var right = new LambdaVariable("right", array.Element, array.ContainsNull, ExpressionId.Next());
        return new LambdaFunction(Body(left, right), [left, right]) { Origin = call.Origin };
    }

    /// <summary>Tells whether a lambda is the default comparator, so that elements can be compared without calling it.</summary>
    public static bool Is(Expression argument) =>
        argument is LambdaFunction { Arguments: [LambdaVariable left, LambdaVariable right], Body: FunctionCall { Function.Name: "if" } body } && body.SemanticEquals(Body(left, right));

    private static FunctionCall Body(Expression left, Expression right) =>
        If(Call("and", IsNull(left), IsNull(right)), Literal.Of(0),
            If(IsNull(left), Literal.Of(1),
                If(IsNull(right), Literal.Of(-1),
                    If(Call("<", left, right), Literal.Of(-1),
                        If(Call(">", left, right), Literal.Of(1), Literal.Of(0))))));

    private static FunctionCall If(Expression condition, Expression whenTrue, Expression otherwise) => Call("if", condition, whenTrue, otherwise);

    private static FunctionCall IsNull(Expression value) => Call("isnull", value);

    private static FunctionCall Call(string name, params System.Collections.Immutable.ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, arguments, EvaluationMode.Ansi);
}
