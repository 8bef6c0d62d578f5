using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Passes;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Calls;

/// <summary>Expands table functions that are written in SQL: the body's query with parameters standing for the arguments.</summary>
internal static class SqlTableFunction
{
    public static LogicalPlan Build(UnresolvedTableFunction call, SqlFunction function, ExpressionResolver resolver)
    {
        if (call.Arguments.Any(static argument => (argument is NamedArgument named ? named.Value : argument) is TableArgument))
        {
            throw new QueryException("TABLE_VALUED_ARGUMENTS_NOT_YET_IMPLEMENTED_FOR_SQL_FUNCTIONS", call.Origin, ("action", "call"), ("functionName", Quote.Id(function.NameParts)));
        }
        if (SqlFunctionCall.Bind(call.Arguments, function, call.Origin, Origin.None, resolver) is not { } parameters)
        {
            return call;
        }
        var context = resolver.Context.Captured(function.Settings, function.CurrentCatalog, function.CurrentNamespace);
        using var zone = SessionZone.Enter(context.Settings.TimeZone);
        parameters = StoredZone.KeepArguments(parameters, context, resolver.Context);
        var query = Preparation.Apply(DefaultCollations.Apply(context.ParsePlan(new SqlText(function.Body)), function.Collation), context);
        var body = resolver.Resolution.Within(context, new ParameterLayer(function.NameParts[^1], parameters, context)).Resolve(query);
        if (!body.Resolved || function.Returns is not StructType columns || columns.Fields.Length != body.Output.Length)
        {
            return body;
        }
        var items = columns.Fields.Select((column, i) => (Expression)new Alias(
            body.Output[i].Type.Equals(column.Type) ? body.Output[i] : new Cast(body.Output[i], column.Type, context.Mode) { Origin = call.Origin }, column.Name));
        var result = StoredZone.Keep(new Project(body, [.. items]) { Origin = call.Origin }, context, resolver.Context);
        return new SubqueryAlias(result, function.NameParts[^1], function.NameParts[..^1]) { Origin = call.Origin };
    }
}
