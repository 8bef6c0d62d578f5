using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Analysis;

/// <summary>Writes analysed plans as text that is equal for plans of equal meaning: attribute ids are numbered in order of appearance.</summary>
/// <remarks>Every constructor parameter of a plan record counts; names of columns do not, their ids do.</remarks>
public static partial class PlanIdentity
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> _properties = new();

    public static string TextOf(LogicalPlan plan)
    {
        var text = new StringBuilder();
        Write(plan, text);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return Id().Replace(text.ToString(), match =>
        {
            if (!numbers.TryGetValue(match.Value, out int number))
            {
                numbers.Add(match.Value, number = numbers.Count);
            }
            return string.Create(CultureInfo.InvariantCulture, $"#{number}");
        });
    }

    private static void Write(object? value, StringBuilder text)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case Expression expression:
                text.Append(expression.CanonicalText);
                break;
            case SubqueryAlias alias:
                Write(alias.Input, text);
                break;
            case Filter filter:
                var conjuncts = new List<string>();
                Split(filter.Condition, conjuncts);
                conjuncts.Sort(StringComparer.Ordinal);
                text.Append("Filter(");
                Write(filter.Input, text);
                text.Append(';').AppendJoin(" and ", conjuncts).Append(')');
                break;
            case LogicalPlan plan:
                text.Append(plan.GetType().Name).Append('(');
                foreach (var property in _properties.GetOrAdd(plan.GetType(), PropertiesOf))
                {
                    Write(property.GetValue(plan), text);
                    text.Append(';');
                }
                text.Append(')');
                break;
            case ITable table:
                text.Append(table.Name).Append(table.Schema);
                break;
            case string word:
                text.Append('"').Append(word).Append('"');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (object? item in items)
                {
                    Write(item, text);
                    text.Append(',');
                }
                text.Append(']');
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Collects the texts of the conditions that <c>and</c> joins; their order means nothing.</summary>
    private static void Split(Expression condition, List<string> conjuncts)
    {
        if (condition is FunctionCall { Function.Name: "and" } both)
        {
            Split(both.Arguments[0], conjuncts);
            Split(both.Arguments[1], conjuncts);
        }
        else
        {
            conjuncts.Add(condition.CanonicalText);
        }
    }

    /// <summary>Gets the properties that the record's constructor sets.</summary>
    private static PropertyInfo[] PropertiesOf(Type type)
    {
        var parameters = type.GetConstructors().OrderByDescending(static constructor => constructor.GetParameters().Length).First().GetParameters();
        return [.. parameters.Select(parameter => type.GetProperty(parameter.Name!)).OfType<PropertyInfo>()];
    }

    [GeneratedRegex("#[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
