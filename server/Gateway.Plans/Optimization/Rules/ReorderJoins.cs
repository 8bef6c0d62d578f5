using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;
using Gateway.Plans.Optimization.Estimation;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>A tree of inner joins is rebuilt in the cheapest order: dynamic programming over connected subsets, the best of several greedy searches beyond ten relations.</summary>
/// <remarks>Cost is the sum of intermediate row counts (C_out) and of a part of the rows in hash tables. Cross products are formed only between unconnected parts.</remarks>
public sealed class ReorderJoins : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Speed;

    private const int MaximumExhaustive = 10;
    private const int LinearStarts = 4;

    /// <summary>Sets of relations are bits of one word; longer chains keep the order they are written in.</summary>
    private const int MostRelations = 64;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (plan is Join { Kind: JoinKind.Inner or JoinKind.Cross })
        {
            var relations = new List<LogicalPlan>();
            var conditions = new List<Expression>();
            Flatten(plan, relations, conditions);
            if (relations.Count is > 2 and <= MostRelations && conditions.TrueForAll(static condition => condition.Deterministic))
            {
                for (int i = 0; i < relations.Count; i++)
                {
                    relations[i] = relations[i].MapChildren(child => Apply(child, context));
                }
                var output = plan.Output;
                // Orders of equal cost are common; a fixed order of the relations makes the choice one of the query, not of the tree it came in.
                relations.Sort(static (a, b) => FirstId(a).CompareTo(FirstId(b)));
                return new Project(new Search(relations, conditions).Best(), [.. output]);
            }
        }
        return plan.MapChildren(child => Apply(child, context));
    }

    private static long FirstId(LogicalPlan plan) => plan.Output.IsEmpty ? long.MaxValue : plan.Output.Min(static attribute => attribute.Id.Value);

    private static void Flatten(LogicalPlan plan, List<LogicalPlan> relations, List<Expression> conditions)
    {
        switch (plan)
        {
            case Join { Kind: JoinKind.Inner or JoinKind.Cross } join:
                Flatten(join.Left, relations, conditions);
                Flatten(join.Right, relations, conditions);
                conditions.AddRange(Predicates.Conjuncts(join.Condition));
                break;
            case Project project when project.Input is Join { Kind: JoinKind.Inner or JoinKind.Cross } && project.Items.All(static item => item is AttributeReference):
                Flatten(project.Input, relations, conditions);
                break;
            default:
                relations.Add(plan);
                break;
        }
    }

    private sealed class Search
    {
        private sealed record Candidate(LogicalPlan Plan, PlanEstimate Estimate, double Cost);

        private readonly List<LogicalPlan> _relations;
        private readonly List<(Expression Condition, ulong Relations)> _conditions = [];

        public Search(List<LogicalPlan> relations, List<Expression> conditions)
        {
            _relations = relations;
            var ids = relations.ConvertAll(static relation => relation.Ids());
            foreach (var condition in conditions)
            {
                var references = Predicates.References(condition);
                ulong mask = 0;
                for (int i = 0; i < ids.Count; i++)
                {
                    mask |= references.Overlaps(ids[i]) ? 1UL << i : 0;
                }
                _conditions.Add((condition, mask));
            }
        }

        public LogicalPlan Best()
        {
            var compared = _conditions.SelectMany(static condition => Predicates.References(condition.Condition)).ToHashSet();
            var leaves = _relations.ConvertAll(relation => new Candidate(relation, PlanEstimate.Of(relation).Of(compared), 0));
            var best = _relations.Count <= MaximumExhaustive ? Exhaustive(leaves) : Greedy(leaves);
            var unbound = _conditions.Where(static condition => condition.Relations == 0).Select(static condition => condition.Condition).ToList();
            return PushFilterThroughJoin.Filtered(best.Plan, unbound);
        }

        private Candidate Exhaustive(List<Candidate> leaves)
        {
            int count = leaves.Count;
            var best = new Candidate?[1 << count];
            for (int i = 0; i < count; i++)
            {
                best[1 << i] = leaves[i];
            }
            for (int subset = 1; subset < 1 << count; subset++)
            {
                if (best[subset] is not null)
                {
                    continue;
                }
                Candidate? found = null;
                for (int connected = 1; connected >= 0 && found is null; connected--)
                {
                    for (int left = (subset - 1) & subset; left > 0; left = (left - 1) & subset)
                    {
                        int right = subset ^ left;
                        if (left < right || best[left] is not { } a || best[right] is not { } b || (connected == 1 && !Connects((ulong)left, (ulong)right)))
                        {
                            continue;
                        }
                        var candidate = Combine(a, b, (ulong)left, (ulong)right);
                        if (found is null || candidate.Cost < found.Cost)
                        {
                            found = candidate;
                        }
                    }
                    // A subset without a connected split is formed only when it is the whole query.
                    if (connected == 1 && found is null && subset != (1 << count) - 1 && IsConnectable((ulong)subset))
                    {
                        break;
                    }
                }
                best[subset] = found;
            }
            // A condition over three relations or more can leave no order of connected pairs.
            return best[^1] ?? Greedy(leaves);
        }

        /// <summary>Tells whether some condition still links the subset to relations outside, so that a cross product inside it can wait.</summary>
        private bool IsConnectable(ulong subset) => _conditions.Exists(condition => (condition.Relations & subset) != 0 && (condition.Relations & ~subset) != 0);

        /// <summary>Takes the cheapest of a bushy order and of linear ones that start at the largest relations, as a star's do.</summary>
        private Candidate Greedy(List<Candidate> leaves) => Enumerable.Range(0, leaves.Count)
            .OrderByDescending(i => leaves[i].Estimate.Rows)
            .Take(LinearStarts)
            .Select(start => Linear(leaves, start))
            .Prepend(Bushy(leaves))
            .MinBy(static candidate => candidate.Cost)!;

        /// <summary>Joins one relation after the other, each time the one that leaves the fewest rows.</summary>
        private Candidate Linear(List<Candidate> leaves, int start)
        {
            var joined = leaves[start];
            ulong mask = 1UL << start;
            for (int step = 1; step < leaves.Count; step++)
            {
                (int Leaf, Candidate? Joined, bool Connected) best = default;
                for (int i = 0; i < leaves.Count; i++)
                {
                    ulong leaf = 1UL << i;
                    if ((mask & leaf) == 0 && Connects(mask, leaf) is var connected && (connected || !best.Connected))
                    {
                        var candidate = Combine(joined, leaves[i], mask, leaf);
                        if (best.Joined is null || (connected && !best.Connected) || candidate.Estimate.Rows < best.Joined.Estimate.Rows)
                        {
                            best = (i, candidate, connected);
                        }
                    }
                }
                joined = best.Joined!;
                mask |= 1UL << best.Leaf;
            }
            return joined;
        }

        /// <summary>Joins the two parts whose result is the smallest, until one is left.</summary>
        private Candidate Bushy(List<Candidate> leaves)
        {
            var parts = leaves.Select(static (leaf, i) => (Candidate: leaf, Mask: 1UL << i)).ToList();
            while (parts.Count > 1)
            {
                (int A, int B, Candidate? Joined, bool Connected) best = default;
                for (int a = 0; a < parts.Count; a++)
                {
                    for (int b = a + 1; b < parts.Count; b++)
                    {
                        bool connected = Connects(parts[a].Mask, parts[b].Mask);
                        var joined = Combine(parts[a].Candidate, parts[b].Candidate, parts[a].Mask, parts[b].Mask);
                        if (best.Joined is null || (connected && !best.Connected) || (connected == best.Connected && joined.Estimate.Rows < best.Joined.Estimate.Rows))
                        {
                            best = (a, b, joined, connected);
                        }
                    }
                }
                parts[best.A] = (best.Joined!, parts[best.A].Mask | parts[best.B].Mask);
                parts.RemoveAt(best.B);
            }
            return parts[0].Candidate;
        }

        private bool Connects(ulong left, ulong right) => _conditions.Exists(condition =>
            (condition.Relations & left) != 0 && (condition.Relations & right) != 0 && (condition.Relations & ~(left | right)) == 0);

        /// <summary>Joins two parts with every condition that becomes complete; the smaller side goes right, where hash tables are built.</summary>
        private Candidate Combine(Candidate a, Candidate b, ulong left, ulong right)
        {
            var conditions = _conditions
                .Where(condition => (condition.Relations & ~(left | right)) == 0 && (condition.Relations & ~left) != 0 && (condition.Relations & ~right) != 0)
                .Select(static condition => condition.Condition)
                .ToList();
            var (probe, build) = a.Estimate.Rows >= b.Estimate.Rows ? (a, b) : (b, a);
            var estimate = PlanEstimate.Join(probe.Estimate, build.Estimate, conditions);
            var plan = new Join(probe.Plan, build.Plan, conditions.Count == 0 ? JoinKind.Cross : JoinKind.Inner, Predicates.All(conditions));
            return new Candidate(plan, estimate, a.Cost + b.Cost + estimate.Rows + 0.1 * build.Estimate.Rows);
        }
    }
}
