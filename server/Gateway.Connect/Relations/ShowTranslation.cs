using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates <c>show</c> and the HTML form of a DataFrame.</summary>
internal static class ShowTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.ShowString message) =>
        new ShowString(translator.Relation(message.Input), message.NumRows, message.Truncate, message.Vertical, Html: false);

    public static LogicalPlan Translate(Translator translator, Proto.HtmlString message) =>
        new ShowString(translator.Relation(message.Input), message.NumRows, message.Truncate, Vertical: false, Html: true);
}
