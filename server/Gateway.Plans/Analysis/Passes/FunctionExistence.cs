using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Finds unknown functions before anything else is resolved: an operator's expressions, then its subqueries, then its inputs.</summary>
internal static class FunctionExistence
{
    public static void Check(LogicalPlan plan, AnalyzerContext context)
    {
        if (plan.Resolved)
        {
            return;
        }
        if (plan is Generate { Generator: UnresolvedFunction generator })
        {
            CheckGenerator(generator, plan.Origin, context);
            foreach (var argument in generator.Children)
            {
                CheckExpression(argument, context);
            }
        }
        else
        {
            if (plan is UnresolvedTableFunction table && table.Arguments.All(static argument => argument.Resolved))
            {
                CheckTable(table, context);
            }
            foreach (var expression in plan.Expressions)
            {
                CheckExpression(expression, context);
            }
        }
        foreach (var expression in plan.Expressions)
        {
            foreach (var subquery in expression.SelfAndDescendants().OfType<SubqueryExpression>())
            {
                Check(subquery.Plan, context);
            }
        }
        foreach (var child in plan.Children)
        {
            Check(child, context);
        }
    }

    private static void CheckExpression(Expression expression, AnalyzerContext context)
    {
        foreach (var node in expression.SelfAndDescendants())
        {
            if (node is UnresolvedFunction call && FunctionLookup.Find(call, context) is null)
            {
                var name = call.NameParts[0].Equals("spark_catalog", StringComparison.OrdinalIgnoreCase) && call.NameParts.Length > 1 ? call.NameParts[1..] : call.NameParts;
                throw name.Length > 2 || (name.Length < call.NameParts.Length && name.Length == 1)
                    ? new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", "spark_catalog"), ("identifier", Quote.Id(name)))
                    : new QueryException("UNRESOLVED_ROUTINE", call.Origin, ("routineName", Quote.Id(call.NameParts)), ("searchPath", context.SearchPath));
            }
        }
    }

    private static void CheckGenerator(UnresolvedFunction call, Origin origin, AnalyzerContext context)
    {
        // Of the built-in table functions only generators can stand in LATERAL VIEW.
        if (FunctionLookup.Find(call, context) is null || (FunctionLookup.Find(call, context) is FunctionLookup.WrongKind && FunctionLookup.BuiltinName(call.NameParts) is { } name && IsBuiltinTable(name, context)))
        {
            ImmutableArray<string> parts = call.NameParts.Length == 1 ? [.. context.CurrentNamespace, call.NameParts[0]] : call.NameParts;
            throw new QueryException("ROUTINE_NOT_FOUND", origin, ("routineName", Quote.Id(parts)));
        }
    }

    private static bool IsBuiltinTable(string name, AnalyzerContext context) =>
        Operators.StaticTables.Names.Contains(name) || context.Functions.FindInternal(name) is { Kind: Gateway.Compute.Functions.FunctionKind.Generator };

    /// <summary>Checks the name of a table function; calls whose arguments need resolving are checked once those are resolved.</summary>
    public static void CheckTable(UnresolvedTableFunction call, AnalyzerContext context)
    {
        string? name = FunctionLookup.BuiltinName(call.NameParts);
        if (name is not null && (Operators.StaticTables.Names.Contains(name) || (context.Functions.Find(name) ?? context.Functions.FindInternal(name)) is { Kind: Compute.Functions.FunctionKind.Generator }))
        {
            return;
        }
        if (context.FindFunction(call.NameParts) is { } stored)
        {
            if (!stored.IsTable)
            {
                throw new QueryException("NOT_A_TABLE_FUNCTION", call.Origin, ("functionName", Quote.Id(stored is Catalog.SqlFunction ? stored.NameParts : call.NameParts)));
            }
            return;
        }
        if (call.NameParts is [var catalog, var lost] && catalog.Equals("spark_catalog", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", call.Origin, ("sessionCatalog", "spark_catalog"), ("identifier", Quote.Id([lost])));
        }
        bool isSession = call.NameParts is [var system, var space, _] && system.Equals("system", StringComparison.OrdinalIgnoreCase) && space.Equals("session", StringComparison.OrdinalIgnoreCase);
        if (call.NameParts.Length > 2 && !isSession && !call.NameParts[0].Equals("spark_catalog", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", call.Origin, ("sessionCatalog", "spark_catalog"), ("identifier", Quote.Id(call.NameParts)));
        }
        throw FunctionLookup.IsCast(call.NameParts) || (name is not null && context.Functions.Find(name) is not null)
            ? new QueryException("NOT_A_TABLE_FUNCTION", call.Origin, ("functionName", Quote.Id([call.NameParts[^1].ToLowerInvariant()])))
            : new QueryException("UNRESOLVABLE_TABLE_VALUED_FUNCTION", call.Origin, ("name", Quote.Id(call.NameParts)));
    }
}
