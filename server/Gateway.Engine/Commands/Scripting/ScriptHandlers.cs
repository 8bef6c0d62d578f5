using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Parsing;

namespace Gateway.Engine.Commands.Scripting;

internal sealed class ScriptHandler : CommandHandler<ScriptCommand>
{
    protected override LogicalPlan Run(ScriptCommand command, CommandContext context)
    {
        var interpreter = new ScriptInterpreter(context);
        HandlerDeclarations.Check(command.Body, []);
        interpreter.Run(command.Body);
        return interpreter.Result;
    }

    protected override IEnumerable<object?[]> Rows(ScriptCommand command, CommandContext context) => [];
}

/// <summary>Evaluates the values of USING for the markers of a statement.</summary>
internal static class StatementArguments
{
    public static SqlParameters Bind(ImmutableArray<Expression> arguments, CommandContext context)
    {
        var named = ImmutableDictionary.CreateBuilder<string, Expression>(StringComparer.Ordinal);
        var positional = ImmutableArray.CreateBuilder<Expression>();
        foreach (var argument in arguments)
        {
            var expression = argument is Alias alias ? alias.Child : argument;
            if (Refused(expression, context) is { } refused)
            {
                throw new QueryException("UNSUPPORTED_EXPR_FOR_PARAMETER", expression.Origin, ("invalidExprSql", "\"" + refused + "\""));
            }
            var value = AsExpression(VariableValues.Evaluate(expression, null, context));
            positional.Add(value);
            string? name = argument is Alias given ? given.Name : argument is UnresolvedAttribute attribute ? attribute.NameParts[^1] : null;
            if (name is not null)
            {
                named[name] = value;
            }
        }
        return new SqlParameters(named.ToImmutable(), positional.ToImmutable());
    }

    /// <summary>Writes nested values as the calls that make them, as they would stand in the text.</summary>
    private static Expression AsExpression(Literal value)
    {
        switch (value.Type)
        {
            case ArrayType array when value.Value is object?[] elements:
                return new UnresolvedFunction(["array"], [.. elements.Select(element => AsExpression(new Literal(element, array.Element)))]);
            case StructType structure when value.Value is object?[] fields:
                return new UnresolvedFunction(["named_struct"], [.. structure.Fields.SelectMany((field, i) => new[] { Literal.Of(field.Name), AsExpression(new Literal(fields[i], field.Type)) })]);
            case MapType map when value.Value is BoxedMap entries:
                return new UnresolvedFunction(["map"], [.. entries.Keys.Zip(entries.Values).SelectMany(pair => new[] { AsExpression(new Literal(pair.First, map.Key)), AsExpression(new Literal(pair.Second, map.Value)) })]);
            default:
                return value;
        }
    }

    /// <summary>Gives the text of what cannot be an argument: a subquery, an aggregate, or what is random.</summary>
    public static string? Refused(Expression expression, CommandContext context) => Refused(expression) ??
        (IsRandom(expression) ? context.Session.Analyze(new Project(new OneRowRelation(), [new Alias(expression, "value")]), context.Settings) is Project { Items: [Alias { Child: var resolved }] } ? resolved.SqlText : expression.ToString() : null);

    private static bool IsRandom(Expression expression) => expression.SelfAndDescendants().Any(static node =>
        node is UnresolvedFunction { NameParts: [var name] } && Compute.Functions.FunctionRegistry.Builtin.Find(name) is { Deterministic: false });

    private static string? Refused(Expression expression) => expression switch
    {
        SubqueryExpression => "scalarsubquery()",
        UnresolvedFunction { NameParts: [var name] } call when Compute.Functions.FunctionRegistry.Builtin.Find(name) is { Kind: Compute.Functions.FunctionKind.Aggregate } =>
            name + "(" + string.Join(", ", call.Arguments.Select(static argument => argument is Literal literal ? LiteralText.Print(literal, PrintStyle.Pretty) : argument.ToString())) + ")",
        _ => null,
    };
}

