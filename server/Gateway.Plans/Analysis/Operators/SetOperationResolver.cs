using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves set operations: by-name matching, widening of both sides to common types, stable output ids.</summary>
internal sealed class SetOperationResolver : OperatorResolver<SetOperation>
{
    protected override LogicalPlan Resolve(SetOperation node, Resolution resolution)
    {
        if (!node.Left.Resolved || !node.Right.Resolved)
        {
            return node;
        }
        if (node.ByName)
        {
            node = UnionByName.Arrange(node, resolution.Context);
        }
        if (node.Left.Output.Length != node.Right.Output.Length)
        {
            return node;
        }
        if (node.Kind == SetOperationKind.Union)
        {
            node = node with { Left = WithDistinctIds(node.Left), Right = WithDistinctIds(node.Right) };
        }
        var right = SharesIds(node.Left, node.Right) ? FreshIds.Renew(node.Right) : node.Right;
        var widened = new List<DataType>();
        for (int i = 0; i < right.Output.Length; i++)
        {
            var (l, r) = (node.Left.Output[i].Type, right.Output[i].Type);
            if ((l.Equals(r) || StructuralTypes.Equal(l, r) ? l : TypeMerging.Same(l, r) ? TypeMerging.MergeNullability([l, r]) : CommonTypes.Widest(l, r, resolution.Context)) is not { } common)
            {
                return node with { Right = right };
            }
            widened.Add(common);
        }
        var operation = node with { Left = CastTo(node.Left, widened, node.Origin, resolution), Right = CastTo(right, widened, node.Origin, resolution), TypesAgree = true };
        if (operation.Kind == SetOperationKind.Union)
        {
            operation = operation with { UnionOutput = [.. operation.Output.Select(static attribute => attribute.NewInstance())] };
        }
        return operation.Kind == SetOperationKind.Union && !operation.All ? new Distinct(operation with { All = true }) { Origin = node.Origin } : operation;
    }

    private static bool SharesIds(LogicalPlan left, LogicalPlan right)
    {
        var ids = left.Output.Select(static attribute => attribute.Id).ToHashSet();
        return right.Output.Any(attribute => ids.Contains(attribute.Id));
    }

    /// <summary>Gives a column that a side shows twice a second id.</summary>
    private static LogicalPlan WithDistinctIds(LogicalPlan side)
    {
        var seen = new HashSet<ExpressionId>();
        var items = side.Output.Select(attribute => seen.Add(attribute.Id)
            ? attribute
            : (Expression)new Alias(attribute, attribute.Name) { ExplicitMetadata = attribute.Metadata.With("__is_duplicate", null) }).ToImmutableArray();
        return seen.Count == items.Length ? side : new Project(side, items) { Origin = side.Origin };
    }

    private static LogicalPlan CastTo(LogicalPlan plan, List<DataType> types, Origin origin, Resolution resolution)
    {
        bool same = true;
        var items = ImmutableArray.CreateBuilder<Expression>();
        for (int i = 0; i < types.Count; i++)
        {
            var attribute = plan.Output[i];
            if (TypeMerging.Same(attribute.Type, types[i]) || StructuralTypes.Equal(attribute.Type, types[i]))
            {
                items.Add(attribute);
                continue;
            }
            same = false;
            items.Add(new Alias(new Cast(attribute, types[i], resolution.Context.Mode) { Origin = origin }, attribute.Name));
        }
        return same ? plan : new Project(plan, items.ToImmutable()) { Origin = plan.Origin };
    }
}

/// <summary>Matches the columns of a union by name.</summary>
internal static class UnionByName
{
    public static SetOperation Arrange(SetOperation union, AnalyzerContext context)
    {
        RefuseDuplicates(union.Left, context);
        RefuseDuplicates(union.Right, context);
        var comparer = context.NameComparer;
        var right = union.Right.Output;
        var arranged = ImmutableArray.CreateBuilder<Expression>();
        foreach (var attribute in union.Left.Output)
        {
            if (right.FirstOrDefault(other => comparer.Equals(other.Name, attribute.Name)) is { } found)
            {
                arranged.Add(union.AllowMissingColumns ? NestedFields.Fill(found, NestedFields.Merge(attribute.Type, found.Type, comparer), context) : NestedFields.Fill(found, NestedFields.Reorder(attribute.Type, found.Type, comparer), context));
            }
            else if (union.AllowMissingColumns)
            {
                arranged.Add(new Alias(Literal.NullOf(attribute.Type), attribute.Name));
            }
            else
            {
                throw new QueryException("UNRESOLVED_COLUMN_AMONG_FIELD_NAMES", ("colName", attribute.Name), ("fieldNames", string.Join(", ", right.Select(static other => other.Name))));
            }
        }
        var extra = right.Where(other => union.Left.Output.All(attribute => !comparer.Equals(attribute.Name, other.Name))).ToList();
        var left = union.Left;
        if (union.AllowMissingColumns)
        {
            var filled = left.Output.Select(attribute => right.FirstOrDefault(other => comparer.Equals(other.Name, attribute.Name)) is { } found
                ? NestedFields.Fill(attribute, NestedFields.Merge(attribute.Type, found.Type, comparer), context)
                : attribute).ToImmutableArray();
            left = filled.All(static item => item is AttributeReference) ? left : new Project(left, filled) { Origin = left.Origin };
        }
        if (union.AllowMissingColumns && extra.Count > 0)
        {
            left = new Project(left, [.. left.Output, .. extra.Select(static attribute => new Alias(Literal.NullOf(attribute.Type), attribute.Name))]) { Origin = left.Origin };
        }
        arranged.AddRange(extra);
        var projected = arranged.SequenceEqual(right) ? union.Right : new Project(union.Right, arranged.ToImmutable()) { Origin = union.Right.Origin };
        return union with { Left = left, Right = projected, ByName = false };
    }

    private static void RefuseDuplicates(LogicalPlan side, AnalyzerContext context)
    {
        var seen = new HashSet<string>(context.NameComparer);
        foreach (var attribute in side.Output)
        {
            if (!seen.Add(attribute.Name))
            {
                throw new QueryException("COLUMN_ALREADY_EXISTS", ("columnName", Quote.Id(context.CaseSensitive ? attribute.Name : attribute.Name.ToLowerInvariant())));
            }
        }
    }
}

/// <summary>Compares types by structure alone: field names and nullability do not matter.</summary>
internal static class StructuralTypes
{
    public static bool Equal(DataType left, DataType right) => (left, right) switch
    {
        (ArrayType a, ArrayType b) => Equal(a.Element, b.Element),
        (MapType a, MapType b) => Equal(a.Key, b.Key) && Equal(a.Value, b.Value),
        (StructType a, StructType b) => a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair => Equal(pair.First.Type, pair.Second.Type)),
        _ => left.Equals(right),
    };
}
