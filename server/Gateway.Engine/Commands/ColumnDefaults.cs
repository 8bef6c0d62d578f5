using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Checks DEFAULT clauses and keeps them in a column's metadata: the text, and the value that rows from before have.</summary>
internal static class ColumnDefaults
{
    /// <summary>Adds a default to a column after checking that it is a constant of a fitting type.</summary>
    /// <param name="statement">The statement as errors name it.</param>
    /// <param name="withExisting">Whether rows that exist get the value too.</param>
    /// <param name="provider">The table's data source, which must be one that takes defaults.</param>
    public static StructField With(StructField column, WrittenExpression written, string statement, bool withExisting, string provider, CommandContext context)
    {
        RequireProvider(provider, statement, context);
        var value = Check(column, written, statement, context);
        var metadata = column.Metadata.With(TableColumns.CurrentDefaultKey, written.Text);
        return column with { Metadata = withExisting ? metadata.With(TableColumns.ExistsDefaultKey, LiteralText.Print(value, PrintStyle.Sql)) : metadata };
    }

    /// <summary>Gives the expression that fills a column which an INSERT leaves out.</summary>
    public static Expression Of(StructField column, CommandContext context) =>
        column.Metadata.GetString(TableColumns.CurrentDefaultKey) is { } text ? Anywhere(context.Session.ParseExpression(text)) : Literal.NullOf(column.Type);

    private static void RequireProvider(string provider, string statement, CommandContext context)
    {
        string[] allowed = context.Session.Configuration.GetOrNull("spark.sql.defaultColumn.allowedProviders")!.Split(',', StringSplitOptions.TrimEntries);
        string name = provider.ToLowerInvariant();
        if (allowed.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }
        bool onlyNew = allowed.Contains(name + "*", StringComparer.OrdinalIgnoreCase);
        if (!onlyNew || statement == "ALTER TABLE ADD COLUMNS")
        {
            throw new QueryException(onlyNew ? "ADD_DEFAULT_UNSUPPORTED" : "DEFAULT_UNSUPPORTED", ("statementType", statement), ("dataSource", name));
        }
    }

    private static Literal Check(StructField column, WrittenExpression written, string statement, CommandContext context)
    {
        QueryException Fault(string kind, params ReadOnlySpan<(string, string)> more) => new(
            "INVALID_DEFAULT_VALUE." + kind, [("statement", statement), ("colName", Quote.Id([column.Name])), ("defaultValue", written.Text), .. more]);
        if (Contains(written.Expression, static node => node is SubqueryExpression))
        {
            throw Fault("SUBQUERY_EXPRESSION");
        }
        if (written.Expression.SelfAndDescendants().OfType<UnresolvedFunction>().FirstOrDefault(call => Stored(call, context) is not null) is { } call)
        {
            throw new QueryException("UNSUPPORTED_SQL_UDF_USAGE", call.Origin, ("functionName", Quote.Id(Stored(call, context)!.NameParts)), ("nodeName", statement switch
            {
                "ALTER TABLE ADD COLUMNS" => "AddColumns",
                "ALTER TABLE ALTER COLUMN" => "AlterColumns",
                _ => "CreateTable",
            }));
        }
        if (written.Expression is DefaultPlaceholder || Contains(written.Expression, static node => node is UnresolvedAttribute))
        {
            throw Fault("NOT_CONSTANT");
        }
        var query = context.Session.Prepare(new Project(new OneRowRelation(), [new Alias(Anywhere(written.Expression), "value")]), context.Cancellation);
        var type = query.Schema.Fields[0].Type;
        var analyzed = context.Session.Analyze(new Project(new OneRowRelation(), [new Alias(Anywhere(written.Expression), "value")]), context.Settings);
        if (analyzed.SelfAndDescendants().Any(static node => node is Generate))
        {
            throw Fault("DATA_TYPE", ("expectedType", Quote.Type(column.Type)), ("actualType", Quote.Type(new ArrayType(new StructType([query.Schema.Fields[0] with { Name = "col" }]), false))));
        }
        if (!type.Equals(column.Type) && !Fits(Anywhere(written.Expression), type, column.Type, query, context))
        {
            throw Fault("DATA_TYPE", ("expectedType", Quote.Type(column.Type)), ("actualType", Quote.Type(type)));
        }
        if (analyzed is not Project { Input: OneRowRelation } constant)
        {
            throw Fault("NOT_CONSTANT");
        }
        if (constant.Items.Any(static item => !item.Deterministic))
        {
            throw Fault("NON_DETERMINISTIC");
        }
        var result = VariableValues.Evaluate(Anywhere(written.Expression), column.Type, context);
        if (result.Value is string text && TableColumns.Limit(column) is { } limit && !TableWriter.IsLegacyText(context))
        {
            int length = text.TrimEnd(' ').EnumerateRunes().Count();
            return length > limit.Length ? throw QueryErrors.ExceedsLength(limit.Length) : limit.IsChar ? result with { Value = text.TrimEnd(' ') + new string(' ', limit.Length - length) } : result;
        }
        return result;
    }

    /// <summary>Tells whether a type is or holds the old interval type, which files cannot keep.</summary>
    public static bool HasCalendarInterval(DataType type) => type switch
    {
        CalendarIntervalType => true,
        ArrayType a => HasCalendarInterval(a.Element),
        MapType m => HasCalendarInterval(m.Key) || HasCalendarInterval(m.Value),
        StructType s => s.Fields.Any(static field => HasCalendarInterval(field.Type)),
        _ => false,
    };

    /// <summary>Defaults are computed where no database was made current.</summary>
    private static Expression Anywhere(Expression expression) => expression.TransformUp(static node => node switch
    {
        UnresolvedFunction { NameParts: [var name], Arguments.IsEmpty: true } when name.ToLowerInvariant() is "current_database" or "current_schema" => Literal.Of(GlobalCatalog.DefaultDatabase),
        _ => node,
    });

    private static SqlFunction? Stored(UnresolvedFunction call, CommandContext context) =>
        call.NameParts is [var name] && FunctionRegistry.Builtin.Find(name) is not null ? null : context.Catalog.FindFunction(call.NameParts) as SqlFunction;

    /// <summary>A default may need a store cast, or be a constant of a simple type whose value the column can hold.</summary>
    private static bool Fits(Expression written, DataType type, DataType target, PreparedQuery query, CommandContext context)
    {
        if (CastRules.CanUpCast(type, target) || type is NullType)
        {
            return true;
        }
        if (!IsSimple(type) || !IsSimple(target) || !CastRules.CanCast(type, target, EvaluationMode.Ansi) || !query.Plan.Expressions.All(static item => item is Alias { Child.Foldable: true }))
        {
            return false;
        }
        try
        {
            return VariableValues.Evaluate(written, target, context).Value is not null;
        }
        catch (QueryException)
        {
            return false;
        }
    }

    private static bool IsSimple(DataType type) => type is not (BooleanType or ArrayType or MapType or StructType);

    private static bool Contains(Expression expression, Func<Expression, bool> test) => test(expression) || expression.Children.Any(child => Contains(child, test));
}
