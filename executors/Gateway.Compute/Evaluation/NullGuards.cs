using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Evaluation;

/// <summary>Keeps arguments that may fail from rows whose result is NULL anyway: Spark evaluates the operands of an operation one after the other and stops at a NULL.</summary>
internal static class NullGuards
{
    /// <summary>Operations that look at their second operand first.</summary>
    private static readonly HashSet<string> _divisions = new(StringComparer.Ordinal) { "/", "%", "div", "mod", "pmod" };

    private const int LargestArity = 3;

    /// <summary>Wraps the arguments of a call in place.</summary>
    public static void Apply(FunctionCall call, Evaluator[] arguments, EvaluationContext context)
    {
        var function = call.Function;
        if (arguments.Length is < 2 or > LargestArity || function.Variadic || !ReferenceEquals(function.Nulls, NullRules.Propagate) && !IsOperator(function))
        {
            return;
        }
        if (_divisions.Contains(function.Name))
        {
            if (call.Arguments[1].Nullable && CanFail(call.Arguments[0]))
            {
                var divisor = new RememberingEvaluator(arguments[1]);
                (arguments[0], arguments[1]) = (new GuardedEvaluator(arguments[0], [divisor], context, isAhead: true), divisor);
            }
            return;
        }
        var before = new List<RememberingEvaluator>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (before.Count > 0 && arguments[i] is not null && CanFail(call.Arguments[i]))
            {
                arguments[i] = new GuardedEvaluator(arguments[i], [.. before], context, isAhead: false);
            }
            if (i + 1 < arguments.Length && arguments[i] is not null && call.Arguments[i].Nullable && call.Arguments.Skip(i + 1).Any(CanFail))
            {
                var remembering = new RememberingEvaluator(arguments[i]);
                arguments[i] = remembering;
                before.Add(remembering);
            }
        }
    }

    private static bool IsOperator(FunctionDefinition function) => function.Name is "+" or "-" or "*" or "/" or "%" or "div" or "mod" or "pmod" or "=" or "<" or "<=" or ">" or ">=" or "element_at";

    private static bool CanFail(Expression expression) => !expression.Foldable && FaultAnalysis.CanThrow(expression);

    /// <summary>Gives an argument and remembers it until the next batch.</summary>
    private sealed class RememberingEvaluator(Evaluator inner) : Evaluator(inner.Type)
    {
        private bool _isAhead;
        private Column? _last;

        public override bool IsConstant => inner.IsConstant;

        public Column Last => _last!;

        public override Column Evaluate(Batch batch, Selection selection)
        {
            if (!_isAhead)
            {
                _last = inner.Evaluate(batch, selection);
            }
            _isAhead = false;
            return _last!;
        }

        /// <summary>Evaluates before the call asks for it.</summary>
        public void EvaluateAhead(Batch batch, Selection selection)
        {
            _last = inner.Evaluate(batch, selection);
            _isAhead = true;
        }
    }

    /// <summary>Evaluates an argument for the rows in which none of some others is NULL.</summary>
    private sealed unsafe class GuardedEvaluator(Evaluator inner, RememberingEvaluator[] others, EvaluationContext context, bool isAhead) : Evaluator(inner.Type)
    {
        private readonly Column _result = Column.Create(inner.Type, Math.Max(1, context.BatchSize), context.Memory);
        private readonly SelectionBuffer _open = new(context);

        public override bool IsConstant => inner.IsConstant;

        public override Column Evaluate(Batch batch, Selection selection)
        {
            if (isAhead)
            {
                others[0].EvaluateAhead(batch, selection);
            }
            if (Array.TrueForAll(others, static other => !other.Last.HasNulls && other.Last.Physical != PhysicalType.Null))
            {
                return inner.Evaluate(batch, selection);
            }
            _open.Reserve(selection.Count);
            for (int i = 0; i < selection.Count; i++)
            {
                int row = selection[i];
                if (!IsAnyNull(row))
                {
                    _open.Add(row);
                }
            }
            if (_open.Count == selection.Count)
            {
                return inner.Evaluate(batch, selection);
            }
            _result.Reset();
            _result.EnsureCapacity(selection.Extent, 0);
            for (int i = 0; i < selection.Count; i++)
            {
                if (_result.Physical != PhysicalType.Null && IsAnyNull(selection[i]))
                {
                    _result.SetNull(selection[i]);
                    if (_result.Physical == PhysicalType.String)
                    {
                        _result.Data<StringView>()[selection[i]] = default;
                    }
                }
            }
            if (_open.Count > 0)
            {
                ColumnCopy.Scatter(inner.Evaluate(batch, _open.Selection), _open.Selection, _result);
            }
            return _result;
        }

        private bool IsAnyNull(int row)
        {
            foreach (var other in others)
            {
                if (other.Last.IsNull(row))
                {
                    return true;
                }
            }
            return false;
        }
    }
}
