using System.Runtime.CompilerServices;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis;

/// <summary>Turns an unresolved plan into a resolved one, or raises the error that Spark reports for it.</summary>
/// <remarks>
/// Whole-tree passes first (WITH, existence of functions), then one walk from the leaves up in which each operator's resolver does all it can,
/// last the check, which words everything that stayed unresolved. Resolved plans pass through unchanged.
/// </remarks>
public sealed class Analyzer(AnalyzerContext context)
{
    /// <summary>Resolves and checks a plan.</summary>
    /// <exception cref="QueryException">The plan is wrong.</exception>
    public LogicalPlan Analyze(LogicalPlan plan)
    {
        try
        {
            var prepared = Preparation.Apply(plan, context);
            var resolution = new Resolution(context);
            var resolved = resolution.Resolve(prepared);
            resolution.Faults.Raise();
            resolved = NondeterministicPullOut.Apply(resolved);
            PlanCheck.Check(resolved, context);
            return NullabilityRefresh.Apply(resolved);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new QueryException(QueryException.Create("FAILED_TO_PARSE_TOO_COMPLEX", Origin.None, "ParseException"), exception);
        }
    }
}
