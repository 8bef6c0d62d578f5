using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization.Estimation;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>a * b over decimals of many digits, but small values, becomes CAST(narrow(a) * narrow(b)): statistics bound the columns, so that 64 bits hold what the types give 128.</summary>
/// <remarks>Columns are brought to fewer digits by checked casts: a value outside the file's own statistics is an error, never a wrong answer.</remarks>
public sealed class NarrowDecimals : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var ranges = DecimalRanges.Of(plan);
        return ranges.Count == 0 ? plan : plan.TransformUp(node => node.MapExpressions(expression => expression.TransformDown(part => Rewrite(part, ranges))));
    }

    private static Expression Rewrite(Expression node, Dictionary<ExpressionId, DecimalRange> ranges)
    {
        switch (node)
        {
            case FunctionCall { Function.Name: "+" or "-" or "*", Type: DecimalType { Physical: PhysicalType.Int128 } wide } when Narrowed(node, ranges) is { Type.Physical: PhysicalType.Int64 } narrow:
                return Widened(narrow.Expression, wide);
            case AggregateExpression { Function: { Function.Name: "sum", Arguments: [{ Type: DecimalType { Physical: PhysicalType.Int128 } }] } } sum
                when Narrowed(sum.Function.Arguments[0], ranges) is { Type.Physical: PhysicalType.Int64 } narrow:
                return Widened(sum with { Function = sum.Function with { Arguments = [narrow.Expression] } }, (DecimalType)sum.Type);
            default:
                return node;
        }
    }

    private static Expression Widened(Expression narrow, DecimalType wide) =>
        narrow is Literal literal ? literal with { LiteralType = wide } : new Cast(narrow, wide, EvaluationMode.Ansi);

    /// <summary>An equal expression of few digits, with the bounds of its unscaled values.</summary>
    private sealed record Narrow(Expression Expression, DecimalType Type, DecimalRange Range);

    private static Narrow? Narrowed(Expression node, Dictionary<ExpressionId, DecimalRange> ranges)
    {
        if (node.Type is not DecimalType type)
        {
            return null;
        }
        switch (node)
        {
            case AttributeReference attribute when ranges.TryGetValue(attribute.Id, out var range):
                var fitted = Fitted(range, type.Scale);
                return fitted.Precision >= type.Precision ? new Narrow(node, type, range) : new Narrow(Widened(node, fitted), fitted, range);
            case Literal { Value: Int128 value }:
                var exact = new DecimalRange(value, value);
                return new Narrow(new Literal(value, Fitted(exact, type.Scale)), Fitted(exact, type.Scale), exact);
            case Cast { Child.Type: DecimalType from } cast when from.Scale == type.Scale && from.Precision <= type.Precision:
                return Narrowed(cast.Child, ranges);
            case FunctionCall { Function.Name: "+" or "-" or "*" } call when Narrowed(call.Arguments[0], ranges) is { } left && Narrowed(call.Arguments[1], ranges) is { } right:
                return Arithmetic(call, left, right, type);
            case CaseWhen caseWhen:
                return Case(caseWhen, ranges, type);
            default:
                return null;
        }
    }

    private static Narrow? Arithmetic(FunctionCall call, Narrow left, Narrow right, DecimalType original)
    {
        var rebuilt = call with { Arguments = [left.Expression, right.Expression] };
        if (rebuilt.Type is not DecimalType type || type.Scale != original.Scale)
        {
            return null;
        }
        return new Narrow(rebuilt, type, call.Function.Name == "*" ? Product(left.Range, right.Range) : Sum(left, right, call.Function.Name == "-", type.Scale));
    }

    private static Narrow? Case(CaseWhen caseWhen, Dictionary<ExpressionId, DecimalRange> ranges, DecimalType type)
    {
        var values = caseWhen.Values.Select(value => Narrowed(value, ranges)).ToList();
        if (values.Contains(null))
        {
            return null;
        }
        var range = new DecimalRange(values.Min(static value => value!.Range.Minimum), values.Max(static value => value!.Range.Maximum));
        int precision = values.Max(static value => value!.Type.Precision);
        var common = new DecimalType(precision, type.Scale);
        var aligned = values.ConvertAll(value => value!.Type.Equals(common) ? value.Expression : Widened(value.Expression, common));
        return new Narrow(caseWhen with
        {
            Branches = [.. caseWhen.Branches.Select((branch, i) => (branch.Condition, aligned[i]))],
            Else = caseWhen.Else is null ? null : aligned[^1],
        }, common, range);
    }

    private static DecimalRange Product(DecimalRange a, DecimalRange b)
    {
        ImmutableArray<Int128> corners = [a.Minimum * b.Minimum, a.Minimum * b.Maximum, a.Maximum * b.Minimum, a.Maximum * b.Maximum];
        return new DecimalRange(corners.Min(), corners.Max());
    }

    private static DecimalRange Sum(Narrow left, Narrow right, bool subtract, int scale)
    {
        var a = Scaled(left, scale);
        var b = Scaled(right, scale);
        return subtract ? new DecimalRange(a.Minimum - b.Maximum, a.Maximum - b.Minimum) : new DecimalRange(a.Minimum + b.Minimum, a.Maximum + b.Maximum);
    }

    private static DecimalRange Scaled(Narrow value, int scale)
    {
        Int128 factor = 1;
        for (int i = value.Type.Scale; i < scale; i++)
        {
            factor *= 10;
        }
        return new DecimalRange(value.Range.Minimum * factor, value.Range.Maximum * factor);
    }

    /// <summary>The smallest decimal type that holds all values of a range.</summary>
    private static DecimalType Fitted(DecimalRange range, int scale)
    {
        var largest = Int128.Max(Int128.Abs(range.Minimum), Int128.Abs(range.Maximum));
        int digits = 1;
        for (Int128 bound = 10; bound <= largest && digits < DecimalType.MaxPrecision; bound *= 10)
        {
            digits++;
        }
        return new DecimalType(Math.Max(digits, Math.Max(scale, 1)), scale);
    }
}
