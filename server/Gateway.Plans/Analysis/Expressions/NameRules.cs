using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Select;

namespace Gateway.Plans.Analysis.Expressions;

/// <summary>Resolves column names.</summary>
internal sealed class AttributeRule : ExpressionRule<UnresolvedAttribute>
{
    protected override Expression Resolve(UnresolvedAttribute node, ExpressionResolver resolver) => resolver.ResolveName(node);
}

/// <summary>Leaves stars where they stand: the operator or call around them expands them.</summary>
internal sealed class StarRule : ExpressionRule<UnresolvedStar>
{
    protected override Expression Resolve(UnresolvedStar node, ExpressionResolver resolver) => node;
}

/// <summary>Resolves names that the client already knows to be lambda parameters.</summary>
internal sealed class LambdaVariableRule : ExpressionRule<UnresolvedLambdaVariable>
{
    protected override Expression Resolve(UnresolvedLambdaVariable node, ExpressionResolver resolver)
    {
        var name = new UnresolvedAttribute(node.NameParts) { Origin = node.Origin };
        var resolved = resolver.ResolveName(name);
        return ReferenceEquals(resolved, name) ? node : resolved;
    }
}

/// <summary>Leaves lambdas alone: the call that takes them binds them.</summary>
internal sealed class LambdaFunctionRule : ExpressionRule<LambdaFunction>
{
    protected override Expression Resolve(LambdaFunction node, ExpressionResolver resolver) => node;
}

/// <summary>Resolves the value of a named argument; the call around it places it.</summary>
internal sealed class NamedArgumentRule : ExpressionRule<NamedArgument>
{
    protected override Expression Resolve(NamedArgument node, ExpressionResolver resolver) => node.MapChildren(resolver.Resolve);
}

/// <summary>Resolves <c>child[key]</c> and <c>child.field</c>.</summary>
internal sealed class ExtractValueRule : ExpressionRule<UnresolvedExtractValue>
{
    protected override Expression Resolve(UnresolvedExtractValue node, ExpressionResolver resolver)
    {
        var child = resolver.Resolve(node.Child);
        var key = resolver.Resolve(node.Key);
        var extract = node with { Child = child, Key = key };
        if (!child.Resolved || !key.Resolved)
        {
            return extract;
        }
        return resolver.Guard(extract, () => resolver.Complete(FieldAccess.ByKey(child, key, Origin.None, resolver.Context) with { Origin = node.Origin }), FaultPhase.Names);
    }
}

/// <summary>Evaluates IDENTIFIER(..) and resolves the expression it names.</summary>
internal sealed class IdentifierClauseRule : ExpressionRule<IdentifierClause>
{
    protected override Expression Resolve(IdentifierClause node, ExpressionResolver resolver)
    {
        var name = resolver.Resolve(node.NameExpression);
        if (!name.Resolved)
        {
            return node with { NameExpression = name };
        }
        var parts = IdentifierArgument.Parts(name, resolver.Context);
        var made = node.Make(parts);
        var named = resolver.Resolve(made.Origin.IsKnown ? made : made with { Origin = node.Origin });
        return named is VariableReference variable ? variable with { WrittenName = variable.PrettyText } : named;
    }
}

/// <summary>Resolves <c>withField</c> and <c>dropFields</c> into a rebuilt struct that still prints as the update.</summary>
internal sealed class UpdateFieldsRule : ExpressionRule<UpdateFields>
{
    protected override Expression Resolve(UpdateFields node, ExpressionResolver resolver)
    {
        var resolved = (UpdateFields)node.MapChildren(resolver.Resolve);
        if (!resolved.Child.Resolved || resolved.Value is { Resolved: false })
        {
            return resolved;
        }
        return new Replaceable(resolved, StructUpdate.Build(resolved, resolver.Context)) { Origin = node.Origin };
    }
}

/// <summary>Resolves IN over a list; stars in the list stand for their columns.</summary>
internal sealed class InRule : ExpressionRule<In>
{
    protected override Expression Resolve(In node, ExpressionResolver resolver)
    {
        if (resolver.Scope is { IsReady: true, ExpandsStars: true } && node.List.Any(static item => item is UnresolvedStar))
        {
            node = node with { List = [.. node.List.SelectMany(item => item is UnresolvedStar star ? StarExpansion.Expand(star, resolver.Scope, resolver.Context) : [item])] };
        }
        return resolver.Complete(node.MapChildren(resolver.Resolve));
    }
}
