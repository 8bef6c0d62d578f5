namespace Gateway.Sql.SyntaxErrors;

/// <summary>One thread of a prediction: where it waits for a token, and what it stands for.</summary>
/// <param name="Branch">The decision's branch it came from, counted from 1.</param>
/// <param name="HasLeft">It left the decision's rule on its way.</param>
/// <param name="IsBarred">A false predicate stood in its way before the first token.</param>
internal readonly record struct PredictionThread(int State, CallStack? Stack, int Branch, bool HasLeft, bool IsBarred);

/// <summary>Holds the threads alive after some tokens, what they tell about the branches, and the steps that follow by token.</summary>
internal sealed class PredictionStep
{
    private readonly Dictionary<int, PredictionStep?> _next = [];

    public PredictionStep(List<PredictionThread> threads, GrammarNetwork network)
    {
        Threads = threads;
        foreach (var thread in threads)
        {
            Branches.Add(thread.Branch);
            if (!thread.IsBarred)
            {
                Allowed.Add(thread.Branch);
            }
        }

        if (Branches.Count > 1)
        {
            IsConflict = FindConflict(threads, network);
        }
    }

    /// <summary>The threads; emptied once the step is decided.</summary>
    public List<PredictionThread> Threads { get; set; }

    public HashSet<int> Branches { get; } = [];

    /// <summary>The branches with a thread that no predicate bars.</summary>
    public SortedSet<int> Allowed { get; } = [];

    /// <summary>More tokens will not tell the branches apart.</summary>
    public bool IsConflict { get; }

    public Dictionary<int, PredictionStep?> Next => _next;

    /// <summary>
    /// Groups the branches by place: a place is a state with the set of stacks that a branch holds there. Returns the
    /// branches of every place.
    /// </summary>
    public static List<SortedSet<int>> ShareGroups(List<PredictionThread> threads)
    {
        var stacks = new Dictionary<(int State, int Branch), SortedSet<int>>();
        foreach (var thread in threads)
        {
            var key = (thread.State, thread.Branch);
            if (!stacks.TryGetValue(key, out var held))
            {
                stacks[key] = held = [];
            }

            held.Add(thread.Stack?.Id ?? -1);
        }

        var groups = new List<SortedSet<int>>();
        foreach (var sameState in stacks.GroupBy(entry => entry.Key.State))
        {
            var places = new List<(SortedSet<int> Held, SortedSet<int> Branches)>();
            foreach (var ((_, branch), held) in sameState)
            {
                var place = places.Find(candidate => candidate.Held.Count == held.Count && candidate.Held.SetEquals(held));
                if (place.Branches is null)
                {
                    places.Add((held, [branch]));
                }
                else
                {
                    place.Branches.Add(branch);
                }
            }

            groups.AddRange(places.Select(place => place.Branches));
        }

        return groups;
    }

    /// <summary>Some place is shared by branches and no state belongs to one alone; or all are at the end of everything.</summary>
    private static bool FindConflict(List<PredictionThread> threads, GrammarNetwork network)
    {
        var owners = new Dictionary<int, int>();   // state -> its only branch, or 0 for several
        foreach (var thread in threads)
        {
            owners[thread.State] = owners.TryGetValue(thread.State, out var owner) && owner != thread.Branch ? 0 : thread.Branch;
        }

        if (owners.Keys.All(state => network.Kinds[state] == StateKind.Stop))
        {
            return true;
        }

        return owners.Values.All(owner => owner == 0) && ShareGroups(threads).Exists(group => group.Count > 1);
    }
}
