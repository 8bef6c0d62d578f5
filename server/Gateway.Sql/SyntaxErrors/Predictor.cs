using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>
/// Runs the threads of all branches of a decision side by side, token by token. Without the real stack a thread at the end
/// of the decision's rule goes on behind every call of that rule; that depends on decision and tokens only, so steps are
/// kept.
/// </summary>
internal sealed class Predictor(GrammarNetwork network, CallStacks stacks, SyntaxSettings settings)
{
    /// <summary>Steps and call frames that are only looked up cost this much less than a thread that is moved.</summary>
    private const int LookupsPerUnit = 4;

    private readonly Dictionary<(int Decision, bool AtPipeStart), PredictionStep> _firstSteps = [];
    private readonly Dictionary<ulong, List<PredictionStep>> _steps = [];
    private readonly Dictionary<(int State, PredicateMode Mode), Spread> _spreads = [];
    private readonly Dictionary<(int Rule, PredicateMode Mode), List<(int State, CallStack? Stack, bool IsBarred)>> _outsides = [];

    private long _lookups;

    /// <summary>The number of threads in kept steps: what bounds the cache.</summary>
    public long KeptThreads { get; private set; }

    /// <summary>The number of threads handled since it was last set to zero: what bounds the work for one text.</summary>
    public long Work { get; set; }

    public PredictionStep FirstStep(int decision, bool atPipeStart)
    {
        if (!_firstSteps.TryGetValue((decision, atPipeStart), out var step))
        {
            _firstSteps[(decision, atPipeStart)] = step = Share(Opening(decision, null, false, atPipeStart), isFirst: true);
        }

        return step;
    }

    /// <summary>The step after one more token; null when every thread is dead.</summary>
    public PredictionStep? NextStep(PredictionStep step, TokenKind token)
    {
        Work += ++_lookups % LookupsPerUnit == 0 ? 1 : 0;
        if (!step.Next.TryGetValue((int)token, out var following))
        {
            var threads = Advance(step.Threads, token, isRealStack: false);
            following = threads.Count == 0 ? null : Share(threads, isFirst: false);
            step.Next[(int)token] = following;
            KeptThreads++;
        }

        return following;
    }

    /// <summary>
    /// The one step with these threads. Texts that repeat themselves come back to the same threads, so that a long text
    /// needs no more steps than a short one.
    /// </summary>
    private PredictionStep Share(List<PredictionThread> threads, bool isFirst)
    {
        Work += threads.Count;
        ulong sum = 0;
        foreach (var thread in threads)
        {
            sum += Mix(thread);
        }

        if (!_steps.TryGetValue(sum, out var bucket))
        {
            _steps[sum] = bucket = [];
        }

        foreach (var known in bucket)
        {
            if (known.Threads.Count == threads.Count && known.Threads.ToHashSet().SetEquals(threads))
            {
                return known;
            }
        }

        var step = new PredictionStep(threads, network);
        if (!isFirst && (step.IsConflict || step.Branches.Count == 1))
        {
            step.Threads = [];   // nothing follows a decided step, and no other equals it
            return step;
        }

        bucket.Add(step);
        KeptThreads += threads.Count;
        return step;
    }

    private static ulong Mix(in PredictionThread thread)
    {
        var bits = ((ulong)(uint)thread.State << 40) ^ ((ulong)(uint)(thread.Stack?.Id ?? -1) << 12) ^ ((ulong)thread.Branch << 2)
            ^ (thread.HasLeft ? 2UL : 0) ^ (thread.IsBarred ? 1UL : 0);
        bits = (bits ^ (bits >> 31)) * 0x9E3779B97F4A7C15;
        return (bits ^ (bits >> 29)) * 0xBF58476D1CE4E5B9;
    }

    public List<PredictionThread> Opening(int decision, CallStack? stack, bool isRealStack, bool atPipeStart)
    {
        var seeds = new List<PredictionThread>();
        for (var branch = 1; branch <= network.Edges[decision].Length; branch++)
        {
            seeds.Add(new PredictionThread(network.Edges[decision][branch - 1].Target, stack, branch, false, false));
        }

        return Closure(seeds, isRealStack, atPipeStart ? PredicateMode.AtPipeStart : PredicateMode.Elsewhere);
    }

