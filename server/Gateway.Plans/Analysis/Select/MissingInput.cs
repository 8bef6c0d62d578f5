using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Resolves expressions of a Sort or Filter over its input; columns that the input dropped are added below.</summary>
/// <remarks>Goes down through projections, filters, sorts and aggregates; a subquery alias, SQL's DISTINCT or a set operation stops it.</remarks>
internal static class MissingInput
{
    /// <summary>Returns the expressions, resolved as far as possible, and the input that shows what they need.</summary>
    /// <param name="skipsAmbiguous">A name that means several columns of one level is looked up further down (sorting) instead of being an error.</param>
    /// <param name="expandsStars">Calls may take stars for their columns (filters).</param>
    /// <param name="onlyShown">Nothing below the input's output is in reach (operators of pipes).</param>
    public static (ImmutableArray<Expression> Expressions, LogicalPlan Input) Resolve(ImmutableArray<Expression> expressions, LogicalPlan input, Resolution resolution, bool skipsAmbiguous = false, bool expandsStars = false, bool onlyShown = false)
    {
        if (!onlyShown && AggregateOf(input) is { } found)
        {
            var outcome = AggregateConditions.Resolve(expressions, found, outputFirst: true, resolution, skipsAmbiguous, expandsStars);
            return (outcome.Expressions, outcome.Aggregate.Items.Length == found.Items.Length ? input : Replace(input, found, outcome.Aggregate));
        }
        var below = onlyShown ? [] : Columns(input);
        var added = new AddedLayer(below, skipsAmbiguous, resolution.Context);
        var layers = ImmutableArray.CreateBuilder<IScopeLayer>();
        layers.Add(new AttributeLayer(input.Output, resolution.Context));
        if (!input.HiddenOutput.IsEmpty)
        {
            layers.Add(new HiddenLayer(input.HiddenOutput, resolution.Context));
        }
        layers.Add(added);
        if (skipsAmbiguous)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                layers[i] = new UnambiguousLayer(layers[i]);
            }
        }
        var scope = ScopeFactory.With(layers, layers.ToImmutable()[..^1], input.Output, resolution) with { Inputs = [input], Hidden = input.HiddenOutput, ExpandsStars = expandsStars };
        var resolver = resolution.Expressions(scope);
        ImmutableArray<Expression> resolved = [.. expressions.Select(resolver.Resolve)];
        if (resolved.Any(static expression => expression.Resolved && expression.SelfAndDescendants().Any(Contents.IsGrouping))
            && KeysBelow(input, resolution) is { } keys)
        {
            resolved = [.. resolved.Select(expression => expression.Resolved ? keys.RewriteCalls(expression) : expression)];
            added.Used[keys.GroupingId.Id] = keys.GroupingId;
        }
        bool keepsInput = added.Used.Count == 0 || (HasAggregateBelow(input) && !resolved.All(static expression => expression.Resolved));
        return keepsInput ? (resolved, input) : (resolved, Show(input, added.Used));
    }

    /// <summary>Gets the aggregate right below, looking through HAVING.</summary>
    private static Aggregate? AggregateOf(LogicalPlan input) => input switch
    {
        Aggregate aggregate => aggregate,
        Filter { Input: Aggregate aggregate } => aggregate,
        _ => null,
    };

    /// <summary>Tells whether an aggregate, which shows all or none of what is missing, stands below.</summary>
    private static bool HasAggregateBelow(LogicalPlan input) => input is Aggregate || (input is UnaryPlan and not SubqueryAlias && HasAggregateBelow(((UnaryPlan)input).Input));

    /// <summary>Gets the keys of the grouping analytics that the rows come from, looking through what keeps their columns in reach.</summary>
    private static ExpandedKeys? KeysBelow(LogicalPlan input, Resolution resolution)
    {
        var items = new List<Expression>();
        while (input is Project or Filter or Sort or Window)
        {
            items.AddRange(input is Project project ? project.Items : []);
            input = ((UnaryPlan)input).Input;
        }
        return input is Aggregate aggregate ? ExpandedKeys.Of(aggregate, new Calls.CallMaker(resolution), items) : null;
    }

    private static LogicalPlan Replace(LogicalPlan input, Aggregate before, Aggregate after) =>
        ReferenceEquals(input, before) ? after : input is Filter filter ? filter with { Input = after } : input;

    /// <summary>Lists, layer by layer, columns below that could be shown.</summary>
    private static List<ImmutableArray<AttributeReference>> Columns(LogicalPlan input)
    {
        var layers = new List<ImmutableArray<AttributeReference>>();
        var plan = input;
        while (true)
        {
            switch (plan)
            {
                case Project project:
                    plan = project.Input;
                    layers.Add(plan.Output);
                    layers.Add(plan.HiddenOutput);
                    break;
                case Aggregate aggregate:
                    layers.Add([.. aggregate.Groupings.OfType<AttributeReference>()]);
                    return layers;
                case Filter or Sort or Window or Limit or Offset or Generate or Sample or Repartition or Deduplicate:
                    plan = ((UnaryPlan)plan).Input;
                    break;
                default:
                    return layers;
            }
        }
    }

    /// <summary>Makes a plan show columns that it has further down.</summary>
    private static LogicalPlan Show(LogicalPlan plan, IReadOnlyDictionary<ExpressionId, AttributeReference> wanted)
    {
        var shown = plan.Output.Select(static attribute => attribute.Id).ToHashSet();
        var missing = wanted.Where(pair => !shown.Contains(pair.Key)).ToDictionary(static pair => pair.Key, static pair => pair.Value);
        if (missing.Count == 0)
        {
            return plan;
        }
        return plan switch
        {
            Project project => project with { Input = Operators.HiddenColumns.Show(Show(project.Input, missing), missing.Keys.ToHashSet()), Items = [.. project.Items, .. missing.Values] },
            Aggregate aggregate => aggregate with { Items = [.. aggregate.Items, .. missing.Values] },
            Deduplicate deduplicate => deduplicate with { Input = Show(deduplicate.Input, missing), AllColumns = false },
            UnaryPlan unary => unary.WithChildren([Show(unary.Input, missing)]),
            _ => plan,
        };
    }

    /// <summary>Finds names among the columns below and notes which are used.</summary>
    private sealed class AddedLayer(List<ImmutableArray<AttributeReference>> layers, bool skipsAmbiguous, AnalyzerContext context) : IScopeLayer
    {
        private readonly List<AttributeIndex> _indexes = layers.ConvertAll(layer => new AttributeIndex(layer, context));

        public Dictionary<ExpressionId, AttributeReference> Used { get; } = [];

        public Expression? Find(UnresolvedAttribute name)
        {
            foreach (var index in _indexes)
            {
                if ((skipsAmbiguous ? UnambiguousLayer.Find(index, name) : index.Find(name.NameParts, name.Origin)) is { } found)
                {
                    foreach (var attribute in found.SelfAndDescendants().OfType<AttributeReference>())
                    {
                        Used[attribute.Id] = attribute;
                    }
                    return found;
                }
            }
            return null;
        }
    }
}
