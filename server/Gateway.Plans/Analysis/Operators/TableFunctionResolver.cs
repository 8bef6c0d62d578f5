using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves table functions in FROM: range, generators, stored functions.</summary>
internal sealed class TableFunctionResolver : OperatorResolver<UnresolvedTableFunction>
{
    protected override LogicalPlan Resolve(UnresolvedTableFunction node, Resolution resolution)
    {
        var context = resolution.Context;
        var resolver = resolution.Expressions(resolution.ScopeOf(node) with { ExpandsStars = false });
        node = node with { Arguments = [.. node.Arguments.Select(resolver.Resolve)] };
        if (node.Arguments.Any(static argument => !(argument is NamedArgument named ? named.Value : argument).Resolved && argument is not LambdaFunction))
        {
            return node;
        }
        Passes.FunctionExistence.CheckTable(node, context);
        string? name = FunctionLookup.BuiltinName(node.NameParts)?.ToLowerInvariant();
        if (name == "range")
        {
            return RangeFunction.Build(node, context);
        }
        if (node.Arguments.IsEmpty && StaticTables.Find(name, node.Origin, context) is { } table)
        {
            return table;
        }
        if (name is not null && (context.Functions.Find(name) ?? context.Functions.FindInternal(name)) is { Kind: FunctionKind.Generator } generator)
        {
            return Generator(node, generator.IsInternal, resolver);
        }
        if (context.FindFunction(node.NameParts) is { IsTable: true } stored)
        {
            return Stored(node, stored, resolver);
        }
        return node with { Arguments = [.. node.Arguments.Select(resolver.Resolve)] };
    }

    private static LogicalPlan Generator(UnresolvedTableFunction node, bool isInternal, Expressions.ExpressionResolver resolver)
    {
        var call = resolver.Resolve(new UnresolvedFunction(node.NameParts, node.Arguments, IsInternal: isInternal) { Origin = node.Origin });
        if (call is not FunctionCall { Resolved: true } function)
        {
            return node with { Arguments = call is UnresolvedFunction unresolved ? unresolved.Arguments : [call] };
        }
        var output = GeneratorItems.Output(function, [], node.Origin);
        var generate = new Generate(new OneRowRelation(), function, GeneratorItems.IsOuter(function), null, []) { GeneratorOutput = output, Origin = node.Origin };
        return new Project(generate, ImmutableArray<Expression>.CastUp(output)) { Origin = node.Origin };
    }

    private static LogicalPlan Stored(UnresolvedTableFunction node, CatalogFunction stored, Expressions.ExpressionResolver resolver)
    {
        var arguments = node.Arguments.Select(resolver.Resolve).ToImmutableArray();
        switch (stored)
        {
            case ExternalTableFunction external:
                return resolver.Resolution.Resolve(external.Build(arguments));
            case SqlFunction function:
                return SqlTableFunction.Build(node with { Arguments = arguments }, function, resolver);
            default:
                return node with { Arguments = arguments };
        }
    }
}

/// <summary>Builds <c>range(start, end, step, partitions)</c> from constant arguments.</summary>
internal static class RangeFunction
{
    private static readonly string[][] _parameters = [["end"], ["start", "end"], ["start", "end", "step"], ["start", "end", "step", "numSlices"]];

    public static LogicalPlan Build(UnresolvedTableFunction call, AnalyzerContext context)
    {
        int count = call.Arguments.Length;
        if (count is 0 or > 4)
        {
            throw new QueryException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", call.Origin, ("functionName", "`range`"), ("expectedNum", "[1, 2, 3, 4]"),
                ("actualNum", count.ToString(CultureInfo.InvariantCulture)), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        string[] names = _parameters[count - 1];
        long start = count == 1 ? 0 : Number(call, names, 0, context);
        long end = Number(call, names, count == 1 ? 0 : 1, context);
        long step = count > 2 ? Number(call, names, 2, context) : 1;
        int? partitions = count > 3 ? (int)Number(call, names, 3, context) : null;
        return step != 0
            ? new RangeRelation(start, end, step, partitions)
            : throw new QueryException(QueryException.Create("FAILED_FUNCTION_CALL", call.Origin, null, ("funcName", "`range`")));
    }

    private static long Number(UnresolvedTableFunction call, string[] names, int position, AnalyzerContext context)
    {
        var argument = call.Arguments[position];
        bool isSlices = names[position] == "numSlices";
        DataType type = isSlices ? IntegerType.Instance : LongType.Instance;
        if (!argument.Resolved || !argument.Foldable || argument.SelfAndDescendants().Any(static node => node is VariableReference))
        {
            throw new QueryException("NON_FOLDABLE_ARGUMENT", call.Origin, ("funcName", "`range`"), ("paramName", Quote.Id(names[position])), ("paramType", Quote.Type(type)));
        }
        var value = argument.Type.Equals(type) ? argument : new Cast(argument, type, context.Mode) { Origin = call.Origin };
        bool castable = argument.Type is NumericType or StringType;
        if (!castable || !value.Resolved || ConstantFolding.Evaluate(value, context.Settings).Value is not { } number)
        {
            throw new QueryException("UNEXPECTED_INPUT_TYPE", call.Origin, ("functionName", "`range`"), ("paramIndex", Quote.Ordinal(call.Arguments.Length == 1 ? 1 : position)),
                ("requiredType", Quote.Type(type)), ("inputSql", Quote.Expr(argument.PrettyText)), ("inputType", Quote.Type(argument.Type)));
        }
        return Convert.ToInt64(number, CultureInfo.InvariantCulture);
    }
}