    /// <summary>The threads that survive one more token; at the end of input only those at the end of everything.</summary>
    public List<PredictionThread> Advance(List<PredictionThread> threads, TokenKind token, bool isRealStack)
    {
        var moved = new List<PredictionThread>();
        var ended = new List<PredictionThread>();
        foreach (var thread in threads)
        {
            if (network.Kinds[thread.State] == StateKind.Stop)
            {
                if (isRealStack || token == TokenKind.EndOfInput)
                {
                    ended.Add(thread);
                }

                continue;
            }

            foreach (var edge in network.Edges[thread.State])
            {
                if (edge.Kind == EdgeKind.Tokens && edge.Tokens!.Fits(token))
                {
                    moved.Add(thread with { State = edge.Target });
                }
            }
        }

        Work += threads.Count;
        if (ended.Count == 0 && token != TokenKind.EndOfInput && IsOneBranch(moved))
        {
            return moved;   // decided, or all dead
        }

        var reached = Closure(moved, isRealStack, PredicateMode.Ignored);
        if (token == TokenKind.EndOfInput)
        {
            reached.RemoveAll(thread => network.Kinds[thread.State] != StateKind.Stop);
        }

        if (!isRealStack || !reached.Exists(thread => network.Kinds[thread.State] == StateKind.Stop))
        {
            reached.AddRange(ended);
        }

        return reached;
    }

    /// <summary>When all threads are dead: the smallest branch that had got out of the decision's rule, barred ones last; 0 if there is none.</summary>
    public int FinishedBranch(List<PredictionThread> threads)
    {
        var best = (IsBarred: 2, Branch: 0);
        foreach (var thread in threads)
        {
            if (thread.HasLeft || (network.Kinds[thread.State] == StateKind.Stop && thread.Stack is null))
            {
                var candidate = (thread.IsBarred ? 1 : 0, thread.Branch);
                best = candidate.CompareTo(best) < 0 ? candidate : best;
            }
        }

        return best.Branch;
    }

    private static bool IsOneBranch(List<PredictionThread> threads) => threads.TrueForAll(thread => thread.Branch == threads[0].Branch);

    private bool IsFalse(in Edge edge, PredicateMode mode)
    {
        if (mode == PredicateMode.Ignored)
        {
            return false;
        }

        var value = edge.Predicate switch
        {
            GrammarPredicate.PipeStart => mode == PredicateMode.AtPipeStart,
            GrammarPredicate.LegacySetOperations => settings.LegacySetOperationPrecedence,
            GrammarPredicate.Reserved => settings.ReservedKeywords,
            GrammarPredicate.DoubleQuoted => settings.DoubleQuotedIdentifiers,
            GrammarPredicate.ExponentDecimal => settings.ExponentLiteralAsDecimal,
            GrammarPredicate.IdentifierClause or GrammarPredicate.Parameters => true,
            _ => throw new System.Diagnostics.UnreachableException(edge.Predicate.ToString()),
        };
        return value == edge.IsNegated;
    }

    /// <summary>Without a token, inside the rule and the rules it calls: the waiting states, and how the rule's end is reached.</summary>
    private Spread SpreadFrom(int state, PredicateMode mode)
    {
        if (_spreads.TryGetValue((state, mode), out var spread))
        {
            return spread;
        }

        spread = new Spread();
        var seen = new HashSet<(int, CallStack?, bool)>();
        var work = new Stack<(int At, CallStack? Stack, bool IsBarred)>();
        work.Push((state, null, false));
        while (work.TryPop(out var item))
        {
            if (!seen.Add(item))
            {
                continue;
            }

            var (at, stack, isBarred) = item;
            if (network.Kinds[at] == StateKind.Stop)
            {
                if (stack is not null)
                {
                    work.Push((stack.Resume, stack.Below, isBarred));
                }
                else
                {
                    spread.Ends.Add(isBarred);
                }
            }

            var waits = false;
            foreach (var edge in network.Edges[at])
            {
                if (edge.Kind == EdgeKind.Tokens)
                {
                    waits = true;
                }
                else if (edge.Kind == EdgeKind.Call)
                {
                    work.Push((network.Start[edge.Rule], stacks.Push(edge.Target, stack), isBarred));
                }
                else
                {
                    work.Push((edge.Target, stack, isBarred || (edge.Kind == EdgeKind.Predicate && IsFalse(edge, mode))));
                }
            }

            if (waits)
            {
                spread.Waiting.Add((at, PathOf(stack), isBarred));
            }
        }

        _spreads[(state, mode)] = spread;
        return spread;
    }

    /// <summary>The calls of a stack, the outermost first.</summary>
    private static int[] PathOf(CallStack? stack)
    {
        var path = new int[stack?.Depth ?? 0];
        for (var i = path.Length - 1; i >= 0; i--)
        {
            path[i] = stack!.Resume;
            stack = stack.Below;
        }

        return path;
    }

