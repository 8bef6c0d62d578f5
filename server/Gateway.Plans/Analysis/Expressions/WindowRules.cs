using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Faults;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Looks up the window that <c>OVER name</c> refers to. Names of windows always compare with case.</summary>
internal sealed class NamedWindowRule : ExpressionRule<UnresolvedWindowExpression>
{
    protected override Expression Resolve(UnresolvedWindowExpression node, ExpressionResolver resolver)
    {
        if (resolver.Resolution.Windows is { } windows && windows.TryGetValue(node.WindowName, out var spec))
        {
            return resolver.Resolve(new WindowExpression(node.Function, spec) { Origin = node.Origin });
        }
        if (resolver.Resolution.Windows is not null)
        {
            // A WINDOW clause is applied before anything is resolved.
            resolver.Resolution.Faults.Throw(0, FaultPhase.CatalogShape, new QueryException("MISSING_WINDOW_SPECIFICATION", ("windowName", node.WindowName), ("docroot", "https://spark.apache.org/docs/latest")));
        }
        return node with { Function = resolver.ForWindowFunction().Resolve(node.Function) };
    }
}

/// <summary>Resolves <c>function OVER (spec)</c>: the function, the spec, then the frame that the function implies.</summary>
internal sealed class WindowRule : ExpressionRule<WindowExpression>
{
    protected override Expression Resolve(WindowExpression node, ExpressionResolver resolver)
    {
        bool ignoreNulls = node.IgnoreNulls || node.Function is UnresolvedFunction { IgnoreNulls: true };
        var function = resolver.ForWindowFunction().Resolve(node.Function);
        if (function is FunctionCall { Function.Window: WindowFunctionKind.Lag or WindowFunctionKind.Lead or WindowFunctionKind.NthValue } flagged && flagged.Arguments.Length == flagged.Function.Parameters.Length)
        {
            ignoreNulls |= flagged.Arguments[^1] is Literal { Value: true };
            function = flagged with { Arguments = flagged.Arguments[..^1] };
        }
        if (function is FunctionCall { Function.Window: WindowFunctionKind.Rank or WindowFunctionKind.DenseRank or WindowFunctionKind.PercentRank } ranked)
        {
            // They rank by the order of the window, whatever they were called with.
            function = ranked with { Arguments = [] };
        }
        if (function is FunctionCall { Function.Window: WindowFunctionKind.Lag or WindowFunctionKind.Lead, Arguments: [_, { Resolved: true, Type: NumericType and not IntegerType or StringType or NullType }, ..] } shifted && !node.Spec.OrderBy.IsEmpty)
        {
            // The frame is taken from the offset before that is cast, and does not fit after it.
            resolver.Resolution.Throw(FaultPhase.Clauses, new QueryException("_LEGACY_ERROR_TEMP_1035", ("prettyName", shifted.CalledName)));
        }
        if (function is Replaceable { Original: StoredFunctionName stored })
        {
            throw stored.Misused("Window", node.Origin);
        }
        var parts = node.Spec.Expressions.Select(resolver.Resolve).ToImmutableArray();
        var window = new WindowExpression(function, node.Spec.WithExpressions(parts)) { Origin = node.Origin };
        if (function is FunctionCall { Function.Kind: FunctionKind.Window } call && ignoreNulls)
        {
            window = window with { IgnoreNulls = call.Function.Window is WindowFunctionKind.Lag or WindowFunctionKind.Lead or WindowFunctionKind.NthValue };
        }
        if (function is FunctionCall { Resolved: false, Function.Kind: FunctionKind.Window } built && node.Spec.OrderBy.IsEmpty && built.Arguments.All(static argument => argument.Resolved))
        {
            // The order is demanded before the arguments' types are looked at.
            return resolver.Guard(window, () => WithFrame(window) with { Spec = window.Spec }, FaultPhase.Clauses);
        }
        if (function.Resolved && window.Spec.Frame is not ({ Lower.Offset.Resolved: false } or { Upper.Offset.Resolved: false }) && !parts.All(static part => part.Resolved))
        {
            // Which frame and order the function takes does not depend on the columns.
            return resolver.Guard(window, () => WithFrame(window) with { Spec = window.Spec }, FaultPhase.Clauses);
        }
        if (!function.Resolved || !parts.All(static part => part.Resolved) || parts.Any(static part => part is SortOrder order && !Checks.Ordering.IsOrderable(order.Child.Type)))
        {
            return window;
        }
        if (window.SelfAndDescendants().OfType<LateralColumnAliasReference>().FirstOrDefault() is { } lateral)
        {
            resolver.Resolution.Throw(FaultPhase.Clauses, new QueryException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW",
                ("lca", Quote.Id(lateral.NameParts)), ("windowExpr", Quote.Expr(window.PrettyText))));
            return window;
        }
        return resolver.Guard(window, () => WindowFrames.Coerce((WindowExpression)resolver.Complete(WithFrame(window)), resolver.Context), FaultPhase.Clauses);
    }

    private static WindowExpression WithFrame(WindowExpression window)
    {
        var spec = window.Spec;
        if (RequiredFrame(window.Function) is { } required)
        {
            var call = (FunctionCall)window.Function;
            if (spec.OrderBy.IsEmpty && call.Function.Window is not WindowFunctionKind.NthValue)
            {
                throw new QueryException("WINDOW_FUNCTION_FRAME_NOT_ORDERED", ("wf_name", call.CalledName), ("wf_expr", WithoutCasts(call).SqlText));
            }
            if (spec.Frame is { } written && !SameFrame(written, required))
            {
                throw call.Function.Window is WindowFunctionKind.Lag or WindowFunctionKind.Lead
                    ? new QueryException("_LEGACY_ERROR_TEMP_1035", ("prettyName", call.CalledName))
                    : new QueryException("_LEGACY_ERROR_TEMP_1036", ("wf", FrameText(written)), ("required", FrameText(required)));
            }
            return window with { Spec = spec with { Frame = required } };
        }
        if (window.Function is FunctionCall { Function.Window: WindowFunctionKind.NthValue } nth && spec.OrderBy.IsEmpty)
        {
            throw new QueryException("WINDOW_FUNCTION_FRAME_NOT_ORDERED", ("wf_name", nth.CalledName), ("wf_expr", WithoutCasts(nth).SqlText));
        }
        if (spec.Frame is not null)
        {
            return window;
        }
        var frame = spec.OrderBy.IsEmpty
            ? new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.UnboundedFollowing))
            : new WindowFrame(FrameKind.Range, new FrameBound(FrameBoundKind.UnboundedPreceding), new FrameBound(FrameBoundKind.CurrentRow));
        return window with { Spec = spec with { Frame = frame } };
    }

    /// <summary>Gets the only frame a rank-like or offset function takes, or null for functions of any frame.</summary>
    private static WindowFrame? RequiredFrame(Expression function)
    {
        if (function is not FunctionCall { Function.Window: { } kind } call)
        {
            return null;
        }
        var start = new FrameBound(FrameBoundKind.UnboundedPreceding);
        switch (kind)
        {
            case WindowFunctionKind.RowNumber or WindowFunctionKind.Rank or WindowFunctionKind.DenseRank or WindowFunctionKind.PercentRank or WindowFunctionKind.Ntile or WindowFunctionKind.CounterDiff:
                return new WindowFrame(FrameKind.Rows, start, new FrameBound(FrameBoundKind.CurrentRow));
            case WindowFunctionKind.CumeDist:
                return new WindowFrame(FrameKind.Range, start, new FrameBound(FrameBoundKind.CurrentRow));
            case WindowFunctionKind.Lag or WindowFunctionKind.Lead:
                var distance = call.Arguments.Length > 1 ? call.Arguments[1] : Literal.Of(1);
                if (kind == WindowFunctionKind.Lag)
                {
                    distance = Negate(distance);
                }
                return new WindowFrame(FrameKind.Rows, new FrameBound(FrameBoundKind.Offset, distance), new FrameBound(FrameBoundKind.Offset, distance));
            default:
                return null;
        }
    }

    private static Expression WithoutCasts(Expression expression) => expression.TransformUp(static node => node is Cast { IsUserWritten: false } cast ? cast.Child : node);

    private static Expression Negate(Expression distance) => distance switch
    {
        Literal { Value: int value } => Literal.Of(-value),
        Literal { Value: long value } => Literal.Of(-value),
        Literal { Value: short value } => Literal.Of(-value),
        Literal { Value: sbyte value } => Literal.Of(-value),
        Cast cast when !cast.IsUserWritten => Negate(cast.Child),
        _ => FunctionRegistry.Builtin.Find("negative") is { } negative ? new FunctionCall(negative, "negative", [distance], EvaluationMode.Ansi) : distance,
    };

    private static bool SameFrame(WindowFrame left, WindowFrame right) =>
        left.Kind == right.Kind && SameBound(left.Lower, right.Lower) && SameBound(left.Upper, right.Upper);

    private static bool SameBound(FrameBound left, FrameBound right) =>
        left.Kind == right.Kind && (left.Offset is null || (right.Offset is not null && left.Offset.SemanticEquals(right.Offset)));

    private static string FrameText(WindowFrame frame) =>
        $"specifiedwindowframe({(frame.Kind == FrameKind.Rows ? "RowFrame" : "RangeFrame")}, {BoundText(frame.Lower)}, {BoundText(frame.Upper)})";

    private static string BoundText(FrameBound bound) => bound.Kind switch
    {
        FrameBoundKind.UnboundedPreceding => "unboundedpreceding$()",
        FrameBoundKind.CurrentRow => "currentrow$()",
        FrameBoundKind.UnboundedFollowing => "unboundedfollowing$()",
        FrameBoundKind.Offset => bound.Offset is FunctionCall { Function.Name: "negative" } negative ? "-" + negative.Arguments[0] : bound.Offset!.ToString(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
