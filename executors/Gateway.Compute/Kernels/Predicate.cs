using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Finds the rows for which a boolean expression is true, without making a boolean column where it can. Belongs to one worker.</summary>
/// <remarks>Conjuncts are tried from left to right; later ones see only the rows that passed. NULL counts as false.</remarks>
public abstract unsafe class Predicate
{
    /// <summary>Compiles a condition bound to ordinals.</summary>
    public static Predicate Compile(Expression condition, EvaluationContext context)
    {
        switch (Strip(condition))
        {
            case FunctionCall { Function.Name: "and", Arguments: [var left, var right] }:
                return new AndPredicate(Compile(left, context), Compile(right, context));
            case FunctionCall { Function.Name: "or", Arguments: [var left, var right] }:
                return new OrPredicate(Compile(left, context), Compile(right, context), context);
            case FunctionCall { Function.Name: "not" or "!", Arguments: [var inner] } when Strip(inner) is FunctionCall { Arguments.Length: 2 } call && Inverse(call.Function.Name) is { } inverse:
                return Comparison(call, inverse, context) ?? new BooleanPredicate(EvaluatorCompiler.Compile(condition, context));
            case FunctionCall { Function.Name: "isnull" or "isnotnull", Arguments: [var tested] } test:
                return new NullPredicate(EvaluatorCompiler.Compile(tested, context), wantNull: test.Function.Name == "isnull");
            case FunctionCall { Arguments.Length: 2 } call:
                return Comparison(call, call.Function.Name, context) ?? new BooleanPredicate(EvaluatorCompiler.Compile(condition, context));
            default:
                return new BooleanPredicate(EvaluatorCompiler.Compile(condition, context));
        }
    }

    /// <summary>Writes the passing rows in ascending order and returns their number.</summary>
    /// <param name="target">Room for the selection's rows plus 16; may be the selection's own list.</param>
    public abstract int Select(Batch batch, Selection rows, int* target);

    private static Expression Strip(Expression expression)
    {
        while (true)
        {
            switch (expression)
            {
                case Alias alias:
                    expression = alias.Child;
                    break;
                case Replaceable replaceable:
                    expression = replaceable.Replacement;
                    break;
                case FunctionCall { Function.Rewrite: not null } call:
                    expression = call.Replacement;
                    break;
                default:
                    return expression;
            }
        }
    }

    private static string? Inverse(string name) => name switch
    {
        "=" or "==" => "<>",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        _ => null,
    };

    private static Predicate? Comparison(FunctionCall call, string symbol, EvaluationContext context) => symbol switch
    {
        "=" or "==" => Comparison<EqualOperation>(call, context),
        "<>" => Comparison<NotEqualOperation>(call, context),
        "<" => Comparison<LessOperation>(call, context),
        "<=" => Comparison<LessOrEqualOperation>(call, context),
        ">" => Comparison<GreaterOperation>(call, context),
        ">=" => Comparison<GreaterOrEqualOperation>(call, context),
        _ => null,
    };

    private static Predicate? Comparison<TOp>(FunctionCall call, EvaluationContext context) where TOp : struct, ICompareOperation
    {
        var type = call.Arguments[0].Type;
        Evaluator Left() => EvaluatorCompiler.Compile(call.Arguments[0], context);
        Evaluator Right() => EvaluatorCompiler.Compile(call.Arguments[1], context);
        return type.Physical switch
        {
            PhysicalType.Boolean => new ComparePredicate<TOp, byte>(Left(), Right()),
            PhysicalType.Int8 => new ComparePredicate<TOp, sbyte>(Left(), Right()),
            PhysicalType.Int16 => new ComparePredicate<TOp, short>(Left(), Right()),
            PhysicalType.Int32 => new ComparePredicate<TOp, int>(Left(), Right()),
            PhysicalType.Int64 => new ComparePredicate<TOp, long>(Left(), Right()),
            PhysicalType.Float32 => new ComparePredicate<TOp, float>(Left(), Right()),
            PhysicalType.Float64 => new ComparePredicate<TOp, double>(Left(), Right()),
            PhysicalType.Int128 => new ComparePredicate<TOp, Int128>(Left(), Right()),
            PhysicalType.String when type is BinaryType or StringType { IsBinaryCollation: true } => new CompareStringPredicate<TOp>(Left(), Right()),
            _ => null,
        };
    }
}

/// <summary>Both conditions, one after the other.</summary>
internal sealed unsafe class AndPredicate(Predicate left, Predicate right) : Predicate
{
    public override int Select(Batch batch, Selection rows, int* target)
    {
        int count = left.Select(batch, rows, target);
        return count == 0 ? 0
            : count == rows.Count ? right.Select(batch, rows, target)
            : right.Select(batch, new Selection(target, count), target);
    }
}

/// <summary>Either condition; the second sees only the rows that the first does not pass.</summary>
internal sealed unsafe class OrPredicate(Predicate left, Predicate right, EvaluationContext context) : Predicate
{
    private readonly SelectionBuffer _first = new(context);
    private readonly SelectionBuffer _rest = new(context);

    public override int Select(Batch batch, Selection rows, int* target)
    {
        _first.Reserve(rows.Count);
        int first = left.Select(batch, rows, _first.Rows);
        if (first == rows.Count)
        {
            Copy(_first.Rows, target, first);
            return first;
        }
        _rest.Reserve(rows.Count);
        int open = Subtract(rows, _first.Rows, first, _rest.Rows);
        int second = right.Select(batch, new Selection(_rest.Rows, open), _rest.Rows);
        return Merge(_first.Rows, first, _rest.Rows, second, target);
    }

    private static void Copy(int* from, int* to, int count) => Buffer.MemoryCopy(from, to, count * sizeof(int), count * sizeof(int));

    private static int Subtract(Selection rows, int* removed, int removedCount, int* rest)
    {
        int kept = 0;
        int next = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            bool isRemoved = next < removedCount && removed[next] == row;
            rest[kept] = row;
            kept += isRemoved ? 0 : 1;
            next += isRemoved ? 1 : 0;
        }
        return kept;
    }

    private static int Merge(int* a, int aCount, int* b, int bCount, int* target)
    {
        int i = 0;
        int j = 0;
        int count = 0;
        while (i < aCount && j < bCount)
        {
            target[count++] = a[i] < b[j] ? a[i++] : b[j++];
        }
        while (i < aCount)
        {
            target[count++] = a[i++];
        }
        while (j < bCount)
        {
            target[count++] = b[j++];
        }
        return count;
    }
}

/// <summary>Any other condition: evaluates it and keeps the true rows.</summary>
internal sealed unsafe class BooleanPredicate(Evaluator condition) : Predicate
{
    public override int Select(Batch batch, Selection rows, int* target)
    {
        var truth = condition.Evaluate(batch, rows);
        if (truth.Physical == PhysicalType.Null)
        {
            return 0;
        }
        var reader = truth.Read<byte>();
        bool nulls = reader.HasNulls;
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            target[count] = row;
            count += reader[row] != 0 && (!nulls || reader.IsValid(row)) ? 1 : 0;
        }
        return count;
    }
}

/// <summary>IS NULL, IS NOT NULL.</summary>
internal sealed unsafe class NullPredicate(Evaluator tested, bool wantNull) : Predicate
{
    public override int Select(Batch batch, Selection rows, int* target)
    {
        var column = tested.Evaluate(batch, rows);
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            target[count] = row;
            count += column.IsNull(row) == wantNull ? 1 : 0;
        }
        return count;
    }
}
