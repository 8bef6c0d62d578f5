using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>zip</c>: two select lists over one relation become one list.</summary>
/// <remarks>Rows of different relations have no common order to pair them by; Spark refuses them too.</remarks>
internal static class ZipTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Zip message)
    {
        var left = InvalidPlan.Required(message.Left, message, "left");
        var right = InvalidPlan.Required(message.Right, message, "right");
        var source = SourceOf(left);
        if (!source.Equals(SourceOf(right)))
        {
            throw new QueryException("ZIP_PLANS_NOT_MERGEABLE");
        }
        return new Project(translator.Relation(source), [.. Items(translator, left), .. Items(translator, right)]);
    }

    private static Proto.Relation SourceOf(Proto.Relation relation) =>
        relation.RelTypeCase == Proto.Relation.RelTypeOneofCase.Project && relation.Project.Input is { } input ? input : relation;

    private static IEnumerable<Expression> Items(Translator translator, Proto.Relation relation) =>
        relation.RelTypeCase == Proto.Relation.RelTypeOneofCase.Project && relation.Project.Input is not null ? relation.Project.Expressions.Select(translator.Named) : [new UnresolvedStar([])];
}
