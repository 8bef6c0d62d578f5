using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;

namespace Gateway.Compute.Evaluation;

/// <summary>Turns resolved expressions, with attributes bound to ordinals, into evaluators for one worker.</summary>
public static class EvaluatorCompiler
{
    public static Evaluator Compile(Expression expression, EvaluationContext context) => Compile(expression, context, null);

    /// <param name="lambda">The lambda whose body is being compiled, or null.</param>
    internal static Evaluator Compile(Expression expression, EvaluationContext context, LambdaScope? lambda)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return expression switch
        {
            Literal literal => new LiteralEvaluator(literal, context),
            VariableReference variable => new LiteralEvaluator(variable.Value, context),
            BoundReference reference => new ColumnEvaluator(lambda is null ? reference.Ordinal : lambda.Capture(reference), reference.ColumnType),
            LambdaVariable variable => new ColumnEvaluator(lambda!.Parameter(variable), variable.VariableType),
            Alias alias => Compile(alias.Child, context, lambda),
            CommonExpressionReference common => Compile(common.Child, context, lambda),
            Replaceable replaceable => Compile(replaceable.Replacement, context, lambda),
            Cast cast => CastEvaluator.Create(cast, Compile(cast.Child, context, lambda), context.InZone(cast.TimeZone)),
            CaseWhen caseWhen => new CaseWhenEvaluator(
                caseWhen,
                [.. caseWhen.Branches.Select(branch => (Compile(branch.Condition, context, lambda), Compile(branch.Value, context, lambda)))],
                caseWhen.Else is null ? null : Compile(caseWhen.Else, context, lambda),
                context),
            GetStructField field => new StructFieldEvaluator(field, Compile(field.Child, context, lambda), context),
            GetArrayStructFields fields => new ArrayStructFieldsEvaluator(fields, Compile(fields.Child, context, lambda), context),
            GetArrayItem item => new ArrayItemEvaluator(item, Compile(item.Child, context, lambda), Compile(item.Index, context, lambda), context),
            GetMapValue value => new MapValueEvaluator(value, Compile(value.Child, context, lambda), Compile(value.Key, context, lambda), context),
            In membership => CompileIn(membership, context, lambda),
            FunctionCall call => CompileCall(call, context, lambda),
            _ => throw new System.Diagnostics.UnreachableException($"{expression.GetType().Name} cannot be evaluated row by row"),
        };
    }

    private static Evaluator CompileIn(In membership, EvaluationContext context, LambdaScope? lambda)
    {
        var value = Compile(membership.Value, context, lambda);
        return ConstantInEvaluator.TryCreate(membership, value, context) ??
            new InEvaluator(membership, value, [.. membership.List.Select(item => Compile(item, context, lambda))], context);
    }

    private static Evaluator CompileCall(FunctionCall call, EvaluationContext context, LambdaScope? lambda)
    {
        if (call.Function.Rewrite is not null)
        {
            return Compile(call.Replacement, context, lambda);
        }
        var kernel = call.Function.Kernel ?? throw new System.Diagnostics.UnreachableException($"{call.Function.Name} has no kernel");
        var arguments = new Evaluator[call.Arguments.Length];
        Dictionary<int, LambdaEvaluator> lambdas = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (call.Arguments[i] is LambdaFunction function)
            {
                var scope = new LambdaScope(function, lambda);
                var body = Compile(function.Body, context, scope);
                lambdas[i] = new LambdaEvaluator(body, function.Arguments.Length, scope.CapturedOrdinals);
            }
            else
            {
                arguments[i] = Compile(call.Arguments[i], context, lambda);
            }
        }
        NullGuards.Apply(call, arguments, context);
        return kernel(new BoundCall(call, arguments, context.InZone(call.TimeZone), lambdas));
    }
}

/// <summary>Numbers the columns of a lambda body's batch: its parameters, then what it captures from the batch around it.</summary>
internal sealed class LambdaScope(LambdaFunction function, LambdaScope? outer)
{
    private readonly List<int> _captured = [];

    public int[] CapturedOrdinals => [.. _captured];

    /// <summary>Gets the body-batch ordinal of a column of the outermost batch.</summary>
    public int Capture(BoundReference reference) => CaptureOrdinal(outer is null ? reference.Ordinal : outer.Capture(reference));

    /// <summary>Gets the body-batch ordinal of a lambda variable, its own or an enclosing lambda's.</summary>
    public int Parameter(LambdaVariable variable)
    {
        for (int i = 0; i < function.Arguments.Length; i++)
        {
            if (function.Arguments[i] is LambdaVariable own && own.Id == variable.Id)
            {
                return i;
            }
        }
        return CaptureOrdinal(outer!.Parameter(variable));
    }

    private int CaptureOrdinal(int outerOrdinal)
    {
        int position = _captured.IndexOf(outerOrdinal);
        if (position < 0)
        {
            position = _captured.Count;
            _captured.Add(outerOrdinal);
        }
        return function.Arguments.Length + position;
    }
}

/// <summary>Gives a constant column.</summary>
internal sealed class LiteralEvaluator : Evaluator
{
    private readonly Column _column;

    public LiteralEvaluator(Literal literal, EvaluationContext context) : base(literal.Type)
    {
        _column = Column.Create(literal.Type, 1, context.Memory);
        ColumnValues.Set(_column, 0, literal.Value);
        _column.Shape = ColumnShape.Constant;
    }

    public override bool IsConstant => true;

    public override Column Evaluate(Batch batch, Selection selection) => _column;
}

/// <summary>Gives an input column.</summary>
internal sealed class ColumnEvaluator(int ordinal, Core.Types.DataType type) : Evaluator(type)
{
    public override Column Evaluate(Batch batch, Selection selection) => batch.Columns[ordinal];
}
