using System.Globalization;
using Gateway.Compute.Aggregates;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Nested;
using Gateway.Compute.Sketches;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers approx_top_k and the functions that keep, combine and read its states.</summary>
internal static class TopKFunctions
{
    private const int LargestTracked = 1_000_000;
    private static readonly Literal _defaultTracked = Literal.Of(10000);

    public static void Register(FunctionFamily f)
    {
        f.Aggregate("approx_top_k", [new("expr", TypeRule.Any), new("k", TypeRule.Int, Literal.Of(5)), new("maxItemsTracked", TypeRule.Int, _defaultTracked)],
            static call => Pairs(call.Arguments[0].Type), static site => Bind(site), nulls: NullRules.Never, optional: 2,
            check: static call => ItemFault(call) ?? ConstantFault(call, 1, "K") ?? ConstantFault(call, 2, "Number of items tracked"));
        f.Aggregate("approx_top_k_accumulate", [new("expr", TypeRule.Any), new("maxItemsTracked", TypeRule.Int, _defaultTracked)],
            static call => State(call.Arguments[0].Type), static site => new TopKAccumulate(site, Tracked(site, 1)), nulls: NullRules.Never, optional: 1,
            check: static call => ItemFault(call) ?? ConstantFault(call, 1, "Number of items tracked"), since: "4.1.0");
        f.Aggregate("approx_top_k_combine", [new("state", TypeRule.Struct), new("maxItemsTracked", TypeRule.Int, Literal.Of(-1))],
            static call => State(((StructType)call.Arguments[0].Type).Fields[2].Type), static site => new TopKCombine(site, Value(site, 1) == -1 ? null : Tracked(site, 1)), nulls: NullRules.Never, optional: 1,
            check: static call => StateFault(call) ?? ConstantFault(call, 1, "Number of items tracked"), since: "4.1.0");
        f.Scalar("approx_top_k_estimate", [new("state", TypeRule.Struct with { DefaultType = new StructType([]) }), new("k", TypeRule.Int, Literal.Of(5))],
            static call => Pairs(((StructType)call.Arguments[0].Type).Fields[2].Type), NullRules.From(0, 1), static site => new TopKEstimateFunction(site), optional: 1,
            check: static call => StateFault(call) ?? ConstantFault(call, 1, "K"), canThrow: static _ => true, group: "misc_funcs", since: "4.1.0");
    }

    public static void CheckPositive(int? value, string name)
    {
        if (value is null)
        {
            throw new QueryException("APPROX_TOP_K_NULL_ARG", ("argName", name));
        }
        if (value <= 0)
        {
            throw new QueryException("APPROX_TOP_K_NON_POSITIVE_ARG", ("argName", name), ("argValue", Text(value.Value)));
        }
    }

    public static void CheckRoom(int k, int tracked)
    {
        if (tracked < k)
        {
            throw new QueryException("APPROX_TOP_K_MAX_ITEMS_TRACKED_LESS_THAN_K", ("maxItemsTracked", Text(tracked)), ("k", Text(k)));
        }
    }

    private static TopKFunction Bind(BoundAggregate site)
    {
        int? k = Value(site, 1);
        CheckPositive(k, "`k`");
        int tracked = Tracked(site, 2);
        CheckRoom(k!.Value, tracked);
        return new TopKFunction(site, k.Value, tracked);
    }

    private static int Tracked(BoundAggregate site, int position)
    {
        int? tracked = Value(site, position);
        CheckPositive(tracked, "`maxItemsTracked`");
        return tracked <= LargestTracked
            ? tracked.Value
            : throw new QueryException("APPROX_TOP_K_MAX_ITEMS_TRACKED_EXCEEDS_LIMIT", ("maxItemsTracked", Text(tracked!.Value)), ("limit", Text(LargestTracked)));
    }

    private static int? Value(BoundAggregate site, int position) => ConstantFolding.Evaluate(site.Call.Arguments[position], site.Context.Settings).Value as int?;

    private static ArrayType Pairs(DataType item) => new(new StructType([new StructField("item", item, true), new StructField("count", LongType.Instance, false)]), false);

    private static StructType State(DataType item) => new([
        new StructField("sketch", BinaryType.Instance, false), new StructField("maxItemsTracked", IntegerType.Instance, false),
        new StructField("itemDataType", item, true), new StructField("itemDataTypeDDL", StringType.Instance, false)]);

    private static QueryError? ItemFault(FunctionCall call) => call.Arguments[0].Type switch
    {
        BooleanType or ByteType or ShortType or IntegerType or LongType or FloatType or DoubleType or DecimalType or DateType or TimestampType or TimestampNtzType or StringType => null,
        var type => Hint(call, type.TypeName + (type is DayTimeIntervalType or YearMonthIntervalType ? TypeText.CatalogString(type)[type.TypeName.Length..] : "") + " columns are not supported"),
    };

    private static QueryError? ConstantFault(FunctionCall call, int position, string name) =>
        call.Arguments[position].Foldable ? null : Hint(call, name + " must be a constant literal");

    private static QueryError? StateFault(FunctionCall call)
    {
        const string Shape = "struct<sketch:binary,maxItemsTracked:int,itemDataType:any,itemDataTypeDDL:string>";
        var state = (StructType)call.Arguments[0].Type;
        if (state.Fields.Length != 4)
        {
            return Hint(call, $"State must be a struct with 4 fields. Expected struct: {Shape}. Got: {TypeText.CatalogString(state)}");
        }
        string? wrong = state.Fields[0].Type is not BinaryType ? "State struct must have the first field to be binary."
            : state.Fields[1].Type is not IntegerType ? "State struct must have the second field to be int."
            : state.Fields[3].Type is not StringType ? "State struct must have the fourth field to be string." : null;
        return wrong is null ? null : Hint(call, $"{wrong} Got: {TypeText.CatalogString(state.Fields[state.Fields[0].Type is not BinaryType ? 0 : state.Fields[1].Type is not IntegerType ? 1 : 3].Type)}");
    }

    private static QueryError Hint(FunctionCall call, string message) => FunctionCheck.Mismatch(call, "TYPE_CHECK_FAILURE_WITH_HINT", ("msg", message), ("hint", ""));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary><c>approx_top_k_estimate</c>.</summary>
internal sealed class TopKEstimateFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly FrequentItemCodec _codec = new(((StructType)site.ArgumentType(0)).Fields[2].Type);

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        int? k = Site.Constant(1) as int?;
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            TopKFunctions.CheckPositive(k, "`k`");
            var state = TopKState.Read(arguments[0], row);
            TopKFunctions.CheckRoom(k!.Value, state.Tracked);
            TopKResult.Write(state.Items(_codec), k.Value, _codec, result, row);
        }
    }
}
