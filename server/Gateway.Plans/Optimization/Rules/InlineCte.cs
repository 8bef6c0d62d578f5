using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Optimization.Rules;

/// <summary>A shared definition read once, or deterministic and cheap, is put in place of its reference; unread ones vanish.</summary>
/// <remarks>Definitions read several times stay shared: they run once. Recursive ones always stay.</remarks>
public sealed class InlineCte : PlanPass
{
    public override RulePurpose Purpose => RulePurpose.Semantics;

    public override LogicalPlan Apply(LogicalPlan plan, RuleContext context)
    {
        var uses = new CteUses();
        uses.Collect(plan, null);
        if (uses.IsEmpty)
        {
            return plan;
        }
        uses.DropUnread();
        return Rewrite(plan, uses, context);
    }

    /// <summary>Puts definitions read once in place of their references and leaves out those that nobody needs any more; each is rewritten once.</summary>
    private static LogicalPlan Rewrite(LogicalPlan plan, CteUses uses, RuleContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        switch (plan)
        {
            case CteReference reference when uses.TryGetInlined(reference.Id, out var definition):
                return Rename(Rewrite(definition.Plan, uses, context), reference);
            case WithCte with:
                ImmutableArray<CteNode> kept = [.. with.Definitions.Where(definition => uses.IsShared(definition.Id))
                    .Select(definition => definition with { Plan = Rewrite(definition.Plan, uses, context) })];
                var input = Rewrite(with.Input, uses, context);
                return kept.IsEmpty ? input : with with { Input = input, Definitions = kept };
            default:
                return plan.MapChildren(child => Rewrite(child, uses, context))
                    .MapExpressions(expression => SubqueryExpression.MapPlans(expression, subplan => Rewrite(subplan, uses, context)));
        }
    }

    private static LogicalPlan Rename(LogicalPlan body, CteReference reference) =>
        new Project(body, [.. body.Output.Zip(reference.Attributes).Select(static pair => (Expression)new Alias(pair.First, pair.Second.Name, pair.Second.Id, [], pair.Second.Metadata))]);
}

/// <summary>Counts who reads the shared definitions of a plan.</summary>
internal sealed class CteUses
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>A definition, the definitions that its body reads, those written inside its body, and how often it is read.</summary>
    private sealed class Entry
    {
        public CteNode? Definition { get; set; }
        public List<Entry> Reads { get; } = [];
        public List<Entry> Inside { get; } = [];
        public int Count { get; set; }
        public bool IsDropped { get; set; }
    }

    public bool IsEmpty => _entries.Count == 0;

    public bool TryGetInlined(long id, out CteNode definition)
    {
        var entry = _entries.GetValueOrDefault(id);
        definition = entry?.Definition!;
        return entry is { Definition.Recursive: false, Count: <= 1 };
    }

    public bool IsShared(long id) => _entries[id] is { IsDropped: false } entry && (entry.Definition!.Recursive || entry.Count > 1);

    public void Collect(LogicalPlan plan, long? owner)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var inside = owner is { } id ? Of(id) : null;
        if (plan is WithCte with)
        {
            foreach (var definition in with.Definitions)
            {
                var entry = Of(definition.Id);
                entry.Definition = definition;
                inside?.Inside.Add(entry);
                Collect(definition.Plan, definition.Id);
            }
            Collect(with.Input, owner);
            return;
        }
        if (plan is CteReference reference)
        {
            var read = Of(reference.Id);
            read.Count++;
            inside?.Reads.Add(read);
        }
        foreach (var child in plan.Children)
        {
            Collect(child, owner);
        }
        foreach (var expression in plan.Expressions)
        {
            foreach (var part in expression.SelfAndDescendants())
            {
                if (part is SubqueryExpression subquery)
                {
                    Collect(subquery.Plan, owner);
                }
            }
        }
    }

    /// <summary>Forgets definitions that nobody reads, then those that only they read.</summary>
    public void DropUnread()
    {
        var unread = new Stack<Entry>(_entries.Values.Where(IsUnread));
        while (unread.TryPop(out var entry))
        {
            if (entry.IsDropped)
            {
                continue;
            }
            entry.IsDropped = true;
            foreach (var read in entry.Reads)
            {
                read.Count--;
                if (IsUnread(read))
                {
                    unread.Push(read);
                }
            }
            foreach (var inner in entry.Inside)
            {
                unread.Push(inner);
            }
        }
    }

    private static bool IsUnread(Entry entry) => entry.Count == 0 && entry.Definition is { Recursive: false };

    private Entry Of(long id)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            _entries.Add(id, entry = new Entry());
        }
        return entry;
    }
}
