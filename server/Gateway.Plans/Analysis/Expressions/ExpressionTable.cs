using System.Collections.Frozen;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Resolves one kind of expression.</summary>
internal interface IExpressionRule
{
    Type NodeType { get; }
    Expression Resolve(Expression expression, ExpressionResolver resolver);
}

/// <summary>Base of expression rules, typed by the node they resolve.</summary>
internal abstract class ExpressionRule<TNode> : IExpressionRule where TNode : Expression
{
    public Type NodeType => typeof(TNode);
    public Expression Resolve(Expression expression, ExpressionResolver resolver) => Resolve((TNode)expression, resolver);
    protected abstract Expression Resolve(TNode node, ExpressionResolver resolver);
}

/// <summary>Finds the rule of an expression by its type; expressions without a rule resolve through their children.</summary>
internal static class ExpressionTable
{
    private static readonly FrozenDictionary<Type, IExpressionRule> _rules = new IExpressionRule[]
    {
        new AttributeRule(),
        new ExtractValueRule(),
        new FunctionRule(),
        new IdentifierClauseRule(),
        new InRule(),
        new LambdaVariableRule(),
        new LambdaFunctionRule(),
        new NamedWindowRule(),
        new NamedArgumentRule(),
        new PipeRule(),
        new UpdateFieldsRule(),
        new WindowRule(),
        new SubqueryRule<ScalarSubquery>(),
        new SubqueryRule<Exists>(),
        new SubqueryRule<TableArgument>(),
        new InSubqueryRule(),
        new StarRule(),
    }.ToFrozenDictionary(static rule => rule.NodeType);

    public static IExpressionRule? Find(Type type) => _rules.GetValueOrDefault(type);
}
