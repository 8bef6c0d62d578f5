using System.Collections.Immutable;

namespace Gateway.Core.Errors;

/// <summary>Carries a <see cref="QueryError"/> to the operation boundary. The only exception that user mistakes raise.</summary>
public sealed class QueryException : Exception
{
    /// <summary>Raises an error value; a condition or parameter that Spark does not have is a bug and fails as one.</summary>
    public QueryException(QueryError error, Exception? cause = null) : base(null, cause)
    {
        ErrorCatalog.Verify(error);
        Error = error;
    }

    /// <summary>Makes an error of a condition with its parameters, without context.</summary>
    public QueryException(string condition, params ReadOnlySpan<(string Name, string Value)> parameters)
        : this(Create(condition, Origin.None, null, parameters)) { }

    /// <summary>Makes an error of a condition that points at an origin.</summary>
    public QueryException(string condition, Origin origin, params ReadOnlySpan<(string Name, string Value)> parameters)
        : this(Create(condition, origin, null, parameters)) { }

    public QueryError Error { get; }

    /// <summary>The complete text, as clients show it.</summary>
    public override string Message => ErrorMessage.Render(Error);

    /// <summary>Builds the error value; <paramref name="javaClass"/> overrides the catalog's class for this raising site.</summary>
    public static QueryError Create(string condition, Origin origin, string? javaClass, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var builder = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(parameters.Length);
        foreach (var (name, value) in parameters)
        {
            builder.Add(new(name, value));
        }
        return new QueryError(condition, builder.MoveToImmutable(), QueryContext.Of(origin, javaClass ?? ErrorCatalog.Find(condition)?.JavaClass), javaClass);
    }

    /// <summary>Returns the same error with a context where it has none yet.</summary>
    public QueryException WithOrigin(Origin origin) =>
        Error.Contexts.IsEmpty && QueryContext.Of(origin, Error.JavaClass ?? (Error.Condition is { } condition ? ErrorCatalog.Find(condition)?.JavaClass : null)) is { IsEmpty: false } contexts
            ? new QueryException(Error with { Contexts = contexts }, InnerException)
            : this;

    /// <summary>Returns the same error raised as another Java class.</summary>
    public QueryException As(string javaClass) => new(Error with { JavaClass = javaClass }, InnerException);
}