    /// <summary>Where threads with an empty stack wait after the end of the rule: behind every call of it, and so on outwards.</summary>
    private List<(int State, CallStack? Stack, bool IsBarred)> Outside(int rule, PredicateMode mode)
    {
        if (_outsides.TryGetValue((rule, mode), out var outside))
        {
            return outside;
        }

        var found = new HashSet<PredictionThread>();
        var seen = new HashSet<(int, bool)>();
        var work = new Stack<(int Rule, bool IsBarred)>();
        work.Push((rule, false));
        while (work.TryPop(out var item))
        {
            if (!seen.Add(item))
            {
                continue;
            }

            var (at, isBarred) = item;
            if (network.Callers[at].Length == 0)
            {
                found.Add(new PredictionThread(network.Stop[at], null, 1, true, isBarred));
            }

            foreach (var state in network.Callers[at])
            {
                var spread = SpreadFrom(state, mode);
                foreach (var (waiting, path, bars) in spread.Waiting)
                {
                    found.Add(new PredictionThread(waiting, stacks.PushAll(path, null), 1, true, isBarred || bars));
                }

                foreach (var bars in spread.Ends)
                {
                    work.Push((network.Rules[state], isBarred || bars));
                }
            }
        }

        outside = Merge(found).ConvertAll(thread => (thread.State, thread.Stack, thread.IsBarred));
        _outsides[(rule, mode)] = outside;
        return outside;
    }

    /// <summary>All places where the threads wait for a token. With the real stack a false predicate ends a thread, otherwise it bars it.</summary>
    private List<PredictionThread> Closure(List<PredictionThread> seeds, bool isRealStack, PredicateMode mode)
    {
        var kept = new HashSet<PredictionThread>();
        var seen = new HashSet<PredictionThread>();
        var work = new Stack<PredictionThread>(seeds);
        while (work.TryPop(out var thread))
        {
            Work++;
            if (!seen.Add(thread))
            {
                continue;
            }

            var spread = SpreadFrom(thread.State, mode);
            Work += spread.Waiting.Count;
            foreach (var (state, path, bars) in spread.Waiting)
            {
                if (!(bars && isRealStack))
                {
                    kept.Add(new PredictionThread(state, stacks.PushAll(path, thread.Stack), thread.Branch, thread.HasLeft, thread.IsBarred || bars));
                }
            }

            foreach (var bars in spread.Ends)
            {
                if (bars && isRealStack)
                {
                    continue;
                }

                var isBarred = thread.IsBarred || bars;
                var rule = network.Rules[thread.State];
                if (thread.Stack is { } stack)
                {
                    work.Push(thread with { State = stack.Resume, Stack = stack.Below, IsBarred = isBarred });
                }
                else if (isRealStack)
                {
                    kept.Add(thread with { State = network.Stop[rule], Stack = null });
                }
                else
                {
                    var outside = Outside(rule, mode);
                    Work += outside.Count;
                    foreach (var (state, frame, outsideBars) in outside)
                    {
                        kept.Add(new PredictionThread(state, frame, thread.Branch, true, isBarred || outsideBars));
                    }
                }
            }
        }

        return isRealStack ? [.. kept] : Merge(kept);
    }

    /// <summary>
    /// Makes threads at one state from one branch one: it has left if any has. An empty stack stands for every stack, so a
    /// stack absorbs those that go on where it ends.
    /// </summary>
    private List<PredictionThread> Merge(HashSet<PredictionThread> threads)
    {
        var groups = new Dictionary<(int State, int Branch, bool IsBarred), List<PredictionThread>>();
        foreach (var thread in threads)
        {
            var key = (thread.State, thread.Branch, thread.IsBarred);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(thread);
        }

        long frames = 0;
        var merged = new List<PredictionThread>(threads.Count);
        var edges = new Dictionary<(int Node, int Resume), int>();
        var ends = new HashSet<int>();
        foreach (var group in groups.Values)
        {
            var hasLeft = group.Exists(thread => thread.HasLeft);
            if (group.Count == 1)
            {
                merged.Add(group[0]);
                continue;
            }

            // The kept stacks as a tree from the top call down: one that runs into the end of another is absorbed by it.
            group.Sort((left, right) => (left.Stack?.Depth ?? 0).CompareTo(right.Stack?.Depth ?? 0));
            edges.Clear();
            ends.Clear();
            foreach (var thread in group)
            {
                var node = 0;
                var stack = thread.Stack;
                while (!ends.Contains(node) && stack is not null)
                {
                    if (!edges.TryGetValue((node, stack.Resume), out var next))
                    {
                        next = edges.Count + 1;
                        edges.Add((node, stack.Resume), next);
                    }

                    node = next;
                    stack = stack.Below;
                    frames++;
                }

                if (ends.Add(node))
                {
                    merged.Add(thread with { HasLeft = hasLeft });
                }
            }
        }

        Work += threads.Count + frames / LookupsPerUnit;
        return merged;
    }

    private enum PredicateMode : byte
    {
        /// <summary>Behind the first token predicates do not count.</summary>
        Ignored,
        Elsewhere,
        AtPipeStart,
    }

    private sealed class Spread
    {
        public List<(int State, int[] Path, bool IsBarred)> Waiting { get; } = [];

        public HashSet<bool> Ends { get; } = [];
    }
}
