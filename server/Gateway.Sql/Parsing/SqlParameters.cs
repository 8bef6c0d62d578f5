using System.Collections.Immutable;
using Gateway.Compute.Expressions;

namespace Gateway.Sql.Parsing;

/// <summary>Holds the values of parameter markers: by name for <c>:name</c>, by position for <c>?</c>.</summary>
public sealed record SqlParameters(ImmutableDictionary<string, Expression> Named, ImmutableArray<Expression> Positional)
{
    public static readonly SqlParameters None = new(ImmutableDictionary<string, Expression>.Empty, []);
}
