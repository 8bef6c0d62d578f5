using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Checks;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Resolves PIVOT: groups by the keys and the pivot column, then picks one group a value; or aggregates under a condition a value.</summary>
internal sealed class PivotResolver : OperatorResolver<Pivot>
{
    public override bool TakesRound => true;

    protected override LogicalPlan Resolve(Pivot node, Resolution resolution)
    {
        // SQL's parser makes count(*) a count of rows; of a DataFrame's pivot the star is left.
        if (node.Groupings is not null && node.Aggregates.SelectMany(static aggregate => aggregate.SelfAndDescendants()).OfType<UnresolvedStar>().FirstOrDefault() is { } star)
        {
            throw new QueryException("INVALID_USAGE_OF_STAR_OR_REGEX", star.Origin, ("elem", "'*'"), ("prettyName", "Pivot"));
        }
        var resolver = resolution.Expressions(resolution.ScopeOf(node) with { ExpandsStars = false });
        var pivot = (Pivot)node.MapExpressions(expression => ItemNaming.TrimInner(resolver.ResolveItem(expression)));
        if (!node.Input.Resolved || !pivot.Expressions.All(static expression => expression.Resolved))
        {
            return pivot;
        }
        foreach (var aggregate in pivot.Aggregates)
        {
            CheckAggregate(Contents.Value(aggregate));
        }
        var column = pivot.Column is UnresolvedAlias alias ? alias.Child : Contents.Value(pivot.Column);
        if (!Ordering.IsOrderable(column.Type))
        {
            throw new QueryException("INCOMPARABLE_PIVOT_COLUMN", ("columnName", Quote.Id(column is AttributeReference named ? named.Name : column.PrettyText)));
        }
        var values = pivot.Values.IsEmpty ? DistinctValues(pivot.Input, column, resolution) : [.. pivot.Values.Select(value => ValueOf(value, column.Type, node.Origin, resolution.Context))];
        var groupings = pivot.Groupings is { } explicitKeys ? [.. explicitKeys.Select(ItemNaming.Name)] : ImplicitKeys(pivot, column);
        return new PivotPlan(pivot.Input, groupings, column, values, pivot.Aggregates, resolution).Build();
    }

    private static void CheckAggregate(Expression aggregate)
    {
        if (Loose(aggregate) is { } column)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1006", ("sql", column.SqlText));
        }
    }

    /// <summary>Finds a column outside every aggregate function.</summary>
    private static AttributeReference? Loose(Expression node) => node switch
    {
        AggregateExpression => null,
        AttributeReference attribute => attribute,
        _ => node.Children.Select(Loose).FirstOrDefault(static found => found is not null),
    };

    private static ImmutableArray<Expression> ImplicitKeys(Pivot pivot, Expression column)
    {
        var used = pivot.Aggregates.Append(column).SelectMany(static expression => expression.SelfAndDescendants()).OfType<AttributeReference>().Select(static attribute => attribute.Id).ToHashSet();
        return [.. pivot.Input.Output.Where(attribute => !used.Contains(attribute.Id))];
    }

    private static PivotValue ValueOf(Expression written, DataType type, Origin origin, AnalyzerContext context)
    {
        var value = Contents.Value(written);
        if (!value.Foldable)
        {
            throw new QueryException("NON_LITERAL_PIVOT_VALUES", ("expression", Quote.Expr(value.PrettyText)));
        }
        var cast = TypeMerging.Same(value.Type, type) ? value : new Cast(value, type, context.Mode) { Origin = origin };
        if (!cast.Resolved)
        {
            cast = new Cast(value, type, EvaluationMode.Legacy) { Origin = origin };
        }
        if (!cast.Resolved)
        {
            throw new QueryException("PIVOT_VALUE_DATA_TYPE_MISMATCH",
                ("value", value.ToString()), ("valueType", TypeText.CatalogString(value.Type)), ("pivotType", TypeText.CatalogString(type)));
        }
        string name = written is Alias alias ? alias.Name : Text(value, context);
        return new PivotValue(cast, name);
    }

    private static string Text(Expression value, AnalyzerContext context) =>
        value.Type is StringType && value is Literal { Value: string text } ? text : ConstantFolding.Evaluate(new Cast(value, StringType.Instance, context.Mode), context.Settings).Value as string ?? "null";

    private static ImmutableArray<PivotValue> DistinctValues(LogicalPlan input, Expression column, Resolution resolution)
    {
        var run = resolution.Context.RunEagerly ?? throw new QueryException("NON_LITERAL_PIVOT_VALUES", ("expression", Quote.Expr(column.PrettyText)));
        int limit = resolution.Context.Configuration.Get(ConfigurationKeys.PivotMaxValues);
        var item = new Alias(column, "value");
        LogicalPlan query = new Aggregate(input, [column], [item]);
        query = new Limit(new Sort(query, [new SortOrder(item.ToAttribute())], Global: true), Literal.Of(limit + 1));
        var rows = run(query);
        if (rows.Length > limit)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1324", ("pivotColumn", column.PrettyText), ("maxValues", limit.ToString(CultureInfo.InvariantCulture)), ("config", "spark.sql.pivotMaxValues"));
        }
        return [.. rows.Select(row => new Literal(row[0], column.Type)).Select(literal => new PivotValue(literal, Text(literal, resolution.Context)))];
    }
}

