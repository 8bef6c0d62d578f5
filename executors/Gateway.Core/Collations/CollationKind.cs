namespace Gateway.Core.Collations;

/// <summary>How a collation looks at characters.</summary>
public enum CollationKind
{
    /// <summary>By bytes.</summary>
    Binary,

    /// <summary>By lower-case code points.</summary>
    Lowercase,

    /// <summary>By the CLDR root collation.</summary>
    Unicode,

    /// <summary>Not at all: two columns disagreed.</summary>
    Indeterminate,

    /// <summary>By a language's own order, which is not supported.</summary>
    Tailored,
}
