using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Sql.Tests.Parsing;

/// <summary>Prints a parsed plan as an indented tree: record names, their members in order, expressions as plan text.</summary>
internal static class PlanDump
{
    private static readonly string[] s_hidden =
    [
        "Origin", "NameOrigin", "TargetOrigins", "PlanId", "Tags", "Children", "Expressions", "Output", "HiddenOutput", "Resolved", "Schema", "IsStreaming",
        "InputAttributes", "ResultSchema", "EqualityContract", "UnionOutput", "GeneratorOutput", "OuterAttributes", "KeyAttributes", "IsComplete", "Text", "TypesAgree", "SharesIds",
    ];

    public static string Print(LogicalPlan plan)
    {
        var text = new StringBuilder();
        Write(text, plan, 0);
        return text.ToString().TrimEnd('\n').Replace("\r", "", StringComparison.Ordinal);
    }

    private static void Write(StringBuilder text, object node, int depth)
    {
        text.Append(' ', depth * 2).Append(node.GetType().Name);
        var below = new List<object>();
        foreach (var member in node.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static member => !s_hidden.Contains(member.Name) && member.GetIndexParameters().Length == 0))
        {
            object? value = member.GetValue(node);
            if (value is LogicalPlan plan)
            {
                below.Add(plan);
            }
            else if (Show(value, below) is { Length: > 0 } shown && shown is not ("false" or "[]"))
            {
                text.Append(' ').Append(member.Name).Append('=').Append(shown);
            }
        }

        text.Append('\n');
        foreach (object item in below)
        {
            Write(text, item, depth + 1);
        }
    }

    private static string Show(object? value, List<object> below)
    {
        switch (value)
        {
            case null or Delegate or Origin:
                return "";
            case string text:
                return "'" + text.Replace("\n", "\\n", StringComparison.Ordinal) + "'";
            case bool flag:
                return flag ? "true" : "false";
            case DataType type:
                return TypeText.CatalogString(type);
            case LogicalPlan plan:
                below.Add(plan);
                return "^";
            case SubqueryExpression subquery:
                below.Add(subquery.Plan);
                return subquery.GetType().Name;
            case Expression expression:
                foreach (var nested in expression.SelfAndDescendants().OfType<SubqueryExpression>())
                {
                    below.Add(nested.Plan);
                }

                return System.Text.RegularExpressions.Regex.Replace(expression.ToString(), "#\\d+L?", "");
            case IEnumerable list:
                return "[" + string.Join(", ", list.Cast<object?>().Select(item => Show(item, below))) + "]";
            case Enum or IFormattable:
                return Convert.ToString(value, CultureInfo.InvariantCulture)!;
            default:
                var members = value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(static member => !member.Name.Contains("Origin", StringComparison.Ordinal) && !member.Name.Contains("ext>k", StringComparison.Ordinal));
                return value.GetType().Name.Split('`')[0] + "(" + string.Join(", ", members.Select(member => Show(member.GetValue(value), below)).Where(static shown => shown.Length > 0)) + ")";
        }
    }
}