/// <summary>One value of a pivot column and the name it gives to columns.</summary>
internal sealed record PivotValue(Expression Value, string Name);

/// <summary>Builds the operators of a pivot.</summary>
internal sealed class PivotPlan(LogicalPlan input, ImmutableArray<Expression> groupings, Expression column, ImmutableArray<PivotValue> values, ImmutableArray<Expression> aggregates, Resolution resolution)
{
    private readonly CallMaker _calls = new(resolution);

    public LogicalPlan Build() => aggregates.All(static aggregate => IsPlain(aggregate.Type)) ? InTwoSteps() : UnderConditions();

    private static bool IsPlain(DataType type) => type is NumericType or BooleanType;

    /// <summary>Aggregates per value first, so that values without rows give NULL even for counts.</summary>
    private Aggregate InTwoSteps()
    {
        var pivotColumn = new Alias(column, "__pivot_col");
        var keys = groupings.Select(static key => key as NamedExpression ?? new Alias(key, key.PrettyText)).ToImmutableArray();
        var computed = aggregates.Select((aggregate, i) => new Alias(Contents.Value(aggregate), "__pivot_agg" + i.ToString(CultureInfo.InvariantCulture))).ToImmutableArray();
        var first = new Aggregate(input, [.. groupings.Select(Contents.Value), column], [.. keys, pivotColumn, .. computed]);
        var keyAttributes = keys.Select(static key => key.ToAttribute()).ToImmutableArray();
        var items = ImmutableArray.CreateBuilder<Expression>();
        items.AddRange(ImmutableArray<Expression>.CastUp(keyAttributes));
        foreach (var value in values)
        {
            for (int i = 0; i < computed.Length; i++)
            {
                var attribute = computed[i].ToAttribute();
                var chosen = IsNotANumber(value.Value) ? Literal.False : _calls.Call("<=>", pivotColumn.ToAttribute(), value.Value);
                var picked = new CaseWhen([(chosen, attribute)], null);
                items.Add(new Alias(_calls.Call("first", picked, Literal.True), NameOf(value, aggregates[i])));
            }
        }
        return new Aggregate(first, ImmutableArray<Expression>.CastUp(keyAttributes), items.ToImmutable());
    }

    /// <summary>Spark looks the value's column up by equality, and NaN equals nothing there.</summary>
    private bool IsNotANumber(Expression value) => value.Type is DoubleType or FloatType
        && ConstantFolding.Evaluate(value, resolution.Context.Settings).Value is double.NaN or float.NaN;

    private Aggregate UnderConditions()
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        items.AddRange(groupings);
        foreach (var value in values)
        {
            foreach (var aggregate in aggregates)
            {
                var condition = _calls.Call("<=>", column, value.Value);
                var limited = Contents.Value(aggregate).TransformUp(node => node is AggregateExpression call ? Limited(call, condition) : node);
                items.Add(new Alias(limited, NameOf(value, aggregate)));
            }
        }
        return new Aggregate(input, [.. groupings.Select(Contents.Value)], items.ToImmutable());
    }

    private static AggregateExpression Limited(AggregateExpression call, Expression condition) => call with
    {
        Function = call.Function with
        {
            Arguments = [.. call.Function.Arguments.Select(argument => argument.Foldable && call.Function.Function.Name != "count" || argument is SortOrder
                ? argument
                : (Expression)new CaseWhen([(condition, argument)], Literal.NullOf(argument.Type)))],
        },
    };

    private string NameOf(PivotValue value, Expression aggregate) => aggregates.Length == 1
        ? value.Name
        : value.Name + "_" + (aggregate is Alias alias ? alias.Name : aggregate.PrettyText);
}
