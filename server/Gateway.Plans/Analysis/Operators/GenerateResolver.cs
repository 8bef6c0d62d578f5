using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves LATERAL VIEW.</summary>
internal sealed class GenerateResolver : OperatorResolver<Generate>
{
    protected override LogicalPlan Resolve(Generate node, Resolution resolution)
    {
        var generator = resolution.Expressions(resolution.ScopeOf(node)).Resolve(node.Generator);
        var generate = (Generate)HiddenColumns.Expose(node with { Generator = generator });
        if (!generator.Resolved && !IsBuilt(generator))
        {
            return generate;
        }
        if (!Contents.IsGenerator(generator))
        {
            string name = node.Generator is UnresolvedFunction call ? call.NameParts[^1] : generator.PrettyText;
            string javaClass = generator is FunctionCall bound ? CallBuilder.JavaClassOf(bound.Function) : generator is AggregateExpression aggregate ? CallBuilder.JavaClassOf(aggregate.Function.Function) : name;
            throw new QueryException("UNSUPPORTED_GENERATOR.NOT_GENERATOR", node.Origin, ("functionName", Quote.Id(name)), ("classCanonicalName", javaClass));
        }
        if (generator.Children.Any(Contents.HasGenerator))
        {
            throw new QueryException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", node.Origin, ("expression", Quote.Expr(generator.PrettyText)));
        }
        if (!node.Input.Resolved || !generator.Resolved)
        {
            return generate;
        }
        var function = (FunctionCall)generator;
        var output = GeneratorItems.Output(function, node.Names, node.Origin, node.Qualifier, node.Outer);
        return generate with { GeneratorOutput = output, Outer = node.Outer || GeneratorItems.IsOuter(function) };
    }

    /// <summary>Tells whether the call's function is known though the arguments' types are wrong.</summary>
    private static bool IsBuilt(Expression call) => call switch
    {
        AggregateExpression aggregate => aggregate.Function.Arguments.All(static argument => argument.Resolved),
        FunctionCall function => function.Arguments.All(static argument => argument.Resolved && argument is not LambdaFunction),
        _ => false,
    };
}
