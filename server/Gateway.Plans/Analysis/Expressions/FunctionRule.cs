using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Calls;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Resolves calls: arguments first, then the call itself, then the lambdas among its arguments.</summary>
internal sealed class FunctionRule : ExpressionRule<UnresolvedFunction>
{
    protected override Expression Resolve(UnresolvedFunction node, ExpressionResolver resolver)
    {
        var inner = resolver.OutsideWindow();
        var expanded = StarArguments.Expand(node, inner);
        var call = (UnresolvedFunction)expanded.MapChildren(inner.Resolve);
        var built = CallBuilder.Build(call, resolver);
        return built is UnresolvedFunction ? built : LambdaBinding.Apply(built, inner);
    }
}
