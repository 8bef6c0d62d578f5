using System.Collections.Immutable;
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

    public static QueryException NotFound(ImmutableArray<string> parts, string searchPath) =>
        new("UNRESOLVED_VARIABLE", ("variableName", Quote.Id(parts)), ("searchPath", searchPath));
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

/// <summary>A variable that an assignment changes: a script's own, else the session's.</summary>
internal sealed record VariableTarget(string Name, DataType Type, string? DefaultText, Action<Literal> Assign)
{
    /// <summary>Finds the variables of an assignment; UNRESOLVED_VARIABLE for unknown ones, DUPLICATE_ASSIGNMENTS for repeated ones.</summary>
    public static VariableTarget[] Find(ImmutableArray<ImmutableArray<string>> names, ImmutableArray<Origin> origins, CommandContext context)
    {
        var targets = names.Select((parts, i) => Find(parts, context) ?? throw VariableValues.NotFound(parts, TableLookup.FullPath(context.Catalog)).WithOrigin(i < origins.Length ? origins[i] : default)).ToArray();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return targets.FirstOrDefault(target => !seen.Add(target.Name)) is { } repeated
            ? throw new QueryException("DUPLICATE_ASSIGNMENTS", ("nameList", Quote.Id([repeated.Name])))
            : targets;
    }

    /// <summary>Finds a variable, or null.</summary>
    public static VariableTarget? Find(ImmutableArray<string> parts, CommandContext context)
    {
        if (context.Catalog.Locals.FindVariable(parts) is { } local)
        {
            return new VariableTarget(local.Name, local.Value.Type, local.DefaultText, value => local.Value = value);
        }
        return SessionCatalog.SessionVariableName(parts) is { } name && context.Catalog.Variables.Find(name) is { } variable
            ? new VariableTarget(variable.Name, variable.Type, variable.DefaultText, value => context.Catalog.Variables.Put(variable with { Value = value }))
            : null;
    }

    /// <summary>Assigns the only row of a query, or NULLs where it has none.</summary>
    public static void AssignRow(VariableTarget[] targets, PreparedQuery query, CommandContext context)
    {
        if (query.Schema.Fields.Length != targets.Length)
        {
            throw Arity(targets.Length, query.Schema.Fields.Length);
        }
        var rows = context.Session.Prepare(new Limit(query.Plan, Literal.Of(2)), context.Cancellation).Collect(context.Cancellation);
        if (rows.Count > 1)
        {
            throw new QueryException("ROW_SUBQUERY_TOO_MANY_ROWS", []).As("SparkException");
        }
        AssignValues(targets, rows.Count == 0 ? null : rows[0], query.Schema, context);
    }

    /// <summary>Casts values to the variables' types and assigns them.</summary>
    /// <param name="row">Null assigns NULLs.</param>
    public static void AssignValues(VariableTarget[] targets, object?[]? row, StructType schema, CommandContext context)
    {
        var values = targets.Select((target, i) => VariableValues.Evaluate(row is null ? Literal.Null : new Literal(row[i], schema.Fields[i].Type), target.Type, context)).ToArray();
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i].Assign(values[i]);
        }
    }

    public static QueryException Arity(int targets, int expressions) => new("ASSIGNMENT_ARITY_MISMATCH",
        ("numTarget", targets.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("numExpr", expressions.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

internal sealed class SetVariableHandler : CommandHandler<SetVariable>
{
    protected override IEnumerable<object?[]> Rows(SetVariable command, CommandContext context)
    {
        var targets = VariableTarget.Find(command.Targets, command.TargetOrigins, context);
        var values = targets.Select((target, i) =>
        {
            var expression = command.Values[i] is DefaultPlaceholder ? target.DefaultText is null ? Literal.Null : context.Session.ParseExpression(target.DefaultText) : command.Values[i];
            return VariableValues.Evaluate(expression, target.Type, context);
        }).ToArray();
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i].Assign(values[i]);
        }
        return [];
    }
}

internal sealed class SetVariableFromQueryHandler : CommandHandler<SetVariableFromQuery>
{
    protected override IEnumerable<object?[]> Rows(SetVariableFromQuery command, CommandContext context)
    {
        var targets = VariableTarget.Find(command.Targets, command.TargetOrigins, context);
        VariableTarget.AssignRow(targets, context.Session.Prepare(command.Query, context.Cancellation), context);
        return [];
    }
}
