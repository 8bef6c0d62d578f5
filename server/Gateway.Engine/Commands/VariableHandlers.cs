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
    /// <param name="statement">What a failing cast points at.</param>
    /// <param name="target">The variable, where the cast is of a column of its name.</param>
    public static Literal Evaluate(Expression expression, DataType? type, CommandContext context, Origin statement = default, string? target = null, EvaluationMode mode = EvaluationMode.Ansi)
    {
        LogicalPlan input = new OneRowRelation();
        if (target is not null)
        {
            input = new Project(input, [new Alias(expression, target)]);
            expression = new UnresolvedAttribute([target]);
        }
        var item = type is null ? expression : new Cast(expression, type, mode) { Origin = statement.IsKnown ? statement : expression.Origin };
        var query = context.Session.Prepare(new Project(input, [new Alias(item, "value")]), context.Cancellation);
        return new Literal(query.Collect(context.Cancellation)[0][0], query.Schema.Fields[0].Type);
    }

    /// <summary>Computes the initial value of a declaration.</summary>
    /// <param name="name">The first variable's complete name.</param>
    public static Literal Initial(DeclareVariable declaration, ImmutableArray<string> name, CommandContext context)
    {
        if (declaration.Default is not { } written)
        {
            return Literal.NullOf(declaration.Type ?? NullType.Instance);
        }
        if (written.SelfAndDescendants().Any(static node => node is SubqueryExpression))
        {
            throw new QueryException("INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
                ("statement", "DECLARE VARIABLE"), ("colName", Quote.Id(name)), ("defaultValue", declaration.DefaultText!));
        }
        var analyzed = context.Session.Analyze(new Project(new OneRowRelation(), [new Alias(written, "value")]), context.Settings);
        var complex = analyzed.SelfAndDescendants().SelectMany(static plan => plan.Expressions).SelectMany(static item => item.SelfAndDescendants())
            .FirstOrDefault(static node => node is WindowExpression or AggregateExpression);
        return complex is null ? Evaluate(written, declaration.Type, context, declaration.Origin, mode: context.Settings.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy)
            : throw new QueryException("UNSUPPORTED_EXPR_FOR_OPERATOR", declaration.Origin, ("operator", "CreateVariable"), ("invalidExprSqls", Quote.Expr(complex.PrettyText)));
    }

    /// <summary>Tells whether an expression is the word DEFAULT and no variable of that name.</summary>
    public static bool IsDefault(Expression expression, CommandContext context) => expression is DefaultPlaceholder ||
        (expression is UnresolvedAttribute { NameParts: [var word] } && word.Equals("default", StringComparison.OrdinalIgnoreCase) && VariableTarget.Find([word], context) is null);

    public static QueryException NotFound(ImmutableArray<string> parts, string searchPath) =>
        new("UNRESOLVED_VARIABLE", ("variableName", Quote.Id(parts)), ("searchPath", searchPath));
}

internal sealed class DeclareVariableHandler : CommandHandler<DeclareVariable>
{
    protected override IEnumerable<object?[]> Rows(DeclareVariable command, CommandContext context)
    {
        string[] names = [.. command.Names.Select(parts => SessionCatalog.SessionVariableName(parts) ??
            throw VariableValues.NotFound(parts, "[" + Quote.Id(["system", "session"]) + "]").WithOrigin(command.NameOrigin))];
        RequireDistinct(names, ["system", "session"]);
        var value = VariableValues.Initial(command, ["system", "session", names[0]], context);
        foreach (string name in names)
        {
            if (!command.Replace && context.Catalog.Variables.Find(name) is not null)
            {
                throw new QueryException("VARIABLE_ALREADY_EXISTS", ("variableName", Quote.Id(["system", "session", name])));
            }
            context.Catalog.Variables.Put(new SessionVariable(context.Catalog.StoredName(name), value.Type, command.DefaultText, value));
        }
        return [];
    }

    /// <summary>Refuses a declaration that names a variable twice.</summary>
    public static void RequireDistinct(IEnumerable<string> names, ImmutableArray<string> qualifier)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } repeated)
        {
            throw new QueryException("DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE", ("variableName", Quote.Id([.. qualifier, repeated.ToLowerInvariant()])));
        }
    }
}