/// <summary>Runs a statement that is given as text; it does not see the variables of the script around it.</summary>
internal sealed class ExecuteImmediateHandler : CommandHandler<ExecuteImmediate>
{
    protected override LogicalPlan Run(ExecuteImmediate command, CommandContext context)
    {
        var targets = command.Targets.Select((parts, i) => VariableTarget.Find(parts, context) ?? throw new QueryException(
            "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", i < command.TargetOrigins.Length ? command.TargetOrigins[i] : default, ("objectName", Quote.Id(parts)))).ToArray();
        var repeated = targets.GroupBy(static target => target.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1);
        if (repeated is not null)
        {
            throw new QueryException("DUPLICATE_ASSIGNMENTS", ("nameList", Quote.Id([repeated.Key])));
        }
        string text = Text(command, context);
        var parameters = StatementArguments.Bind(command.Arguments, context);
        var scopes = context.Catalog.Locals.Scopes;
        context.Catalog.Locals.Scopes = [];
        try
        {
            var plan = Parse(text, command, parameters, context);
            if (plan is ScriptCommand)
            {
                throw new QueryException("SQL_SCRIPT_IN_EXECUTE_IMMEDIATE", ("sqlString", Quote.Statement(text)));
            }
            if (targets.Length > 0 && plan is Command and not ExecuteImmediate)
            {
                throw new QueryException("INVALID_STATEMENT_FOR_EXECUTE_INTO", ("sqlString", Quote.Statement(text)));
            }
            var query = context.Session.Prepare(plan, context.Cancellation);
            if (targets.Length == 0)
            {
                return plan is Command and not ExecuteImmediate && !scopes.IsEmpty ? new LocalRelation([], []) : query.Plan;
            }
            context.Catalog.Locals.Scopes = scopes;
            VariableTarget.AssignRow(targets, query, context, command.Origin);
            return new LocalRelation([], []);
        }
        finally
        {
            context.Catalog.Locals.Scopes = scopes;
        }
    }

    protected override IEnumerable<object?[]> Rows(ExecuteImmediate command, CommandContext context) => [];

    private static string Text(ExecuteImmediate command, CommandContext context)
    {
        if (StatementArguments.Refused(command.Statement, context) is { } refused)
        {
            throw new QueryException("UNSUPPORTED_EXPR_FOR_PARAMETER", command.Statement.Origin, ("invalidExprSql", "\"" + refused + "\""));
        }
        var value = VariableValues.Evaluate(command.Statement, null, context);
        if (value.Type is not StringType)
        {
            throw new QueryException("INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE", ("exprType", Quote.Type(value.Type)));
        }
        return value.Value as string ?? throw new QueryException("NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
            ("varName", command.Statement is UnresolvedAttribute attribute ? Quote.Id(attribute.NameParts) : Quote.Id([command.Statement is Literal ? "null" : command.StatementText])));
    }

    /// <summary>Tells whether an unbound parameter is a question mark, which is named by its place.</summary>
    private static bool IsMarker(QueryException fault) => fault.Error.Parameters.Any(static pair => pair.Key == "name" && pair.Value.StartsWith('_') && pair.Value.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static LogicalPlan Parse(string text, ExecuteImmediate command, SqlParameters parameters, CommandContext context)
    {
        var source = new SqlText(text, "EXECUTE IMMEDIATE");
        try
        {
            return context.Session.ParsePlan(source, parameters);
        }
        catch (QueryException fault) when (fault.Error.Condition == "UNBOUND_SQL_PARAMETER" && !IsMarker(fault) && parameters.Named.Count < command.Arguments.Length)
        {
            var unnamed = command.Arguments.Zip(parameters.Positional).Where(static pair => pair.First is not Alias and not UnresolvedAttribute);
            throw new QueryException("ALL_PARAMETERS_MUST_BE_NAMED", ("exprs", string.Join(", ", unnamed.Select(static pair => "\"" + LiteralText.Print((Literal)pair.Second, PrintStyle.Pretty) + "\""))));
        }
        catch (QueryException fault) when (fault.Error.Condition == "UNBOUND_SQL_PARAMETER")
        {
            throw new QueryException(fault.Error with { Contexts = [.. fault.Error.Contexts.Select(static place => place with { ObjectType = "" })] }, fault);
        }
        catch (QueryException fault) when (fault.Error.Condition != "PARSE_EMPTY_STATEMENT" && fault.Error.Contexts.IsEmpty)
        {
            throw fault.WithOrigin(new Origin(source, 0, text.EnumerateRunes().Count() - 1));
        }
    }
}

internal sealed class OpenCursorHandler : CommandHandler<OpenCursor>
{
    protected override IEnumerable<object?[]> Rows(OpenCursor command, CommandContext context) => throw CursorRules.Outside();
}

internal sealed class FetchCursorHandler : CommandHandler<FetchCursor>
{
    protected override IEnumerable<object?[]> Rows(FetchCursor command, CommandContext context) => throw CursorRules.Outside();
}

internal sealed class CloseCursorHandler : CommandHandler<CloseCursor>
{
    protected override IEnumerable<object?[]> Rows(CloseCursor command, CommandContext context) => throw CursorRules.Outside();
}

internal sealed class DeclareCursorHandler : CommandHandler<DeclareCursor>
{
    protected override IEnumerable<object?[]> Rows(DeclareCursor command, CommandContext context) => throw CursorRules.Outside();
}
