using Gateway.Connect.Translation;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates calls of table functions (<c>spark.tvf</c>).</summary>
internal static class TableFunctionTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.UnresolvedTableValuedFunction message) =>
        new UnresolvedTableFunction([message.FunctionName], translator.Expressions(message.Arguments));
}
