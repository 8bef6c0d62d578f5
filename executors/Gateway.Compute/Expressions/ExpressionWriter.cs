using System.Text;

namespace Gateway.Compute.Expressions;

/// <summary>The four texts of an expression.</summary>
public enum PrintStyle
{
    /// <summary>Generated column names and error parameters: unquoted names, implicit casts invisible.</summary>
    Pretty,
    /// <summary>SQL that parses back: quoted names, every cast shown.</summary>
    Sql,
    /// <summary>Plan text: names with ids.</summary>
    Plan,
    /// <summary>Semantic identity: ids instead of names, commutative operands ordered.</summary>
    Canonical,
}

/// <summary>Collects the text of an expression in one style.</summary>
public sealed class ExpressionWriter(PrintStyle style)
{
    private readonly StringBuilder _text = new();

    private readonly Dictionary<ExpressionId, int> _lambdaNumbers = [];

    public PrintStyle Style { get; } = style;

    /// <summary>Numbers a lambda's parameters, so that lambdas that differ in their parameters' ids only have one canonical text.</summary>
    public void DeclareLambda(IEnumerable<Expression> parameters)
    {
        foreach (var variable in parameters.OfType<LambdaVariable>())
        {
            _lambdaNumbers[variable.Id] = _lambdaNumbers.Count;
        }
    }

    /// <summary>Gets the number of a lambda parameter, or null when its lambda is not part of the text.</summary>
    public int? LambdaNumber(ExpressionId id) => _lambdaNumbers.TryGetValue(id, out int number) ? number : null;

    public static string Write(Expression expression, PrintStyle style)
    {
        var writer = new ExpressionWriter(style);
        writer.Append(expression);
        return writer._text.ToString();
    }

    /// <summary>Writes an expression apart from the text, with the lambda parameters numbered so far.</summary>
    public string Apart(Expression expression)
    {
        int start = _text.Length;
        Append(expression);
        string apart = _text.ToString(start, _text.Length - start);
        _text.Length = start;
        return apart;
    }

    public ExpressionWriter Append(string text)
    {
        _text.Append(text);
        return this;
    }

    public ExpressionWriter Append(Expression expression)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        expression.Print(this);
        if (Style == PrintStyle.Canonical && expression.TimeZone is { } zone)
        {
            Append("~").Append(zone);
        }
        return this;
    }

    public ExpressionWriter Join(string separator, IEnumerable<Expression> expressions)
    {
        bool first = true;
        foreach (var expression in expressions)
        {
            if (!first)
            {
                _text.Append(separator);
            }
            first = false;
            Append(expression);
        }
        return this;
    }

    /// <summary>Writes <c>name(a, b)</c>.</summary>
    public ExpressionWriter Call(string name, IEnumerable<Expression> arguments) => Append(name).Append("(").Join(", ", arguments).Append(")");

    public override string ToString() => _text.ToString();
}
