using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Takes generators out of select lists into Generate operators; their columns are real columns for the other items.</summary>
internal static class GeneratorItems
{
    public sealed record Extraction(LogicalPlan Input, ImmutableArray<Expression> Items, ImmutableArray<AttributeReference> Generated);

    /// <summary>Extracts the generators of a projection whose arguments hold no aggregates.</summary>
    public static Extraction Extract(Project project, Resolution resolution)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        var generated = ImmutableArray.CreateBuilder<AttributeReference>();
        var input = project.Input;
        var resolver = resolution.Expressions(resolution.ScopeOf(project));
        bool aggregates = project.Items.Any(item => MayAggregate(item, resolution.Context));
        foreach (var item in project.Items)
        {
            var (value, names) = Parts(item);
            if (aggregates || !resolver.Scope.IsReady || !MayGenerate(value, resolution.Context))
            {
                items.Add(item);
                continue;
            }
            var resolved = resolver.Resolve(value);
            if (!resolved.Resolved && generated.Count > 0)
            {
                // The columns of generators before this one are there by now.
                resolved = resolution.Expressions(resolution.ScopeOf(project with { Input = input })).Resolve(value);
            }
            if (!Contents.IsGenerator(resolved) || !resolved.Resolved || Contents.HasAggregate(resolved) || resolved.Children.Any(Contents.HasGenerator))
            {
                items.Add(Rebuilt(item, resolved));
                continue;
            }
            var call = (FunctionCall)resolved;
            var output = Output(call, names, item.Origin);
            input = new Generate(input, call, IsOuter(call), null, []) { GeneratorOutput = output, Origin = project.Origin };
            items.AddRange(ImmutableArray<Expression>.CastUp(output));
            generated.AddRange(output);
        }
        return new Extraction(input, items.ToImmutable(), generated.ToImmutable());
    }

    /// <summary>Moves the generators of an aggregate's outputs above it.</summary>
    public static LogicalPlan AboveAggregate(Aggregate aggregate, Expression? having, Resolution resolution)
    {
        var (below, items) = AggregateSplit.Split(aggregate);
        LogicalPlan input = having is null ? below : new Filter(below, AggregateSplit.Rewrite(having, items)) { Origin = aggregate.Origin };
        var windows = items.OfType<Alias>().Where(static item => Contents.HasWindow(item) && !Contents.HasGenerator(item)).ToList();
        if (windows.Count > 0)
        {
            // Windows are over the groups, not over the generated rows.
            input = SelectSplit.Split(new Project(input, [.. input.Output, .. windows]) { Origin = aggregate.Origin }, resolution);
            items = [.. items.Select(item => item is Alias alias && windows.Contains(alias) ? alias.ToAttribute() : item)];
        }
        var extracted = Extract(new Project(input, items) { Origin = aggregate.Origin }, resolution);
        var project = new Project(extracted.Input, extracted.Items) { Origin = aggregate.Origin };
        return project.Resolved ? SelectSplit.Split(project, resolution) : resolution.Resolve(project);
    }

    /// <summary>Makes the attributes of a generator's output under the names the query gives.</summary>
    public static ImmutableArray<AttributeReference> Output(FunctionCall call, ImmutableArray<string> names, Origin origin, string? qualifier = null, bool nullable = false)
    {
        var columns = ((StructType)call.Type).Fields;
        if (!names.IsEmpty && names.Length != columns.Length)
        {
            throw new QueryException("UDTF_ALIAS_NUMBER_MISMATCH", qualifier is null ? Origin.None : origin,
                ("aliasesSize", columns.Length.ToString(CultureInfo.InvariantCulture)), ("aliasesNames", string.Join(",", names)));
        }
        ImmutableArray<string> qualifiers = qualifier is null ? [] : [qualifier];
        bool outer = nullable || IsOuter(call);
        return [.. columns.Select((column, i) =>
            new AttributeReference(names.IsEmpty ? column.Name : names[i], column.Type, column.Nullable || outer, column.Metadata, ExpressionId.Next(), qualifiers) { Origin = origin })];
    }

    public static bool IsOuter(FunctionCall call) => call.Function.Name.EndsWith("_outer", StringComparison.Ordinal);

    private static (Expression Value, ImmutableArray<string> Names) Parts(Expression item) => item switch
    {
        UnresolvedAlias unnamed => Parts(unnamed.Child),
        Alias alias => (Unwrapped(alias.Child), [alias.Name]),
        MultiAlias several => (Unwrapped(several.Child), several.Names),
        _ => (Unwrapped(item), []),
    };

    private static Expression Unwrapped(Expression value) => value is PipeExpression { IsAggregate: false } pipe ? pipe.Child : value;

    /// <summary>Tells whether an item aggregates, before anything is resolved.</summary>
    private static bool MayAggregate(Expression item, AnalyzerContext context) => item switch
    {
        UnresolvedFunction call => FunctionLookup.Find(call, context) is FunctionLookup.Builtin { Definition.Kind: FunctionKind.Aggregate } || call.Children.Any(child => MayAggregate(child, context)),
        WindowExpression window => window.Function.Children.Concat(window.Spec.Expressions).Any(child => MayAggregate(child, context)),
        UnresolvedWindowExpression named => named.Function.Children.Any(child => MayAggregate(child, context)),
        _ => item.Children.Any(child => MayAggregate(child, context)),
    };

    /// <summary>Tells whether an item needs nothing more, or only its generator taken out.</summary>
    public static bool IsReady(Expression item) => (item.Resolved && !TimeWindows.Has(item)) || (Parts(item).Value is { Resolved: true } value && Contents.IsGenerator(value));

    private static Expression Rebuilt(Expression item, Expression value) => item switch
    {
        UnresolvedAlias unnamed => unnamed with { Child = Rebuilt(unnamed.Child, value) },
        Alias alias => alias with { Child = value },
        MultiAlias several => several with { Child = value },
        _ => value,
    };

    private static bool MayGenerate(Expression value, AnalyzerContext context) => value switch
    {
        UnresolvedFunction call => FunctionLookup.Find(call, context) is FunctionLookup.Builtin { Definition.Kind: FunctionKind.Generator },
        _ => Contents.IsGenerator(value),
    };
}
