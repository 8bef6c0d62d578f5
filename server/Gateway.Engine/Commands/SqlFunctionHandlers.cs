using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Sessions;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Stores a function that is written in SQL, after analysing its body.</summary>
internal sealed class CreateSqlFunctionHandler : CommandHandler<CreateSqlFunction>
{
    protected override IEnumerable<object?[]> Rows(CreateSqlFunction command, CommandContext context)
    {
        var place = FunctionPlace.Of(command.NameParts, command.Temporary, context);
        RefuseLengths(command, context);
        string? collation = command.Characteristics.Collation ?? SchemaCollation.Of(place.NameParts, context);
        command = WithCollation(command, collation);
        CheckParameters(command);
        if (command is { Temporary: true, Replace: true } && place.Store.Find(place.NameParts[^1]) is null &&
            (FunctionRegistry.Builtin.Find(place.NameParts[^1]) ?? FunctionRegistry.Builtin.FindTable(place.NameParts[^1])) is not null)
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.CANNOT_REPLACE_NON_SQL_UDF_WITH_SQL_UDF", ("name", place.NameParts[^1]));
        }
        var function = new SqlFunction(
            place.NameParts,
            [.. command.Parameters.Select(static parameter => new SqlFunctionParameter(parameter.Name, parameter.Type, parameter.Default?.Text, parameter.Comment))],
            command.BodyText,
            command.Query is not null,
            command.Returns ?? NullType.Instance,
            command.IsTableFunction,
            CreateViewHandler.Captured(context),
            context.Catalog.CurrentCatalog,
            context.Catalog.CurrentNamespace)
        {
            Comment = command.Characteristics.Comment,
            Collation = collation,
            Created = context.Session.Engine.Options.Clock.GetUtcNow(),
        };
        function = SqlFunctionProbe.Check(command, function, context);
        return place.Store.Put(place.NameParts[^1], function, command.Replace) || command.IfNotExists ? [] : throw FunctionPlace.Exists(place);
    }

    /// <summary>Gives the types of parameters and results the function's collation, and the texts of its body too.</summary>
    private static CreateSqlFunction WithCollation(CreateSqlFunction command, string? collation) => collation is null ? command : command with
    {
        Parameters = [.. command.Parameters.Select(parameter => parameter with { Type = DefaultCollations.Apply(parameter.Type, collation) })],
        Returns = command.Returns is null ? null : DefaultCollations.Apply(command.Returns, collation),
        ReturnColumns = command.ReturnColumns is { } columns ? [.. columns.Select(column => column with { Type = DefaultCollations.Apply(column.Type, collation) })] : null,
    };

    /// <summary>Functions take and give no CHAR or VARCHAR, unless these are to be kept or to count as STRING.</summary>
    private static void RefuseLengths(CreateSqlFunction command, CommandContext context)
    {
        if (TableWriter.IsLegacyText(context) || context.Session.Configuration.Get(Core.Configuration.ConfigurationKeys.PreserveCharVarcharTypeInfo))
        {
            return;
        }
        var types = command.Parameters.Select(static parameter => parameter.Type).Concat((command.ReturnColumns ?? []).Select(static column => column.Type));
        if (types.Append(command.Returns ?? NullType.Instance).Any(static type => !TableColumns.WithoutLengths(type).Equals(type)))
        {
            throw new QueryException("UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING");
        }
    }

    private static void CheckParameters(CreateSqlFunction command)
    {
        string name = command.NameParts[^1];
        if (command.Parameters.Any(static parameter => !parameter.Nullable))
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS", ("input", command.ParameterText));
        }
        if (command.ReturnColumns is { } made && made.Any(static column => !column.Nullable))
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS", ("input", command.ReturnText));
        }
        if (Repeated(command.Parameters.Select(static parameter => parameter.Name)) is { } parameter)
        {
            throw new QueryException("DUPLICATE_ROUTINE_PARAMETER_NAMES", ("routineName", name), ("names", Quote.Id([parameter])));
        }
        if (command.ReturnColumns is { } columns && Repeated(columns.Select(static column => column.Name)) is { } column)
        {
            throw new QueryException("DUPLICATE_ROUTINE_RETURNS_COLUMNS", ("routineName", name), ("columns", Quote.Id([column])));
        }
        for (int i = 0; i + 1 < command.Parameters.Length; i++)
        {
            if (command.Parameters[i].Default is not null && command.Parameters[i + 1].Default is null)
            {
                throw new QueryException("USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION",
                    ("functionName", name), ("parameterName", command.Parameters[i].Name), ("nextParameterName", command.Parameters[i + 1].Name));
            }
        }
        foreach (var given in command.Parameters)
        {
            if (given.Default is { } written && SqlFunctionProbe.Contains(written.Expression, static node => node is SubqueryExpression))
            {
                throw new QueryException("USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION", ("functionName", name), ("parameterName", given.Name));
            }
        }
        if (command.IsTableFunction && command.Query is null)
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY", ("name", name));
        }
    }

    private static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1)?.Key.ToLowerInvariant();
}

