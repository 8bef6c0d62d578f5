using System.Collections.Frozen;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Kind = Spark.Connect.Expression.ExprTypeOneofCase;

namespace Gateway.Connect.Expressions;

/// <summary>Lists the translation of each kind of expression.</summary>
internal static class ExpressionTable
{
    public static FrozenDictionary<Kind, Func<Translator, Proto.Expression, Expression>> Create() => new Dictionary<Kind, Func<Translator, Proto.Expression, Expression>>
    {
        [Kind.Literal] = static (translator, message) => translator.Literals.Read(message.Literal),
        [Kind.UnresolvedAttribute] = static (_, message) => AttributeTranslation.Translate(message.UnresolvedAttribute),
        [Kind.UnresolvedFunction] = static (translator, message) => FunctionTranslation.Translate(translator, message.UnresolvedFunction),
        [Kind.ExpressionString] = static (translator, message) => translator.Host.ParseExpression(message.ExpressionString.Expression),
        [Kind.UnresolvedStar] = static (_, message) => StarTranslation.Translate(message.UnresolvedStar),
        [Kind.UnresolvedRegex] = static (_, message) => RegexTranslation.Translate(message.UnresolvedRegex),
        [Kind.Alias] = static (translator, message) => AliasTranslation.Translate(translator, message.Alias),
        [Kind.Cast] = static (translator, message) => CastTranslation.Translate(translator, message.Cast),
        [Kind.SortOrder] = static (translator, message) => SortOrderTranslation.Translate(translator, message.SortOrder),
        [Kind.LambdaFunction] = static (translator, message) => LambdaTranslation.Translate(translator, message.LambdaFunction),
        [Kind.UnresolvedNamedLambdaVariable] = static (_, message) => LambdaTranslation.Variable(message.UnresolvedNamedLambdaVariable),
        [Kind.Window] = static (translator, message) => WindowTranslation.Translate(translator, message.Window),
        [Kind.UnresolvedExtractValue] = static (translator, message) => ExtractTranslation.Translate(translator, message.UnresolvedExtractValue),
        [Kind.UpdateFields] = static (translator, message) => UpdateFieldsTranslation.Translate(translator, message.UpdateFields),
        [Kind.CallFunction] = static (translator, message) => FunctionTranslation.Translate(translator, message.CallFunction),
        [Kind.NamedArgumentExpression] = static (translator, message) => FunctionTranslation.Translate(translator, message.NamedArgumentExpression),
        [Kind.SubqueryExpression] = static (translator, message) => SubqueryTranslation.Translate(translator, message.SubqueryExpression),
        [Kind.DirectShufflePartitionId] = static (translator, message) => new UnresolvedFunction(["direct_shuffle_partition_id"],
            [translator.Expression(Translation.InvalidPlan.Required(message.DirectShufflePartitionId.Child, message.DirectShufflePartitionId, "child"))], IsInternal: true),
        [Kind.Extension] = static (_, message) => throw new Core.Errors.QueryException("CONNECT_INVALID_PLAN.NO_HANDLER_FOR_EXTENSION", ("extensionTypeUrl", message.Extension.TypeUrl)),
    }.ToFrozenDictionary();
}
