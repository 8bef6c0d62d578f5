using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Renders errors by the catalog: message text, SQLSTATE and Java class chain.</summary>
public static class ErrorDescriber
{
    public static ErrorDescription Describe(QueryError error)
    {
        if (error.Condition is not { } name)
        {
            return new ErrorDescription(ErrorMessage.Render(error), null, null, JavaExceptions.Chain(error), error);
        }
        if (ErrorCatalog.Find(name) is not { } condition)
        {
            return Describe(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException", ("message", "Unknown error condition " + name)));
        }
        return new ErrorDescription(ErrorMessage.Render(error), name, condition.SqlState.Length > 0 ? condition.SqlState : null, JavaExceptions.Chain(error), error);
    }
}
