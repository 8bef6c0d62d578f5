using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Sessions;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Evaluates the values that DECLARE and SET VAR give to variables.</summary>
internal static class VariableValues
{
    /// <summary>Computes an expression as a one-row query, cast to a type when one is given.</summary>
    public static Literal Evaluate(Expression expression, DataType? type, CommandContext context)
    {
        var item = type is null ? expression : new Cast(expression, type, EvaluationMode.Ansi) { Origin = expression.Origin };
        var query = context.Session.Prepare(new Project(new OneRowRelation(), [new Alias(item, "value")]), context.Cancellation);
        return new Literal(query.Collect(context.Cancellation)[0][0], query.Schema.Fields[0].Type);
    }

    public static QueryException NotFound(System.Collections.Immutable.ImmutableArray<string> parts) =>
        new("UNRESOLVED_VARIABLE", ("variableName", Quote.Id(parts)), ("searchPath", "`system`.`session`"));
}

internal sealed class DeclareVariableHandler : CommandHandler<DeclareVariable>
{
    protected override IEnumerable<object?[]> Rows(DeclareVariable command, CommandContext context)
    {
        var value = command.Default is null ? Literal.NullOf(command.Type ?? NullType.Instance) : VariableValues.Evaluate(command.Default, command.Type, context);
        foreach (var parts in command.Names)
        {
            string name = SessionCatalog.SessionVariableName(parts) ?? throw new QueryException("INVALID_TEMP_OBJ_QUALIFIER",
                ("objectType", "VARIABLE"), ("objectName", Quote.Id([parts[^1]])), ("qualifier", Quote.Id(parts[..^1])));
            if (!command.Replace && context.Catalog.Variables.Find(name) is not null)
            {
                throw new QueryException("VARIABLE_ALREADY_EXISTS", ("variableName", Quote.Id(["system", "session", name])));
            }
            context.Catalog.Variables.Put(new SessionVariable(name.ToLowerInvariant(), value.Type, command.DefaultText, value));
        }
        return [];
    }
}

internal sealed class DropVariableHandler : CommandHandler<DropVariable>
{
    protected override IEnumerable<object?[]> Rows(DropVariable command, CommandContext context)
    {
        string? name = SessionCatalog.SessionVariableName(command.NameParts);
        if ((name is null || !context.Catalog.Variables.Remove(name)) && !command.IfExists)
        {
            throw new QueryException("VARIABLE_NOT_FOUND", ("variableName", Quote.Id(name is null ? command.NameParts : ["system", "session", name])));
        }
        return [];
    }
}

internal sealed class SetVariableHandler : CommandHandler<SetVariable>
{
    protected override IEnumerable<object?[]> Rows(SetVariable command, CommandContext context)
    {
        var changed = new List<SessionVariable>();
        for (int i = 0; i < command.Targets.Length; i++)
        {
            var variable = SessionCatalog.SessionVariableName(command.Targets[i]) is { } name ? context.Catalog.Variables.Find(name) : null;
            if (variable is null)
            {
                throw VariableValues.NotFound(command.Targets[i]);
            }
            var expression = command.Values[i] is DefaultPlaceholder ? variable.DefaultText is null ? Literal.Null : context.Session.ParseExpression(variable.DefaultText) : command.Values[i];
            changed.Add(variable with { Value = VariableValues.Evaluate(expression, variable.Type, context) });
        }
        changed.ForEach(context.Catalog.Variables.Put);
        return [];
    }
}

internal sealed class SetVariableFromQueryHandler : CommandHandler<SetVariableFromQuery>
{
    protected override IEnumerable<object?[]> Rows(SetVariableFromQuery command, CommandContext context)
    {
        var variables = command.Targets.Select(target => (SessionCatalog.SessionVariableName(target) is { } name ? context.Catalog.Variables.Find(name) : null) ?? throw VariableValues.NotFound(target)).ToList();
        var query = context.Session.Prepare(command.Query, context.Cancellation);
        if (query.Schema.Fields.Length != variables.Count)
        {
            throw new QueryException("ASSIGNMENT_ARITY_MISMATCH",
                ("numTarget", variables.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("numExpr", query.Schema.Fields.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        var rows = context.Session.Prepare(new Limit(query.Plan, Literal.Of(2)), context.Cancellation).Collect(context.Cancellation);
        if (rows.Count > 1)
        {
            throw new QueryException("ROW_SUBQUERY_TOO_MANY_ROWS", []).As("SparkException");
        }
        for (int i = 0; i < variables.Count; i++)
        {
            var value = rows.Count == 0 ? Literal.Null : new Literal(rows[0][i], query.Schema.Fields[i].Type);
            context.Catalog.Variables.Put(variables[i] with { Value = VariableValues.Evaluate(value, variables[i].Type, context) });
        }
        return [];
    }
}
