using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Types;

namespace Gateway.Storage.Scanning;

/// <summary>Proves from bounds of columns that a filter passes no row.</summary>
public static class RangePruning
{
    /// <summary>Tells whether some row may pass all conjuncts.</summary>
    /// <param name="range">Bounds of a referenced column in a piece of data, or null.</param>
    /// <param name="rowCount">Rows in the piece; with the null count it tells all-null columns.</param>
    public static bool MayPass(ImmutableArray<Expression> conjuncts, Func<int, ColumnRange?> range, long rowCount)
    {
        foreach (var conjunct in conjuncts)
        {
            if (!MayBeTrue(conjunct, range, rowCount))
            {
                return false;
            }
        }
        return true;
    }

    private static bool MayBeTrue(Expression expression, Func<int, ColumnRange?> range, long rowCount)
    {
        switch (expression)
        {
            case Literal { Value: false or null }:
                return false;
            case FunctionCall { Function.Name: "and" } and:
                return and.Arguments.All(argument => MayBeTrue(argument, range, rowCount));
            case FunctionCall { Function.Name: "or" } or:
                return or.Arguments.Any(argument => MayBeTrue(argument, range, rowCount));
            case FunctionCall { Function.Name: "isnotnull", Arguments: [BoundReference reference] }:
                return range(reference.Ordinal) is not { NullCount: { } nulls } || nulls < rowCount;
            case FunctionCall { Function.Name: "isnull", Arguments: [BoundReference reference] }:
                return range(reference.Ordinal) is not { NullCount: 0 };
            case FunctionCall { Arguments: [BoundReference reference, Literal literal] } call:
                return Compare(call.Function.Name, reference, literal, range);
            case FunctionCall { Arguments: [Literal literal, BoundReference reference] } call:
                return Compare(Mirror(call.Function.Name), reference, literal, range);
            case In { Value: BoundReference reference } membership when membership.List.All(static item => item is Literal):
                return membership.List.Any(item => Compare("=", reference, (Literal)item, range));
            default:
                return true;
        }
    }

    private static string Mirror(string name) => name switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        "=" or "==" or "<=>" => name,
        _ => "",
    };

    private static bool Compare(string name, BoundReference reference, Literal literal, Func<int, ColumnRange?> range)
    {
        if (name is not ("=" or "==" or "<=>" or "<" or "<=" or ">" or ">=") || reference.Type != literal.Type || range(reference.Ordinal) is not { } bounds)
        {
            return true;
        }
        if (literal.Value is null)
        {
            return name == "<=>";
        }
        // Spark takes NaN for the largest value, and bounds leave it out.
        if (literal.Value is double or float)
        {
            if (double.IsNaN(Convert.ToDouble(literal.Value, System.Globalization.CultureInfo.InvariantCulture)) || name is ">" or ">=")
            {
                return true;
            }
        }
        int? low = bounds.Minimum is null ? null : Order(bounds.Minimum, literal.Value, literal.Type);
        int? high = bounds.Maximum is null ? null : Order(bounds.Maximum, literal.Value, literal.Type);
        return name switch
        {
            "<" => low is null or < 0,
            "<=" => low is null or <= 0,
            ">" => high is null or > 0,
            ">=" => high is null or >= 0,
            _ => low is null or <= 0 && high is null or >= 0,
        };
    }

    /// <summary>Orders two boxed values of one type; null when the type's order is not bytewise or numeric.</summary>
    private static int? Order(object left, object right, DataType type) => (left, right) switch
    {
        (string a, string b) when type is not StringType { IsBinaryCollation: false } =>
            System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (byte[] a, string b) when type is not StringType { IsBinaryCollation: false } => a.AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)),
        (string, string) or (byte[], string) => null,
        (IComparable a, _) when left.GetType() == right.GetType() => a.CompareTo(right),
        _ => null,
    };
}