/// <summary>Where a function is kept and its complete name.</summary>
internal sealed record FunctionPlace(FunctionStore Store, ImmutableArray<string> NameParts)
{
    public static FunctionPlace Of(ImmutableArray<string> parts, bool temporary, CommandContext context, string statement = "CREATE")
    {
        if (temporary)
        {
            string name = SessionCatalog.SessionVariableName(parts) ?? throw new QueryException("INVALID_TEMP_OBJ_QUALIFIER",
                ("objectType", "FUNCTION"), ("objectName", Quote.Id([parts[^1]])), ("qualifier", Quote.Id(parts[..^1])));
            return new FunctionPlace(context.Catalog.Functions, [context.Catalog.StoredName(name)]);
        }
        if (parts is [var system, var space, var own] && system.Equals("system", StringComparison.OrdinalIgnoreCase) && space.Equals("builtin", StringComparison.OrdinalIgnoreCase))
        {
            throw new QueryException("FORBIDDEN_OPERATION", ("statement", statement), ("objectType", "FUNCTION"), ("objectName", Quote.Id([own])));
        }
        var (database, simple) = context.Catalog.Qualify(parts);
        var found = context.Catalog.Global.GetDatabase(database);
        return new FunctionPlace(found.Functions, [GlobalCatalog.CatalogName, found.Name, context.Catalog.StoredName(simple)]);
    }

    public static QueryException Exists(FunctionPlace place) => new("ROUTINE_ALREADY_EXISTS",
        ("routineName", Quote.Id(place.NameParts.Length == 1 ? place.NameParts : place.NameParts[1..])), ("newRoutineType", "routine"), ("existingRoutineType", "routine"));

    public static QueryException NotFound(ImmutableArray<string> parts) => new("ROUTINE_NOT_FOUND", ("routineName", Quote.Id(parts)));
}

/// <summary>Analyses the body of a SQL function once, with its parameters standing for unknown values.</summary>
internal static class SqlFunctionProbe
{
    public static SqlFunction Check(CreateSqlFunction command, SqlFunction function, CommandContext context)
    {
        foreach (var parameter in command.Parameters.Where(static parameter => parameter.Default is not null))
        {
            CheckExpression(parameter.Default!.Expression, function);
        }
        if (command.Body is { } body)
        {
            CheckExpression(body, function);
        }
        RefuseCycle(command.Body is { } written ? Calls(written) : Calls(command.Query!), function, [string.Join('.', function.NameParts)], context);
        try
        {
            CheckDefaults(command, context);
            return function.IsTable ? Table(command, function, context) : Scalar(command, function, context);
        }
        catch (QueryException fault) when (fault.Error.Condition is "UNRESOLVED_ROUTINE" or "UNRESOLVABLE_TABLE_VALUED_FUNCTION" or "REQUIRES_SINGLE_PART_NAMESPACE")
        {
            throw Unknown(fault, context);
        }
        catch (QueryException fault) when (function.NameParts.Length > 1 && Temporary(fault, context) is { } found)
        {
            throw new QueryException("INVALID_TEMP_OBJ_REFERENCE",
                ("obj", "FUNCTION"), ("objName", Quote.Id(function.NameParts[1..])), ("tempObj", found.Kind), ("tempObjName", found.Name));
        }
    }

