using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Turns a star into the columns it stands for.</summary>
internal static class StarExpansion
{
    public static ImmutableArray<Expression> Expand(UnresolvedStar star, Scope scope, AnalyzerContext context)
    {
        var columns = Columns(star, scope, context);
        return star.Except is { } except ? StarExclusion.Apply(columns, except, star.Origin, context) : columns;
    }

    private static ImmutableArray<Expression> Columns(UnresolvedStar star, Scope scope, AnalyzerContext context)
    {
        if (star.PlanId is { } planId)
        {
            return PlanIdNames.Columns(planId, star, scope);
        }
        if (star.Target.IsDefaultOrEmpty)
        {
            return ImmutableArray<Expression>.CastUp(scope.Visible);
        }
        var index = new AttributeIndex(scope.Visible, context);
        ImmutableArray<Expression> qualified = [.. scope.Hidden.Where(static attribute => !attribute.Tags.HasFlag(ExpressionTags.MetadataColumn)).Concat(scope.Visible).Where(attribute => index.HasQualifier(attribute, star.Target, star.Target.Length))];
        if (!qualified.IsEmpty)
        {
            return qualified;
        }
        if (index.Find(star.Target, star.Origin) is { } column)
        {
            var value = column is Alias alias ? alias.Child : column;
            return value.Type is StructType type
                ? [.. type.Fields.Select((member, i) => new Alias(new GetStructField(value, i, member.Name) { Origin = star.Origin }, member.Name))]
                : throw new QueryException("_LEGACY_ERROR_TEMP_1050", star.Origin, ("attributes", "List(" + string.Join(", ", star.Target) + ")"));
        }
        if (scope.OuterVisible.Where(attribute => index.HasQualifier(attribute, star.Target, star.Target.Length)).ToList() is { Count: > 0 } outer)
        {
            return [.. outer.Select(static attribute => new Alias(new OuterReference(attribute), attribute.Name))];
        }
        var names = scope.Visible.Where(static attribute => !attribute.Qualifier.IsEmpty).Select(static attribute => Quote.Id(attribute.Name)).Order(StringComparer.Ordinal);
        throw new QueryException("CANNOT_RESOLVE_STAR_EXPAND", star.Origin, ("targetString", Quote.Id(star.Target)), ("columns", string.Join(", ", names)));
    }
}
