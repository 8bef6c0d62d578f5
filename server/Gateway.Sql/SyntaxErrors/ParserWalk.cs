using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>
/// Walks the network over the tokens once, choosing branches and complaining as Spark's generated parser does: first
/// strictly, then with repairs of one token looked for, of which the first found is the error.
/// </summary>
internal sealed class ParserWalk(
    GrammarNetwork network, ReachableTokens reachable, CallStacks stacks, Predictor predictor, TokenList tokens, bool isRepairing, long workLimit)
{
    // What may follow a single `|` that begins a pipe operator; before anything else it is the bitwise or.
    private static readonly HashSet<TokenKind> s_pipeStarts =
    [
        TokenKind.Select, TokenKind.Extend, TokenKind.Set, TokenKind.Drop, TokenKind.As, TokenKind.Where, TokenKind.Pivot, TokenKind.Unpivot,
        TokenKind.Tablesample, TokenKind.Inner, TokenKind.Cross, TokenKind.Left, TokenKind.Right, TokenKind.Full, TokenKind.Natural,
        TokenKind.Semi, TokenKind.Anti, TokenKind.Asof, TokenKind.Join, TokenKind.Union, TokenKind.Except, TokenKind.SetMinus,
        TokenKind.Intersect, TokenKind.Order, TokenKind.Cluster, TokenKind.Distribute, TokenKind.Sort, TokenKind.Limit, TokenKind.Offset,
        TokenKind.Aggregate, TokenKind.Window, TokenKind.Lateral, TokenKind.Bin,
    ];

    // Past the limit, conflicts are settled as in the first pass; past this many times the limit, the walk ends.
    private const int HardLimitFactor = 4;

    private readonly Stack<(int Rule, int FirstToken)> _begun = new();
    private readonly int _identifierExtra = network.RuleNumber("errorCapturingIdentifierExtra");
    private readonly int _strictIdentifier = network.RuleNumber("strictIdentifier");
    private readonly int _simpleStrictIdentifier = network.RuleNumber("simpleStrictIdentifier");

    private int _at;
    private CallStack? _stack;

    /// <summary>The last token looked at: Spark's lexer has not seen what is behind it.</summary>
    public int Furthest { get; private set; }

    /// <summary>Walks from a rule's start. Returns how it ended; the problem is set if it found one.</summary>
    public WalkEnd Run(int rule, out SyntaxProblem problem)
    {
        problem = default;
        var state = network.Start[rule];
        _begun.Push((rule, 0));
        while (true)
        {
            if (predictor.Work > workLimit * HardLimitFactor)
            {
                problem = new SyntaxProblem("PARSE_SYNTAX_ERROR", Furthest, "", null);
                return WalkEnd.OutOfWork;
            }

            var kind = network.Kinds[state];
            if (kind == StateKind.Stop)
            {
                if (CheckIdentifier(out problem))
                {
                    return WalkEnd.Problem;
                }

                _begun.Pop();
                if (_stack is null)
                {
                    return WalkEnd.Done;
                }

                state = _stack.Resume;
                _stack = _stack.Below;
                continue;
            }

            // A loop's entry is looked at once, before the first round; later rounds are looked at by its loop-back.
            var isDecision = network.IsDecision(state);
            if ((kind == StateKind.StarBack || kind == StateKind.PlusBlock || isDecision) && LookBefore(state, out problem))
            {
                return WalkEnd.Problem;
            }

            if (kind == StateKind.StarBack || isDecision)
            {
                var decision = isDecision ? state : network.Edges[state][0].Target;
                if (!Choose(decision, out var branch, out problem))
                {
                    return WalkEnd.Problem;
                }

                state = network.Edges[decision][branch].Target;
                continue;
            }

            var edge = network.Edges[state][0];
            switch (edge.Kind)
            {
                case EdgeKind.Tokens:
                    if (!Require(state, edge, out problem, out var needsRepair))
                    {
                        return needsRepair ? WalkEnd.NeedsRepair : WalkEnd.Problem;
                    }

                    state = edge.Target;
                    break;
                case EdgeKind.Call:
                    _stack = stacks.Push(edge.Target, _stack);
                    _begun.Push((edge.Rule, _at));
                    state = network.Start[edge.Rule];
                    break;
                case EdgeKind.Silent:
                case EdgeKind.Predicate:
                    state = edge.Target;
                    break;
            }
        }
    }

    private TokenKind Kind(int ahead = 0)
    {
        var index = Math.Min(_at + ahead, tokens.Count - 1);
        Furthest = Math.Max(Furthest, index);
        return tokens.KindAt(index);
    }

    private bool IsAtPipeStart() => Kind() == TokenKind.Pipe && s_pipeStarts.Contains(Kind(1));

    private SyntaxProblem Fail(int token, string hint = "") => new("PARSE_SYNTAX_ERROR", Math.Min(token, tokens.Count - 1), hint, null);

    private SyntaxProblem FailExtra() => Fail(_at, ": extra input " + SyntaxError.Show(tokens, _at));

    /// <summary>Second pass, before a block or a round of a loop: can the next token start or follow it? If not, would dropping it help?</summary>
    private bool LookBefore(int state, out SyntaxProblem problem)
    {
        problem = default;
        if (!isRepairing)
        {
            return false;
        }

        var look = reachable.Look(state);
        if (look.Fits(Kind()) || look.Has(TokenSet.RuleEnd))
        {
            return false;
        }

        problem = network.Kinds[state] is StateKind.StarBack or StateKind.PlusBack || reachable.Expected(state, _stack).Fits(Kind(1))
            ? FailExtra()
            : Fail(_at);
        return true;
    }

    /// <summary>A token that must be there. If it is not: drop the one that is there, or put the missing one in, or give up.</summary>
    private bool Require(int state, in Edge edge, out SyntaxProblem problem, out bool needsRepair)
    {
        problem = default;
        needsRepair = false;
        var kind = Kind();
        if (edge.Tokens!.Fits(kind))
        {
            _at += kind == TokenKind.EndOfInput ? 0 : 1;
            return true;
        }

        if (!isRepairing)
        {
            needsRepair = true;
            return false;
        }

        if (reachable.Expected(state, _stack).Fits(Kind(1)))
        {
            problem = FailExtra();
        }
        else if (reachable.Expected(edge.Target, _stack).Fits(Kind()))
        {
            var names = edge.Tokens.Kinds().Select(Keywords.Display).ToArray();
            problem = Fail(_at, ": missing " + (names.Length == 1 ? names[0] : "{" + string.Join(", ", names) + "}"));
        }
        else
        {
            problem = Fail(_at);
        }

        return false;
    }

    private bool Choose(int decision, out int branch, out SyntaxProblem problem)
    {
        problem = default;
        if (reachable.OneTokenBranches(decision) is not { } sets)
        {
            branch = Predict(decision, out problem) - 1;
            return branch >= 0;
        }

        var kind = Kind();
        branch = Array.FindIndex(sets, set => set.Fits(kind));
        if (branch < 0)
        {
            branch = network.EmptyBranch(decision);
        }

        if (branch < 0)
        {
            problem = Fail(_at);
        }

        return branch >= 0;
    }

    /// <summary>The branch to take, counted from 1; 0 with the problem if there is none.</summary>
    private int Predict(int decision, out SyntaxProblem problem)
    {
        problem = default;
        var ahead = 0;
        var step = predictor.FirstStep(decision, IsAtPipeStart());
        while (true)
        {
            var following = predictor.NextStep(step, Kind(ahead));
            if (following is null)
            {
                return Finish(predictor.FinishedBranch(step.Threads), _at + ahead, out problem);
            }

            if (following.IsConflict && isRepairing && following.Allowed.Count != 1 && predictor.Work < workLimit)
            {
                return PredictWithStack(decision, out problem);
            }

            if (following.IsConflict || following.Branches.Count == 1)
            {
                return Finish(following.Allowed.Min, _at, out problem);   // no allowed branch: only a false predicate's
            }

            if (predictor.Work > workLimit * HardLimitFactor)
            {
                return Finish(following.Branches.Min(), _at, out problem);
            }

            step = following;
            ahead++;
        }
    }

    /// <summary>A conflict in the second pass: again with the real stack, until the branches that share places agree on a smallest.</summary>
    private int PredictWithStack(int decision, out SyntaxProblem problem)
    {
        problem = default;
        var ahead = 0;
        var threads = predictor.Opening(decision, _stack, isRealStack: true, IsAtPipeStart());
        while (true)
        {
            var following = predictor.Advance(threads, Kind(ahead), isRealStack: true);
            if (following.Count == 0)
            {
                return Finish(predictor.FinishedBranch(threads), _at + ahead, out problem);
            }

            var smallest = PredictionStep.ShareGroups(following).Select(group => group.Min).ToHashSet();
            if (smallest.Count == 1 || Kind(ahead) == TokenKind.EndOfInput || predictor.Work > workLimit)
            {
                return smallest.Min();
            }

            threads = following;
            ahead++;
        }
    }

    private int Finish(int branch, int token, out SyntaxProblem problem)
    {
        problem = branch > 0 ? default : Fail(token);
        return branch;
    }

    /// <summary>INVALID_IDENTIFIER arises while parsing, as soon as the rule ends: a-b where a name must be; letters beyond ASCII.</summary>
    private bool CheckIdentifier(out SyntaxProblem problem)
    {
        problem = default;
        var (rule, first) = _begun.Peek();
        var start = first;
        if (rule == _identifierExtra && _at > first)
        {
            start = _begun.ElementAt(1).FirstToken;   // the name begins before its `-b` part
        }
        else if (!((rule == _strictIdentifier || rule == _simpleStrictIdentifier) && IsForeignName(first)))
        {
            return false;
        }

        var name = string.Concat(Enumerable.Range(start, _at - start).Select(index => tokens.GetText(tokens[index])));
        problem = new SyntaxProblem("INVALID_IDENTIFIER", first, "", name);
        return true;
    }

    private bool IsForeignName(int token)
    {
        if (tokens.KindAt(token) != TokenKind.Identifier)
        {
            return false;
        }

        foreach (var unit in tokens.Span(tokens[token]))
        {
            if (!char.IsAsciiLetterOrDigit(unit) && unit != '_')
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How a walk ended.</summary>
internal enum WalkEnd
{
    Done,
    Problem,

    /// <summary>The strict pass missed a required token.</summary>
    NeedsRepair,

    /// <summary>The text needs more simulation than is allowed.</summary>
    OutOfWork,
}

/// <summary>What a walk found.</summary>
internal readonly record struct SyntaxProblem(string Condition, int Token, string Hint, string? Identifier);
