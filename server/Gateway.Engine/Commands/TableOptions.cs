using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Computes the values of OPTIONS, which are constant expressions.</summary>
internal static class TableOptions
{
    /// <summary>Stands before an option's name among the properties of a table.</summary>
    public const string Prefix = "option.";

    /// <summary>Gives an option's text, or null for NULL. Throws INVALID_SQL_SYNTAX.OPTION_IS_INVALID for what is no constant of a simple type.</summary>
    public static string? Evaluate(string key, Expression value, CommandContext context)
    {
        if (value is Literal { Value: string text })
        {
            return text;
        }
        if (Uses(value, static node => node is UnresolvedAttribute { NameParts.Length: 1 } or SubqueryExpression))
        {
            throw Invalid(key);
        }
        var analyzed = context.Session.Analyze(new Project(new OneRowRelation(), [new Alias(value, "value")]), context.Settings);
        if (analyzed is not Project { Input: OneRowRelation } constant || !constant.Items[0].Deterministic || !analyzed.Schema.Fields[0].Type.IsAtomic)
        {
            throw Invalid(key);
        }
        return VariableValues.Evaluate(value, StringType.Instance, context).Value as string;
    }

    private static QueryException Invalid(string key) => new("INVALID_SQL_SYNTAX.OPTION_IS_INVALID", ("key", key), ("supported", "constant expressions"));

    private static bool Uses(Expression expression, Func<Expression, bool> test) => test(expression) || expression.Children.Any(child => Uses(child, test));
}
