using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>char_column = text becomes a comparison of both padded with blanks to the longer length; IN likewise.</summary>
public sealed class PadCharComparisons : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    private const string RawTypeKey = "__CHAR_VARCHAR_TYPE_STRING";

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var padding = new Padding(context.Settings);
        return plan.TransformUp(node => node.MapExpressions(expression =>
            SubqueryExpression.MapPlans(expression, subplan => Apply(subplan, context)).TransformUp(part => padding.Rewrite(part) ?? part)));
    }

    private sealed class Padding(QuerySettings settings)
    {
        private readonly bool _storedShort = IsSet(settings, "spark.sql.readSideCharPadding", "false") && !IsSet(settings, "spark.sql.legacy.noCharPaddingInPredicate", "true");

        public Expression? Rewrite(Expression node) => node switch
        {
            FunctionCall { Arguments: [var left, var right] } call when call.Function.Name is "=" or "==" or "<=>" or "<" or "<=" or ">" or ">=" =>
                Compare(left, right) is var (a, b) ? call with { Arguments = [a, b] } : null,
            In membership when LengthOf(membership.Value) is { } length && membership.List.All(item => item.Foldable && Text(item) is not null) => Contain(membership, length),
            _ => null,
        };

        private (Expression Left, Expression Right)? Compare(Expression left, Expression right)
        {
            if (LengthOf(left) is { } leftLength)
            {
                if (LengthOf(right) is { } rightLength)
                {
                    int longer = Math.Max(leftLength, rightLength);
                    return (Column(left, leftLength, longer), Column(right, rightLength, longer));
                }
                if (right.Foldable && Text(right) is { } text)
                {
                    int longer = Math.Max(leftLength, Length(text));
                    return (Column(left, leftLength, longer), Constant(right, text, longer));
                }
                return null;
            }
            return LengthOf(right) is not null && Compare(right, left) is var (b, a) ? (a, b) : null;
        }

        private In Contain(In membership, int length)
        {
            string[] texts = [.. membership.List.Select(item => Text(item)!)];
            int longer = texts.Aggregate(length, static (longest, text) => Math.Max(longest, Length(text)));
            return membership with
            {
                Value = Column(membership.Value, length, longer),
                List = [.. membership.List.Select((item, i) => Constant(item, texts[i], longer))],
            };
        }

        private Expression Column(Expression column, int length, int target) =>
            length < target || _storedShort ? Predicates.Call("rpad", column, Literal.Of(target), Literal.Of(" ")) : column;

        private static Expression Constant(Expression constant, string text, int target) =>
            Length(text) < target ? new Literal(text + new string(' ', target - Length(text)), constant.Type) : constant;

        private string? Text(Expression constant) => constant.Type is StringType ? ConstantFolding.Evaluate(constant, settings).Value as string : null;

        private static int Length(string text) => text.EnumerateRunes().Count();

        /// <summary>Gets the declared length of a CHAR column; null for anything else.</summary>
        private static int? LengthOf(Expression expression)
        {
            var attribute = expression switch
            {
                AttributeReference own => own,
                OuterReference outer => outer.Attribute,
                _ => null,
            };
            return attribute is { Type: StringType } && attribute.Metadata.GetString(RawTypeKey) is { } declared && declared.StartsWith("char(", StringComparison.Ordinal)
                ? int.Parse(declared.AsSpan(5, declared.Length - 6), System.Globalization.CultureInfo.InvariantCulture)
                : null;
        }

        private static bool IsSet(QuerySettings settings, string key, string value) =>
            settings.Configuration.TryGetValue(key, out string? set) && set.Equals(value, StringComparison.OrdinalIgnoreCase);
    }
}