internal sealed class DropVariableHandler : CommandHandler<DropVariable>
{
    protected override IEnumerable<object?[]> Rows(DropVariable command, CommandContext context)
    {
        string name = SessionCatalog.SessionVariableName(command.NameParts) ??
            throw VariableValues.NotFound(command.NameParts, "[" + Quote.Id(["system", "session"]) + "]").WithOrigin(command.NameOrigin);
        if ((context.Catalog.FindVariable([name]) is null || !context.Catalog.Variables.Remove(name)) && !command.IfExists)
        {
            throw new QueryException("VARIABLE_NOT_FOUND", ("variableName", Quote.Id(["system", "session", name])));
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

    /// <summary>Computes the default of the declaration anew.</summary>
    public Literal Default(CommandContext context, Origin statement)
    {
        if (DefaultText is null)
        {
            return Literal.NullOf(Type);
        }
        var written = context.Session.ParseExpression(DefaultText);
        try
        {
            return written.SelfAndDescendants().OfType<UnresolvedAttribute>().FirstOrDefault(name => Find(name.NameParts, context) is not null) is { } variable
                ? throw new QueryException("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", ("objectName", Quote.Id(variable.NameParts)))
                : VariableValues.Evaluate(written, Type, context, statement);
        }
        catch (QueryException fault) when (fault.Error.Condition?.StartsWith("UNRESOLVED_", StringComparison.Ordinal) == true)
        {
            throw new QueryException("INVALID_DEFAULT_VALUE.UNRESOLVED_EXPRESSION", ("statement", "INSERT"), ("colName", Quote.Id([Name])), ("defaultValue", DefaultText));
        }
    }

    /// <summary>Finds a variable, or null.</summary>
    public static VariableTarget? Find(ImmutableArray<string> parts, CommandContext context)
    {
        if (context.Catalog.Locals.FindVariable(parts) is { } local)
        {
            return new VariableTarget(local.Name, local.Value.Type, local.DefaultText, value => local.Value = value);
        }
        return SessionCatalog.SessionVariableName(parts) is { } name && context.Catalog.Variables.Find(name) is { } variable && context.Catalog.IsSpelled(variable.Name, name)
            ? new VariableTarget(variable.Name, variable.Type, variable.DefaultText, value => context.Catalog.Variables.Put(variable with { Value = value }))
            : null;
    }

    /// <summary>Assigns the only row of a query, or NULLs where it has none.</summary>
    public static void AssignRow(VariableTarget[] targets, PreparedQuery query, CommandContext context, Origin statement)
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
        AssignValues(targets, rows.Count == 0 ? null : rows[0], query.Schema, context, statement);
    }

    /// <summary>Casts values to the variables' types and assigns them.</summary>
    /// <param name="row">Null assigns NULLs.</param>
    public static void AssignValues(VariableTarget[] targets, object?[]? row, StructType schema, CommandContext context, Origin statement)
    {
        var values = targets.Select((target, i) => VariableValues.Evaluate(row is null ? Literal.Null : new Literal(row[i], schema.Fields[i].Type), target.Type, context, statement)).ToArray();
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
            if (VariableValues.IsDefault(command.Values[i], context))
            {
                return target.Default(context, command.Origin);
            }
            return command.Values[i].SelfAndDescendants().Any(node => VariableValues.IsDefault(node, context))
                ? throw new QueryException("DEFAULT_PLACEMENT_INVALID")
                : VariableValues.Evaluate(WithEarlier(command, i, targets, context), target.Type, context, command.Origin, target.Name);
        }).ToArray();
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i].Assign(values[i]);
        }
        return [];
    }

    /// <summary>An assignment sees the expressions of those before it by their targets' names, as a select list sees its aliases. DEFAULT and bare variables are none.</summary>
    private static Expression WithEarlier(SetVariable command, int position, VariableTarget[] targets, CommandContext context) =>
        position == 0 ? command.Values[position] : command.Values[position].TransformUp(node =>
        {
            if (node is not UnresolvedAttribute { NameParts: [var name] })
            {
                return node;
            }
            int earlier = Array.FindIndex(targets, 0, position, target => target.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            return earlier < 0 || command.Values[earlier] is UnresolvedAttribute || VariableValues.IsDefault(command.Values[earlier], context) ? node : command.Values[earlier];
        });
}

internal sealed class SetVariableFromQueryHandler : CommandHandler<SetVariableFromQuery>
{
    protected override IEnumerable<object?[]> Rows(SetVariableFromQuery command, CommandContext context)
    {
        var targets = VariableTarget.Find(command.Targets, command.TargetOrigins, context);
        var query = command.Query;
        if (query is Project list && list.Items.Length == targets.Length)
        {
            query = list with { Items = [.. list.Items.Select((item, i) => VariableValues.IsDefault(item is UnresolvedAlias unnamed ? unnamed.Child : item, context)
                ? new Alias(targets[i].Default(context, command.Origin), targets[i].Name) : item)] };
        }
        VariableTarget.AssignRow(targets, context.Session.Prepare(query, context.Cancellation), context, command.Origin);
        return [];
    }
}
