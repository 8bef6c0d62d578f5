using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Passes;

/// <summary>Gives the texts of a view's query the view's DEFAULT COLLATION: literals outside of VALUES, and casts to STRING without a collation of their own.</summary>
public static class DefaultCollations
{
    /// <param name="plan">A parsed query.</param>
    /// <param name="collation">The default collation; null leaves the query as it is.</param>
    public static LogicalPlan Apply(LogicalPlan plan, string? collation) => collation is null or StringType.Utf8Binary
        ? plan
        : plan.TransformUp(node => node is UnresolvedInlineTable ? node : node.MapExpressions(expression =>
            SubqueryExpression.MapPlans(Retype(expression, new StringType(collation)), subplan => Apply(subplan, collation))));

    /// <summary>Gives an expression's texts the default collation.</summary>
    public static Expression Apply(Expression expression, string? collation) => collation is null or StringType.Utf8Binary ? expression
        : SubqueryExpression.MapPlans(Retype(expression, new StringType(collation)), subplan => Apply(subplan, collation));

    private static Expression Retype(Expression expression, StringType target) => expression switch
    {
        Literal { LiteralType: StringType } literal when IsDefault(literal.LiteralType) => literal with { LiteralType = target },
        // The name of a collation is no text of the query.
        UnresolvedFunction { NameParts: ["collate"], Arguments: [var value, ..] } collate => collate with { Arguments = collate.Arguments.SetItem(0, Retype(value, target)) },
        Cast cast => cast with { Child = Retype(cast.Child, target), Target = Retype(cast.Target, target) },
        _ => expression.MapChildren(child => Retype(child, target)),
    };

    /// <summary>Gives a written type's texts the default collation.</summary>
    public static DataType Apply(DataType type, string? collation) => collation is null or StringType.Utf8Binary ? type : Retype(type, new StringType(collation));

    private static DataType Retype(DataType type, StringType target) => type switch
    {
        StringType when IsDefault(type) => target,
        CharType { Collation: null } text => text with { Collation = target.Collation },
        VarcharType { Collation: null } text => text with { Collation = target.Collation },
        ArrayType array => array with { Element = Retype(array.Element, target) },
        MapType map => map with { Key = Retype(map.Key, target), Value = Retype(map.Value, target) },
        StructType { Fields.Length: > 0 } structure => new StructType([.. structure.Fields.Select(field => field with { Type = Retype(field.Type, target) })]),
        _ => type,
    };

    /// <summary>STRING as it is written without a collation; one with COLLATE UTF8_BINARY is an instance of its own.</summary>
    private static bool IsDefault(DataType type) => ReferenceEquals(type, StringType.Instance);
}
