using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>Says which tokens may come next at a state of the network.</summary>
internal sealed class ReachableTokens(GrammarNetwork network, CallStacks stacks)
{
    private readonly Dictionary<int, TokenSet> _looks = [];
    private readonly Dictionary<int, TokenSet[]?> _branchSets = [];

    /// <summary>The tokens reachable inside the rule; holds <see cref="TokenSet.RuleEnd"/> if the rule's end is.</summary>
    public TokenSet Look(int state)
    {
        if (!_looks.TryGetValue(state, out var look))
        {
            _looks[state] = look = Collect(state, pastRuleEnd: false, throughPredicates: true);
        }

        return look;
    }

    /// <summary>The tokens that may come next given the real stack: while a rule can end, what follows its caller counts too.</summary>
    public TokenSet Expected(int state, CallStack? stack)
    {
        var found = Look(state).Copy();
        while (found.Has(TokenSet.RuleEnd) && stack is not null)
        {
            found.Remove(TokenSet.RuleEnd);
            found.UnionWith(Look(stack.Resume));
            stack = stack.Below;
        }

        if (found.Has(TokenSet.RuleEnd))
        {
            found.Remove(TokenSet.RuleEnd);
            found.Add((int)TokenKind.EndOfInput);
        }

        return found;
    }

    /// <summary>The branches' tokens if the next token alone decides: disjoint, not empty, no predicate, no wildcard; else null.</summary>
    public TokenSet[]? OneTokenBranches(int decision)
    {
        if (!_branchSets.TryGetValue(decision, out var sets))
        {
            sets = Array.ConvertAll(network.Edges[decision], edge => Collect(edge.Target, pastRuleEnd: true, throughPredicates: false));
            var union = new TokenSet();
            var total = 0;
            var isClear = true;
            foreach (var set in sets)
            {
                var count = set.Count;
                isClear &= count > 0 && !set.Has(TokenSet.Any) && !set.Has(TokenSet.BehindPredicate);
                total += count;
                union.UnionWith(set);
            }

            _branchSets[decision] = sets = isClear && union.Count == total ? sets : null;
        }

        return sets;
    }

    private TokenSet Collect(int start, bool pastRuleEnd, bool throughPredicates)
    {
        var found = new TokenSet();
        var seen = new HashSet<(int, CallStack?)>();
        var work = new Stack<(int State, CallStack? Stack)>();
        work.Push((start, null));
        while (work.TryPop(out var item))
        {
            if (!seen.Add(item))
            {
                continue;
            }

            var (state, stack) = item;
            if (network.Kinds[state] == StateKind.Stop)
            {
                if (stack is not null)
                {
                    work.Push((stack.Resume, stack.Below));
                }
                else if (pastRuleEnd)
                {
                    foreach (var caller in network.Callers[network.Rules[state]])
                    {
                        work.Push((caller, null));
                    }
                }
                else
                {
                    found.Add(TokenSet.RuleEnd);
                }
            }

            foreach (var edge in network.Edges[state])
            {
                switch (edge.Kind)
                {
                    case EdgeKind.Tokens:
                        found.UnionWith(edge.Tokens!);
                        break;
                    case EdgeKind.Call:
                        work.Push((network.Start[edge.Rule], stacks.Push(edge.Target, stack)));
                        break;
                    case EdgeKind.Predicate when !throughPredicates:
                        found.Add(TokenSet.BehindPredicate);
                        break;
                    case EdgeKind.Predicate:
                    case EdgeKind.Silent:
                        work.Push((edge.Target, stack));
                        break;
                }
            }
        }

        return found;
    }
}
