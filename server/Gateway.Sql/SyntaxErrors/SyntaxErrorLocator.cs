using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>
/// Names the token and hint of a syntax error as Spark 4.3 does, by interpreting the grammar table (sql-grammar.txt) the
/// way Spark's generated parser would. It builds no tree and is only asked once the real parser has said no.
/// </summary>
/// <remarks>The network is built at the first question; what predictions learn is kept up to a bound. Safe for concurrent use: one text at a time.</remarks>
public static class SyntaxErrorLocator
{
    /// <summary>The rule of a whole statement or script.</summary>
    public const string Statement = "compoundOrSingleStatement";

    /// <summary>The most threads that one text may simulate before its conflicts are settled the short way.</summary>
    private const long WorkLimit = 600_000;

    /// <summary>The most threads that kept predictions may hold before they are forgotten.</summary>
    private const long KeptThreadLimit = 1_500_000;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<SyntaxSettings, Predictor> s_predictors = [];
    private static GrammarNetwork? s_network;
    private static CallStacks? s_stacks;
    private static ReachableTokens? s_reachable;

    /// <summary>Finds the syntax error of a text; null if the grammar accepts it.</summary>
    /// <param name="text">The text as it was parsed.</param>
    /// <param name="entryRule">The grammar's rule that the whole text should follow: <see cref="Statement"/>, <c>singleExpression</c>, <c>singleDataType</c> and so on.</param>
    /// <param name="settings">The session's settings.</param>
    /// <param name="furthest">The token that the parser could not pass: the answer where the work for this text would take too long.</param>
    public static SyntaxError? Locate(string text, string entryRule = Statement, SyntaxSettings settings = default, int furthest = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = Lexer.Tokenize(text);
        lock (s_lock)
        {
            return Locate(tokens, entryRule, settings, furthest);
        }
    }

    private static SyntaxError? Locate(TokenList tokens, string entryRule, SyntaxSettings settings, int furthest)
    {
        var predictor = Prepare(settings);
        predictor.Work = 0;
        SyntaxProblem? found = null;
        foreach (var isRepairing in (ReadOnlySpan<bool>)[false, true])
        {
            var walk = new ParserWalk(s_network!, s_reachable!, s_stacks!, predictor, tokens, isRepairing, WorkLimit);
            var end = walk.Run(s_network!.RuleNumber(entryRule), out var problem);
            found = end switch
            {
                WalkEnd.Problem => problem,
                WalkEnd.OutOfWork => problem with { Token = Math.Max(problem.Token, furthest) },
                WalkEnd.Done or WalkEnd.NeedsRepair => null,
                _ => throw new System.Diagnostics.UnreachableException(),
            };

            // An unclosed comment swallows the rest of the text; seen by the lexer, it outdoes all else (not in SET and RESET).
            if (tokens.HasUnclosedComment && walk.Furthest == tokens.Count - 1 && tokens.KindAt(0) is not (TokenKind.Set or TokenKind.Reset))
            {
                return Describe(tokens, new SyntaxProblem("UNCLOSED_BRACKETED_COMMENT", tokens.Count - 1, "", null));
            }

            if (end == WalkEnd.Done || found is not null)
            {
                break;
            }
        }

        return found is { } what ? Describe(tokens, what) : null;
    }

    private static SyntaxError Describe(TokenList tokens, SyntaxProblem problem)
    {
        var isEmpty = problem.Condition == "PARSE_SYNTAX_ERROR" && string.IsNullOrWhiteSpace(tokens.Text);
        var token = tokens[problem.Token];
        var (line, column) = tokens.Position(token);
        return new SyntaxError(
            isEmpty ? "PARSE_EMPTY_STATEMENT" : problem.Condition,
            token,
            SyntaxError.Show(tokens, problem.Token),
            problem.Hint,
            problem.Identifier,
            line,
            column);
    }

    private static Predictor Prepare(SyntaxSettings settings)
    {
        if (s_predictors.Values.Sum(known => known.KeptThreads) > KeptThreadLimit)
        {
            s_predictors.Clear();
            s_stacks = null;
        }

        s_network ??= new GrammarNetwork();
        if (s_stacks is null)
        {
            s_stacks = new CallStacks();
            s_reachable = new ReachableTokens(s_network, s_stacks);
        }

        if (!s_predictors.TryGetValue(settings, out var predictor))
        {
            s_predictors[settings] = predictor = new Predictor(s_network, s_stacks, settings);
        }

        return predictor;
    }
}
