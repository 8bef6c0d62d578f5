using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Resolves BIN BY: a row becomes one row a bin that its range touches, its measures split by the share of the range in the bin.</summary>
internal sealed class BinByResolver : OperatorResolver<BinBy>
{
    protected override LogicalPlan Resolve(BinBy node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return DefaultResolver.Resolve(node, resolution);
        }
        var context = resolution.Context;
        var index = new AttributeIndex(node.Input.Output, context);
        var (start, end) = (Column(node.RangeStart, index), Column(node.RangeEnd, index));
        var distributed = node.Distribute.Select(name => Column(name, index)).ToImmutableArray();
        var resolved = (BinBy)node.MapExpressions(resolution.Expressions(resolution.ScopeOf(node)).Resolve);
        if (!resolved.Expressions.All(static expression => expression.Resolved))
        {
            return resolved;
        }
        Check(resolved, start, end, distributed, context);
        return new BinPlan(resolved, start, end, distributed, resolution).Build();
    }

    private static AttributeReference Column(ImmutableArray<string> name, AttributeIndex index) => index.Find(name, Origin.None) switch
    {
        AttributeReference attribute => attribute,
        null => throw new QueryException("UNRESOLVED_COLUMN.WITH_SUGGESTION",
            ("objectName", Quote.Id(name)), ("proposal", string.Join(", ", Suggestions.Nearest(index.Attributes.Select(static attribute => Quote.Id(attribute.Name)), string.Join('.', name))))),
        _ => throw new QueryException("BIN_BY_REQUIRES_TOP_LEVEL_COLUMN", ("columnName", Quote.Id(name))),
    };

    private static void Check(BinBy node, AttributeReference start, AttributeReference end, ImmutableArray<AttributeReference> distributed, AnalyzerContext context)
    {
        foreach (var bound in new[] { start, end })
        {
            if (bound.Type is not (TimestampType or TimestampNtzType) || !bound.Type.Equals(start.Type))
            {
                throw new QueryException("BIN_BY_RANGE_TYPE_MISMATCH", ("columnName", Quote.Id(bound.Name)), ("columnType", Quote.Type(bound.Type)));
            }
        }
        if (node.Width.Type is not DayTimeIntervalType)
        {
            throw new QueryException("BIN_BY_INVALID_BIN_WIDTH_TYPE", ("inputType", Quote.Type(node.Width.Type)));
        }
        if (!node.Width.Foldable)
        {
            throw new QueryException("BIN_BY_INVALID_BIN_WIDTH", ("expr", Quote.Expr(node.Width.PrettyText)));
        }
        if (ConstantFolding.Evaluate(node.Width, context.Settings).Value is long and <= 0)
        {
            throw new QueryException("BIN_BY_NON_POSITIVE_BIN_WIDTH", ("expr", Quote.Expr(node.Width.PrettyText)));
        }
        if (node.AlignTo is { } origin)
        {
            if (!origin.Type.Equals(start.Type))
            {
                throw new QueryException("BIN_BY_ALIGN_TO_TYPE_MISMATCH", ("originType", Quote.Type(origin.Type)), ("rangeType", Quote.Type(start.Type)));
            }
            if (!origin.Foldable)
            {
                throw new QueryException("BIN_BY_INVALID_ALIGN_TO", ("expr", Quote.Expr(origin.PrettyText)));
            }
        }
        var seen = new HashSet<ExpressionId>();
        foreach (var measure in distributed)
        {
            if (!seen.Add(measure.Id))
            {
                throw new QueryException("BIN_BY_DUPLICATE_DISTRIBUTE_COLUMN", ("columnName", Quote.Id(measure.Name)));
            }
            if (measure.Type is not (DoubleType or FloatType))
            {
                throw new QueryException("BIN_BY_INVALID_DISTRIBUTE_COLUMN_TYPE", ("columnName", Quote.Id(measure.Name)), ("columnType", Quote.Type(measure.Type)));
            }
        }
    }
}

/// <summary>Builds the operators of BIN BY over microseconds since the epoch.</summary>
internal sealed class BinPlan(BinBy node, AttributeReference start, AttributeReference end, ImmutableArray<AttributeReference> distributed, Resolution resolution)
{
    private readonly CallMaker _calls = new(resolution);

    public LogicalPlan Build()
    {
        var (from, to) = (Micros(start), Micros(end));
        var width = _calls.Cast(Literal.Of((long)ConstantFolding.Evaluate(node.Width, resolution.Context.Settings).Value!), LongType.Instance);
        var origin = Micros(node.AlignTo ?? new Cast(Literal.Of("1970-01-01 00:00:00"), start.Type, EvaluationMode.Legacy));
        var first = FloorTo(from, origin, width);
        var last = new CaseWhen([(_calls.Call(">", to, from), FloorTo(_calls.Call("-", to, Literal.Of(1L)), origin, width))], first);
        var bins = new CaseWhen(
            [
                (_calls.Call("or", _calls.Call("isnull", start), _calls.Call("isnull", end)), Literal.NullOf(new ArrayType(LongType.Instance, false))),
            ],
            _calls.Call("sequence", first, last, width));
        var generator = (FunctionCall)_calls.Call("explode_outer", bins);
        var generated = GeneratorItems.Output(generator, [], node.Origin);
        var generate = new Generate(node.Input, generator, true, null, []) { GeneratorOutput = generated, Origin = node.Origin };
        var bin = generated[0];
        var next = _calls.Call("+", bin, width);
        var share = new CaseWhen(
            [(_calls.Call("isnull", bin), Literal.NullOf(DoubleType.Instance)), (_calls.Call("=", from, to), Literal.Of(1.0))],
            _calls.Call("/", _calls.Call("-", _calls.Call("least", to, next), _calls.Call("greatest", from, bin)), _calls.Call("-", to, from)));
        var ids = distributed.Select(static measure => measure.Id).ToHashSet();
        var items = node.Input.Output.Select(attribute => ids.Contains(attribute.Id)
            ? new Alias(_calls.Cast(_calls.Call("*", _calls.Cast(attribute, DoubleType.Instance), share), attribute.Type), attribute.Name) { Origin = node.Origin }
            : (Expression)attribute);
        return new Project(generate, [.. items, new Alias(Time(bin), node.BinStart), new Alias(Time(next), node.BinEnd), new Alias(share, node.Ratio)]) { Origin = node.Origin };
    }

    private Expression FloorTo(Expression micros, Expression origin, Expression width) => _calls.Call("-", micros, _calls.Call("pmod", _calls.Call("-", micros, origin), width));

    private Expression Micros(Expression time) => _calls.Internal("micros_of_time", time);

    private Expression Time(Expression micros) => _calls.Internal(start.Type is TimestampType ? "time_of_micros" : "local_time_of_micros", micros);
}
