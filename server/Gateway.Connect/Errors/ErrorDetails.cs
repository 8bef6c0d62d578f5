using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Fills FetchErrorDetails responses: the error and its chain of causes.</summary>
public static class ErrorDetails
{
    private const int ChainLimit = 5;

    public static void Fill(Proto.FetchErrorDetailsResponse response, QueryException root)
    {
        response.RootErrorIdx = 0;
        Exception? current = root;
        while (current is not null && response.Errors.Count < ChainLimit)
        {
            var error = Describe(current as QueryException ?? UnexpectedErrors.Wrap(current));
            current = current.InnerException;
            if (current is not null && response.Errors.Count + 1 < ChainLimit)
            {
                error.CauseIdx = response.Errors.Count + 1;
            }
            response.Errors.Add(error);
        }
    }

    private static Proto.FetchErrorDetailsResponse.Types.Error Describe(QueryException exception)
    {
        var description = ErrorDescriber.Describe(exception.Error);
        var throwable = new Proto.FetchErrorDetailsResponse.Types.SparkThrowable();
        if (description.Condition is { } condition)
        {
            throwable.ErrorClass = condition;
        }
        if (description.SqlState is { } sqlState)
        {
            throwable.SqlState = sqlState;
        }
        foreach (var (name, value) in exception.Error.Parameters)
        {
            throwable.MessageParameters[name] = value;
        }
        foreach (var context in exception.Error.Contexts)
        {
            throwable.QueryContexts.Add(Describe(context));
        }
        return new Proto.FetchErrorDetailsResponse.Types.Error
        {
            ErrorTypeHierarchy = { description.Classes },
            Message = description.Message,
            SparkThrowable = throwable,
        };
    }

    private static Proto.FetchErrorDetailsResponse.Types.QueryContext Describe(QueryContext context) => context.IsDataFrame
        ? new()
        {
            ContextType = Proto.FetchErrorDetailsResponse.Types.QueryContext.Types.ContextType.Dataframe,
            Fragment = context.Fragment,
            CallSite = context.CallSite,
            Summary = ContextSummary.Of(context),
        }
        : new()
        {
            ContextType = Proto.FetchErrorDetailsResponse.Types.QueryContext.Types.ContextType.Sql,
            ObjectType = context.ObjectType,
            ObjectName = context.ObjectName,
            StartIndex = context.Start,
            StopIndex = context.Stop,
            Fragment = context.Fragment,
            Summary = ContextSummary.Of(context),
        };
}
