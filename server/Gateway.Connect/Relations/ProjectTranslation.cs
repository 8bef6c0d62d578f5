using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates select lists; without input they run over one row.</summary>
internal static class ProjectTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.Project message) => new Project(
        message.Input is { } input ? translator.Relation(input) : new OneRowRelation(),
        [.. message.Expressions.Select(translator.Named)]);
}