    /// <summary>Words an unknown function as the look-up among the schemas' functions does.</summary>
    private static QueryException Unknown(QueryException fault, CommandContext context)
    {
        string quoted = fault.Error.Parameters.First(static pair => pair.Key is "routineName" or "name" or "identifier").Value;
        string[] parts = quoted[1..^1].Split("`.`");
        if (parts.Length > 2)
        {
            return new QueryException("IDENTIFIER_TOO_MANY_NAME_PARTS", ("identifier", quoted), ("limit", "2"));
        }
        if (parts.Length == 2 && context.Catalog.Global.FindDatabase(parts[0]) is null)
        {
            return new QueryException("SCHEMA_NOT_FOUND", ("schemaName", Quote.Id([GlobalCatalog.CatalogName, parts[0]])));
        }
        return new QueryException("ROUTINE_NOT_FOUND", ("routineName", parts.Length == 2 ? quoted : Quote.Id(context.Catalog.CurrentNamespace) + "." + quoted));
    }

    public static bool Contains(Expression expression, Func<Expression, bool> test) => test(expression) || expression.Children.Any(child => Contains(child, test));

    private static SqlFunction Scalar(CreateSqlFunction command, SqlFunction function, CommandContext context)
    {
        LogicalPlan plan;
        if (function.BodyIsQuery)
        {
            plan = Analyze(new Project(new OneRowRelation(), [new UnresolvedFunction(function.NameParts, Unknown(function)) { Origin = command.Origin }]), command.Returns is null ? function with { Returns = NullType.Instance } : function, context);
            return WithTraits(function, plan, command.Characteristics);
        }
        var parameters = new LocalRelation([.. function.Parameters.Select(static parameter => new AttributeReference(parameter.Name, parameter.Type, true, Metadata.Empty, ExpressionId.Next(), []))], []);
        var body = DefaultCollations.Apply(context.Session.Parser().ParseExpression(new SqlText(function.Body)), function.Collation);
        LogicalPlan input = new SubqueryAlias(parameters, function.NameParts[^1], []);
        var item = command.Returns is null ? body : new Cast(body, command.Returns, context.Settings.Ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy) { Origin = command.Origin };
        plan = Analyze(new Project(input, [new Alias(item, "result")]), function, context);
        return WithTraits(command.Returns is null ? function with { Returns = plan.Schema.Fields[0].Type } : function, plan, command.Characteristics);
    }

    /// <summary>Notes what the function says of itself, or else what its body does.</summary>
    private static SqlFunction WithTraits(SqlFunction function, LogicalPlan body, RoutineCharacteristics written)
    {
        bool reads = Nodes(body).Any(static node => node is TableScan or View);
        if (reads && written.ContainsSql == true)
        {
            throw new QueryException("INVALID_SQL_FUNCTION_DATA_ACCESS");
        }
        return function with
        {
            ReadsData = written.ContainsSql is { } contains ? !contains : reads,
            Deterministic = written.Deterministic ?? Nodes(body).All(static node => node.Expressions.All(static expression => expression.Deterministic)),
        };
    }

    /// <summary>Lists a plan's operators and those of the subqueries in it.</summary>
    private static IEnumerable<LogicalPlan> Nodes(LogicalPlan plan) => plan.SelfAndDescendants().SelectMany(static node =>
        node.Expressions.SelectMany(static expression => expression.SelfAndDescendants()).OfType<SubqueryExpression>().SelectMany(static subquery => Nodes(subquery.Plan)).Prepend(node));

