namespace Gateway.Sql.SyntaxErrors;

/// <summary>Names the conditions that the grammar table marks with <c>{pred}?</c>.</summary>
internal enum GrammarPredicate
{
    LegacySetOperations,
    Reserved,
    IdentifierClause,
    DoubleQuoted,
    ExponentDecimal,
    Parameters,
    PipeStart,
}
