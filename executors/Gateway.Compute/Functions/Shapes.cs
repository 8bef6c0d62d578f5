using Gateway.Compute.Expressions;

namespace Gateway.Compute.Functions;

/// <summary>The printed forms of calls that are not <c>name(arguments)</c>.</summary>
public static class Shapes
{
    /// <summary><c>(a + b)</c></summary>
    public static Action<ExpressionWriter, FunctionCall> Infix(string symbol) => (writer, call) =>
        writer.Append("(").Append(call.Arguments[0]).Append(" ").Append(symbol).Append(" ").Append(call.Arguments[1]).Append(")");

    /// <summary><c>(a AND b)</c>, several arguments joined.</summary>
    public static Action<ExpressionWriter, FunctionCall> Join(string symbol) => (writer, call) =>
        writer.Append("(").Join(" " + symbol + " ", call.Arguments).Append(")");

    /// <summary><c>a + b</c> without parentheses.</summary>
    public static Action<ExpressionWriter, FunctionCall> Bare(string symbol) => (writer, call) =>
        writer.Append(call.Arguments[0]).Append(" ").Append(symbol).Append(" ").Append(call.Arguments[1]);

    /// <summary><c>(- a)</c></summary>
    public static Action<ExpressionWriter, FunctionCall> Prefix(string symbol) => (writer, call) =>
        writer.Append("(").Append(symbol).Append(" ").Append(call.Arguments[0]).Append(")");

    /// <summary><c>~a</c></summary>
    public static Action<ExpressionWriter, FunctionCall> Tight(string symbol) => (writer, call) => writer.Append(symbol).Append(call.Arguments[0]);

    /// <summary><c>(a IS NULL)</c></summary>
    public static Action<ExpressionWriter, FunctionCall> Postfix(string words) => (writer, call) =>
        writer.Append("(").Append(call.Arguments[0]).Append(" ").Append(words).Append(")");

    /// <summary>The operator's form when called as one, <c>name(arguments)</c> when called by a name.</summary>
    public static Action<ExpressionWriter, FunctionCall> WhenCalled(string name, Action<ExpressionWriter, FunctionCall> shape) => (writer, call) =>
    {
        if (call.CalledName == name)
        {
            shape(writer, call);
        }
        else
        {
            writer.Call(call.CalledName, call.Arguments);
        }
    };
}
