using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Wraps what no user mistake explains, so that the client still gets a typed error.</summary>
public static class UnexpectedErrors
{
    public static QueryException Wrap(Exception exception) => exception switch
    {
        QueryException known => known,
        OperationCanceledException => new QueryException("OPERATION_CANCELED"),
        InsufficientExecutionStackException => Internal("The plan or query text is nested too deeply.", exception),
        _ => Internal($"{exception.GetType().Name}: {exception.Message}", exception),
    };

    private static QueryException Internal(string message, Exception cause) =>
        new(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException", ("message", message)), cause);
}
