using System.Collections.Immutable;
using Gateway.Core.Errors;

namespace Gateway.Connect.Errors;

/// <summary>Renders errors: message text, SQLSTATE and Java class chain.</summary>
public static class ErrorDescriber
{
    public static ErrorDescription Describe(QueryError error)
    {
        ImmutableArray<string> classes = ["org.apache.spark.SparkException", "java.lang.Exception", "java.lang.Throwable", "java.lang.Object"];
        return new ErrorDescription(error.Message ?? $"[{error.Condition}]", error.Condition, null, classes, error);
    }

    public static string Summary(QueryContext context) => context.IsDataFrame ? $"== DataFrame ==\n\"{context.Fragment}\" was called from\n{context.CallSite}\n" : "";
}
