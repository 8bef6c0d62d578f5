using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Resolves names that the client tied to one DataFrame, by finding that DataFrame's node below the operator.</summary>
/// <remarks>A column counts only while every operator on the way up still shows (or hides) it.</remarks>
internal static class PlanIdNames
{
    /// <summary>What was found below one operator.</summary>
    /// <param name="Seen">The DataFrame is there, whatever became of the column.</param>
    private readonly record struct Outcome(ImmutableArray<(Expression Value, int Depth, bool Hidden)> Columns, bool Seen)
    {
        public static readonly Outcome None = new([], false);
    }

    public static Expression? Find(UnresolvedAttribute name, Scope scope, Resolution resolution)
    {
        var outcome = Outcome.None;
        foreach (var input in scope.Inputs)
        {
            outcome = Join(outcome, Search(input, name, resolution.Context, 0));
        }
        var columns = outcome.Columns;
        if (columns.Length > 1 && columns.Any(static column => !column.Hidden))
        {
            columns = columns.RemoveAll(static column => column.Hidden);
        }
        if (columns.Length > 1 && columns.Any(static column => column.Depth == 0))
        {
            columns = columns.RemoveAll(static column => column.Depth > 0);
        }
        if (columns.Length > 1)
        {
            throw new QueryException("AMBIGUOUS_COLUMN_REFERENCE", name.Origin, ("name", Quote.Expr(name.PrettyText)));
        }
        if (columns.Length == 1)
        {
            return columns[0].Value;
        }
        return Outer(name, resolution);
    }

    /// <summary>Gets the columns of a star that is tied to one DataFrame.</summary>
    public static ImmutableArray<Expression> Columns(long planId, UnresolvedStar star, Scope scope)
    {
        foreach (var input in scope.Inputs)
        {
            if (FindNode(input, planId) is { } node)
            {
                var visible = scope.Visible.Select(static attribute => attribute.Id).ToHashSet();
                return [.. node.Output.Where(attribute => visible.Contains(attribute.Id))];
            }
        }
        throw new QueryException("CANNOT_RESOLVE_DATAFRAME_COLUMN", star.Origin, ("name", Quote.Expr("*")));
    }

    private static Expression? Outer(UnresolvedAttribute name, Resolution resolution)
    {
        if (resolution.Outer is not { } outer)
        {
            return null;
        }
        foreach (var input in outer.Inputs)
        {
            if (Search(input, name, resolution.Context, 0).Columns is [var column, ..])
            {
                return column.Value.TransformUp(static node => node is AttributeReference attribute ? new OuterReference(attribute) : node);
            }
        }
        return null;
    }

    private static LogicalPlan? FindNode(LogicalPlan plan, long planId)
    {
        foreach (var node in plan.SelfAndDescendants())
        {
            if (node.PlanId == planId)
            {
                return node;
            }
        }
        return null;
    }

    private static Outcome Search(LogicalPlan plan, UnresolvedAttribute name, AnalyzerContext context, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan.PlanId == name.PlanId)
        {
            return Here(plan, name, context, depth);
        }
        if (plan is SetOperation)
        {
            return Outcome.None;
        }
        var outcome = Outcome.None;
        foreach (var child in plan.Children)
        {
            outcome = Join(outcome, Search(child, name, context, depth + 1));
        }
        return outcome.Columns.IsEmpty ? outcome : Surviving(outcome, plan);
    }

    private static Outcome Here(LogicalPlan plan, UnresolvedAttribute name, AnalyzerContext context, int depth)
    {
        if (!name.IsMetadataColumn && new AttributeIndex(plan.Output, context).Find(name.NameParts, name.Origin) is { } shown)
        {
            return new Outcome([(shown, depth, false)], true);
        }
        return new AttributeIndex(plan.HiddenOutput, context).Find(name.NameParts, name.Origin) is { } hidden
            ? new Outcome([(hidden, depth, true)], true)
            : new Outcome([], true);
    }

    private static Outcome Surviving(Outcome outcome, LogicalPlan plan)
    {
        var shown = plan.Output.Select(static attribute => attribute.Id).ToHashSet();
        var hidden = plan.HiddenOutput.Select(static attribute => attribute.Id).ToHashSet();
        var kept = ImmutableArray.CreateBuilder<(Expression, int, bool)>();
        foreach (var (value, depth, wasHidden) in outcome.Columns)
        {
            var ids = value.SelfAndDescendants().OfType<AttributeReference>().Select(static attribute => attribute.Id).ToList();
            if (ids.TrueForAll(shown.Contains))
            {
                kept.Add((Refreshed(value, plan.Output), depth, wasHidden));
            }
            else if (ids.TrueForAll(id => shown.Contains(id) || hidden.Contains(id)))
            {
                kept.Add((value, depth, true));
            }
        }
        return new Outcome(kept.ToImmutable(), outcome.Seen);
    }

    /// <summary>Takes nullability and qualifier of the attributes as the operator shows them (outer joins make columns nullable).</summary>
    private static Expression Refreshed(Expression value, ImmutableArray<AttributeReference> output) => value.TransformUp(node =>
        node is AttributeReference attribute && output.FirstOrDefault(other => other.Id == attribute.Id) is { } shown
            ? attribute with { IsNullable = shown.IsNullable, Qualifier = shown.Qualifier }
            : node);

    private static Outcome Join(Outcome left, Outcome right) => new([.. left.Columns, .. right.Columns], left.Seen || right.Seen);
}