    private static SqlFunction Table(CreateSqlFunction command, SqlFunction function, CommandContext context)
    {
        var open = Analyze(new Project(new UnresolvedTableFunction(function.NameParts, Unknown(function)), [new UnresolvedStar([])]), function with { Returns = NullType.Instance }, context);
        if (command.ReturnColumns is { } columns && !columns.IsDefaultOrEmpty)
        {
            if (columns.Length != open.Output.Length)
            {
                throw new QueryException("USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH",
                    ("name", string.Join('.', function.NameParts)), ("outputSize", Text(open.Output.Length)), ("returnParamSize", Text(columns.Length)));
            }
            return WithTraits(function with { Returns = new StructType(columns) }, open, command.Characteristics);
        }
        if (open.Output.Any(static column => column.Metadata.Contains("__autoGeneratedAlias") || column.Name.Length == 0 || char.IsAsciiDigit(column.Name[0])))
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_MISSING_COLUMN_NAMES", ("functionName", Quote.Id([function.NameParts[^1]])));
        }
        return WithTraits(function with { Returns = open.Schema }, open, command.Characteristics);
    }

    private static LogicalPlan Analyze(LogicalPlan plan, SqlFunction function, CommandContext context)
    {
        using var zone = SessionZone.Enter(context.Settings.TimeZone);
        var analysis = context.Session.AnalyzerContext(context.Settings);
        analysis = analysis with { Catalog = new ProbeCatalog(context.Catalog, function), AllowedTemporaryNames = function.NameParts.Length > 1 ? [] : default };
        return new Plans.Analysis.Analyzer(analysis).Analyze(plan);
    }

    private static void CheckDefaults(CreateSqlFunction command, CommandContext context)
    {
        foreach (var parameter in command.Parameters.Where(static parameter => parameter.Default is not null))
        {
            context.Session.Analyze(new Project(new OneRowRelation(), [new Alias(new Cast(parameter.Default!.Expression, parameter.Type, EvaluationMode.Ansi) { Origin = command.Origin }, "value")]), context.Settings);
        }
    }

    private static void CheckExpression(Expression body, SqlFunction function)
    {
        if (Contains(body, static node => node is WindowExpression or UnresolvedWindowExpression ||
            (node is UnresolvedFunction { NameParts: [var name] } && FunctionRegistry.Builtin.Find(name) is { Kind: FunctionKind.Aggregate })))
        {
            throw new QueryException("USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS", ("queryText", function.Body));
        }
    }

    /// <summary>Raises CYCLIC_FUNCTION_REFERENCE where the body calls, perhaps through others, the function that it replaces.</summary>
    private static void RefuseCycle(IEnumerable<ImmutableArray<string>> calls, SqlFunction function, ImmutableList<string> path, CommandContext context)
    {
        foreach (var call in calls)
        {
            if (call is [var name] && FunctionRegistry.Builtin.Find(name) is not null || context.Catalog.FindFunction(call) is not SqlFunction stored)
            {
                continue;
            }
            var longer = path.Add(string.Join('.', stored.NameParts));
            if (stored.NameParts.SequenceEqual(function.NameParts))
            {
                throw new QueryException("CYCLIC_FUNCTION_REFERENCE", ("path", string.Join(" -> ", longer)));
            }
            var parser = context.Session.Parser();
            var body = stored.BodyIsQuery ? Calls(parser.ParseQuery(new SqlText(stored.Body))) : Calls(parser.ParseExpression(new SqlText(stored.Body)));
            RefuseCycle(body, function, longer, context);
        }
    }

    private static IEnumerable<ImmutableArray<string>> Calls(Expression expression) => expression.SelfAndDescendants().SelectMany(static node => node switch
    {
        UnresolvedFunction call => [call.NameParts],
        SubqueryExpression subquery => Calls(subquery.Plan),
        _ => [],
    });

    private static IEnumerable<ImmutableArray<string>> Calls(LogicalPlan plan) => plan.SelfAndDescendants().SelectMany(static node =>
        node.Expressions.SelectMany(Calls).Concat(node is UnresolvedTableFunction table ? [table.NameParts] : []));

    private static ImmutableArray<Expression> Unknown(SqlFunction function) =>
        [.. function.Parameters.Select(static parameter => (Expression)new UnknownArgument(parameter.Name, parameter.Type))];

    /// <summary>Tells whether an error says that a temporary object was not found, which a persistent body may not see.</summary>
    private static (string Kind, string Name)? Temporary(QueryException fault, CommandContext context)
    {
        string? Parameter(string key) => fault.Error.Parameters.FirstOrDefault(pair => pair.Key == key).Value;
        if (fault.Error.Condition == "TABLE_OR_VIEW_NOT_FOUND" && Parameter("relationName") is { } relation && context.Catalog.Lookup([relation.Trim('`')]) is not null)
        {
            return ("VIEW", relation);
        }
        return fault.Error.Condition?.StartsWith("UNRESOLVED_COLUMN", StringComparison.Ordinal) == true && Parameter("objectName") is { } column && context.Catalog.FindVariable([column.Trim('`')]) is not null
            ? ("VARIABLE", column)
            : null;
    }

    private static string Text(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The session's catalog with one function more; permanent bodies see no variables.</summary>
internal sealed class ProbeCatalog(SessionCatalog catalog, SqlFunction function) : ICatalog
{
    public string CurrentCatalog => catalog.CurrentCatalog;
    public ImmutableArray<string> CurrentNamespace => catalog.CurrentNamespace;
    public CatalogRelation? FindRelation(ImmutableArray<string> nameParts, ImmutableDictionary<string, string> options, bool streaming) => catalog.FindRelation(nameParts, options, streaming);
    public LogicalPlan? FindSource(UnresolvedDataSource source) => catalog.FindSource(source);
    public LogicalPlan? ParseLines(ParseText source, IReadOnlyList<string?> lines) => catalog.ParseLines(source, lines);
    public bool IsFileFormat(string name) => catalog.IsFileFormat(name);
    public CatalogFunction? FindFunction(ImmutableArray<string> nameParts) => nameParts.SequenceEqual(function.NameParts) ? function : catalog.FindFunction(nameParts);
    public CatalogVariable? FindVariable(ImmutableArray<string> nameParts) => function.NameParts.Length > 1 ? null : catalog.FindVariable(nameParts);
    public LogicalPlan? FindCachedRelation(string relationId) => catalog.FindCachedRelation(relationId);
}

internal sealed class DropFunctionHandler : CommandHandler<DropFunction>
{
    protected override IEnumerable<object?[]> Rows(DropFunction command, CommandContext context)
    {
        var parts = command.NameParts;
        if (parts.Length == 1 && FunctionRegistry.Builtin.Find(parts[0]) is not null && !(command.Temporary && (command.IfExists || context.Catalog.Functions.Find(parts[0]) is not null)))
        {
            throw new QueryException("FORBIDDEN_OPERATION", ("statement", "DROP"), ("objectType", "FUNCTION"), ("objectName", Quote.Id(parts)));
        }
        if (!command.Temporary && command.IfExists && parts.Length < 3 && context.Catalog.Global.FindDatabase(context.Catalog.Qualify(parts).Database) is null)
        {
            return [];
        }
        if (!command.Temporary && parts.Length == 1 && context.Catalog.Functions.Find(parts[0]) is not null)
        {
            throw new QueryException("EXPECT_PERSISTENT_FUNCTION_NOT_TEMP", command.Origin,
                ("functionName", Quote.Id(parts)), ("operation", "DROP FUNCTION"), ("alternative", " Please use DROP TEMPORARY FUNCTION to drop a temporary function."));
        }
        var place = FunctionPlace.Of(parts, command.Temporary, context, "DROP");
        return place.Store.Remove(place.NameParts[^1]) || command.IfExists ? [] : throw FunctionPlace.NotFound(command.Temporary ? place.NameParts : place.NameParts[1..]);
    }
}

/// <summary>Registers a function of a Java class, which this engine has no machine for: calls fail as they do where the class is missing.</summary>
internal sealed class CreateExternalFunctionHandler : CommandHandler<CreateExternalFunction>
{
    protected override IEnumerable<object?[]> Rows(CreateExternalFunction command, CommandContext context)
    {
        var place = FunctionPlace.Of(command.NameParts, command.Temporary, context);
        if (command.Temporary)
        {
            throw Missing(place.NameParts, command.ClassName);
        }
        var function = new ExternalFunction(place.NameParts, _ => throw Missing(place.NameParts, command.ClassName)) { ClassName = command.ClassName };
        return place.Store.Put(place.NameParts[^1], function, command.Replace) || command.IfNotExists ? [] : throw FunctionPlace.Exists(place);
    }

    private static QueryException Missing(ImmutableArray<string> parts, string className) =>
        new("CANNOT_LOAD_FUNCTION_CLASS", ("className", className), ("functionName", Quote.Id(parts)));
}

internal sealed class ShowFunctionsHandler : CommandHandler<ShowFunctions>
{
    protected override IEnumerable<object?[]> Rows(ShowFunctions command, CommandContext context)
    {
        string name = command.Namespace.IsDefaultOrEmpty ? string.Join('.', context.Catalog.CurrentNamespace) : NamespaceNames.Existing(command.Namespace);
        var database = context.Catalog.Global.GetDatabase(name);
        var system = command.Scope == FunctionScope.User ? [] : SystemFunctions.Names.Select(static builtin => (builtin, builtin));
        var user = command.Scope == FunctionScope.System ? []
            : context.Catalog.Functions.Names().Select(static temporary => (temporary, temporary))
                .Concat(database.Functions.Names().Select(simple => (Shown: string.Join('.', GlobalCatalog.CatalogName, database.Name, simple), simple)));
        return system.Concat(user).Where(pair => NamePattern.Matches(command.Pattern, pair.Item2)).Select(static pair => pair.Item1)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(static shown => new object?[] { shown });
    }
}

internal sealed class DescribeFunctionHandler : CommandHandler<DescribeFunction>
{
    protected override IEnumerable<object?[]> Rows(DescribeFunction command, CommandContext context)
    {
        var parts = command.NameParts;
        if (SystemFunctions.Find(parts) is { } row)
        {
            return Builtin(row, command.Extended);
        }
        if (parts.Length > 2 && !parts[0].Equals("system", StringComparison.OrdinalIgnoreCase))
        {
            context.Catalog.Qualify(parts);
        }
        return context.Catalog.FindFunction(parts) switch
        {
            SqlFunction function => SqlFunctionText.Lines(function, command.Extended).Select(static line => new object?[] { line }),
            ExternalFunction { ClassName: { } className } external => [[$"Function: {string.Join('.', external.NameParts)}"], ["Class: " + className], ["Usage: N/A."],
                .. command.Extended ? [[$"Extended Usage:\n    No example/argument for {external.NameParts[^1]}.\n"]] : Array.Empty<object?[]>()],
            { } other => [[$"Function: {string.Join('.', other.NameParts)}"]],
            null => throw new QueryException("UNRESOLVED_ROUTINE", command.NameOrigin, ("routineName", Quote.Id(parts)), ("searchPath", TableLookup.FullPath(context.Catalog))),
        };
    }

    private static IEnumerable<object?[]> Builtin(FunctionDefinition row, bool extended)
    {
        yield return ["Function: " + row.Name];
        if (row.JavaClass.Length > 0)
        {
            yield return ["Class: " + row.JavaClass];
        }
        yield return ["Usage: " + SystemFunctions.Usage(row)];
        if (extended)
        {
            yield return ["Extended Usage:\n    Examples:\n      > " + row.Example + "\n"];
        }
    }
}

/// <summary>Stands for an argument while a body is checked; never evaluated.</summary>
internal sealed record UnknownArgument(string Name, DataType ArgumentType) : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => ArgumentType;
    public override bool Nullable => true;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append(Name);
}

/// <summary>Loads the class of a function anew: no class is here, and functions of SQL have none.</summary>
internal sealed class RefreshFunctionHandler : CommandHandler<RefreshFunction>
{
    protected override IEnumerable<object?[]> Rows(RefreshFunction command, CommandContext context)
    {
        var parts = command.NameParts;
        if (parts is [var name] && FunctionRegistry.Builtin.Find(name) is not null)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1256", command.NameOrigin, ("functionName", name));
        }
        switch (context.Catalog.FindFunction(parts))
        {
            case null:
                var (database, simple) = context.Catalog.Qualify(parts);
                throw FunctionPlace.NotFound([database, simple]);
            case { NameParts.Length: 1 } temporary:
                throw new QueryException("_LEGACY_ERROR_TEMP_1257", command.NameOrigin, ("functionName", temporary.NameParts[0]));
            case var stored:
                throw new QueryException("CANNOT_LOAD_FUNCTION_CLASS",
                    ("className", stored is ExternalFunction { ClassName: { } className } ? className : "sqlFunction."), ("functionName", Quote.Id(stored.NameParts)));
        }
    }
}
