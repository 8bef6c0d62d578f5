using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Moves the window functions of a projection into Window operators, one per partitioning and ordering.</summary>
internal static class WindowSplit
{
    public static LogicalPlan Split(Project project)
    {
        var windows = new List<Alias>();
        var byText = new Dictionary<string, Alias>(StringComparer.Ordinal);
        var prepared = new Preparation(project.Input);
        var items = project.Items.Select(item => item switch
        {
            Alias { Child: WindowExpression window } alias => Register(alias with { Child = prepared.Prepare(window, WindowOf) }).ToAttribute(),
            _ => WindowOf(item),
        }).ToImmutableArray();

        Expression WindowOf(Expression node) => node is WindowExpression window
            ? Found(window)
            : node.MapChildren(WindowOf);

        Expression Found(WindowExpression window)
        {
            var ready = prepared.Prepare(window, WindowOf);
            string key = ready.CanonicalText;
            if (!byText.TryGetValue(key, out var alias))
            {
                alias = Register(new Alias(ready, "_we" + windows.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                byText.Add(key, alias);
            }
            return alias.ToAttribute();
        }

        Alias Register(Alias alias)
        {
            windows.Add(alias);
            return alias;
        }

        LogicalPlan plan = prepared.Input;
        foreach (var group in Stages(windows))
        {
            var spec = ((WindowExpression)group[0].Child).Spec;
            plan = new Window(plan, [.. group], spec.PartitionBy, spec.OrderBy) { Origin = project.Origin };
        }
        return project with { Input = plan, Items = items };
    }

    /// <summary>Groups windows by spec, those that read another window's result after it.</summary>
    private static IEnumerable<List<Alias>> Stages(List<Alias> windows)
    {
        var groups = new List<List<Alias>>();
        var levels = new Dictionary<ExpressionId, int>();
        var keys = new Dictionary<string, List<Alias>>(StringComparer.Ordinal);
        foreach (var alias in windows)
        {
            int level = alias.SelfAndDescendants().OfType<AttributeReference>().Select(attribute => levels.GetValueOrDefault(attribute.Id, -1)).DefaultIfEmpty(-1).Max() + 1;
            levels[alias.Id] = level;
            var window = (WindowExpression)alias.Child;
            string key = level.ToString(System.Globalization.CultureInfo.InvariantCulture) + Key(window.Spec);
            if (!keys.TryGetValue(key, out var group))
            {
                keys.Add(key, group = []);
                groups.Add(group);
            }
            group.Add(alias);
        }
        return groups.OrderBy(group => levels[group[0].Id]);
    }

    private static string Key(WindowSpec spec) =>
        string.Join(';', spec.PartitionBy.Select(static part => part.CanonicalText)) + "|" + string.Join(';', spec.OrderBy.Select(static order => order.CanonicalText));

    /// <summary>Computes partition and order expressions, and arguments, below the window where they are not plain columns.</summary>
    private sealed class Preparation(LogicalPlan input)
    {
        private readonly Dictionary<string, Alias> _computed = new(StringComparer.Ordinal);

        public LogicalPlan Input => _computed.Count == 0
            ? input
            : new Project(input, [.. input.Output, .. _computed.Values]) { Origin = input.Origin };

        public WindowExpression Prepare(WindowExpression window, Func<Expression, Expression> inner)
        {
            var spec = window.Spec;
            var partitionBy = spec.PartitionBy.Select(part => Column(inner(part), window));
            var orderBy = spec.OrderBy.Select(order => order with { Child = Column(inner(order.Child), window) });
            return window with
            {
                Function = window.Function is AggregateExpression aggregate
                    ? aggregate with { Function = (FunctionCall)aggregate.Function.MapChildren(child => Column(inner(child), window)), Filter = aggregate.Filter is null ? null : inner(aggregate.Filter) }
                    : Refused(window.Function) ? window.Function
                    : window.Function.MapChildren(child => Column(inner(child), window)),
                Spec = spec with { PartitionBy = [.. partitionBy], OrderBy = [.. orderBy] },
            };
        }

        /// <summary>A function that cannot run over a window stays as written: the check that follows names it.</summary>
        private static bool Refused(Expression function) =>
            function is FunctionCall { Function.Kind: FunctionKind.Scalar } || (function is Replaceable && !function.SelfAndDescendants().Any(static node => node is AggregateExpression));

        private Expression Column(Expression value, WindowExpression window)
        {
            if (value is SortOrder order)
            {
                return order with { Child = Column(order.Child, window) };
            }
            if (value is AttributeReference or OuterReference || value.Foldable)
            {
                return value;
            }
            if (value.SelfAndDescendants().OfType<AttributeReference>().Any(attribute => input.Output.All(known => known.Id != attribute.Id)))
            {
                return value;
            }
            string key = value.CanonicalText;
            if (!_computed.TryGetValue(key, out var alias))
            {
                _computed.Add(key, alias = new Alias(value, "_w" + _computed.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Origin = value.Origin });
            }
            return alias.ToAttribute() with { Origin = window.Origin };
        }
    }
}
