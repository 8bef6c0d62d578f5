using System.Globalization;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;

namespace Gateway.Compute.Sketches;

/// <summary>Words what is wrong with the arguments of sketch functions.</summary>
internal static class SketchFaults
{
    public static QueryException Damaged(string kind, FunctionCall call) => new(kind + "_INVALID_INPUT_SKETCH_BUFFER", ("function", Quote.Id(call.Function.Name)));

    /// <summary>Makes the error of bytes that are no sketch of a family: of another one, or damaged.</summary>
    public static QueryException Foreign(string kind, int family, ReadOnlySpan<byte> bytes, FunctionCall call) =>
        bytes.Length >= 8 && bytes[2] != family && FamilyName(bytes[2]) is { } actual
            ? new QueryException(kind + "_INVALID_INPUT_SKETCH_BUFFER_FAMILY",
                ("function", Quote.Id(call.Function.Name)), ("expectedFamily", FamilyName((byte)family)!), ("actualFamily", actual))
            : Damaged(kind, call);

    public static QueryException LogNominal(FunctionCall call, int value) => new("SKETCH_INVALID_LG_NOM_ENTRIES", ("function", Quote.Id(call.Function.Name)),
        ("min", Text(KeyTable.LeastLogNominal)), ("max", Text(KeyTable.MostLogNominal)), ("value", Text(value)));

    /// <summary>Checks that an argument is a constant and not NULL.</summary>
    public static QueryError? Constant(FunctionCall call, int position, string name)
    {
        var argument = call.Arguments[position];
        if (!argument.Foldable)
        {
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT",
                ("inputName", name), ("inputType", Core.Types.TypeText.CatalogString(argument.Type)), ("inputExpr", ExpressionWriter.Write(argument, PrintStyle.Sql).Replace("`", "", StringComparison.Ordinal)));
        }
        return ConstantFolding.Evaluate(argument, QuerySettings.Default).Value is null
            ? FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", name))
            : null;
    }

    /// <summary>Makes the error of a type check whose reason is another condition, quoted whole.</summary>
    public static QueryError Nested(FunctionCall call, string condition, string sqlState, string text) =>
        FunctionCheck.Mismatch(call, "TYPE_CHECK_FAILURE_WITH_HINT", ("msg", $"[{condition}] {text} SQLSTATE: {sqlState}"), ("hint", ""));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? FamilyName(byte family) => family switch
    {
        1 => "ALPHA",
        2 => "QUICKSELECT",
        3 => "COMPACT",
        4 => "UNION",
        5 => "INTERSECTION",
        6 => "A_NOT_B",
        7 => "HLL",
        8 => "QUANTILES",
        9 => "TUPLE",
        10 => "FREQUENCY",
        11 => "RESERVOIR",
        12 => "RESERVOIR_UNION",
        13 => "VAROPT",
        14 => "VAROPT_UNION",
        15 => "KLL",
        16 => "CPC",
        17 => "REQ",
        18 => "COUNTMIN",
        19 => "EBPPS",
        20 => "TDIGEST",
        21 => "BLOOMFILTER",
        _ => null,
    };
}
