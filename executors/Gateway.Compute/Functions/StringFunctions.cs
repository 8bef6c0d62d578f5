using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers string functions that cut, pad, search and change text.</summary>
internal static class StringFunctions
{
    internal static readonly TypeRule TextOrBinary = TypeRule.OneOf(TypeRule.String, TypeRule.Binary);
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, DataType> _first = static call => call.Arguments[0].Type;
    private static readonly Func<FunctionCall, DataType> _int = static _ => IntegerType.Instance;
    private static readonly Func<FunctionCall, DataType> _truth = static _ => BooleanType.Instance;
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Func<FunctionCall, DataType> _binary = static _ => BinaryType.Instance;
    private static readonly Parameter _str = new("str", TypeRule.String);

    /// <summary>Text that can be searched: collations that tell case but not accents cannot.</summary>
    internal static readonly TypeRule Searchable = TypeRule.String with { Accepts = static type => type is StringType text && text.Rules is not { IgnoresAccents: true, IgnoresCase: false } };

    /// <summary>Text, or binary beside binary; messages speak of text.</summary>
    private static readonly TypeRule _bytesAsText = TypeRule.String with { Accepts = static type => type is StringType or BinaryType };
    private static readonly TypeRule _searchableOrBytes = TypeRule.String with { Accepts = static type => type is BinaryType || Searchable!.Accepts(type) };
    private static readonly Parameter _searched = new("str", Searchable);

    private static readonly Func<BoundCall, Evaluator> _locate =
        CollatedSearch.Choose(0, RowKernel.Of<LocateOperation, StringView, StringView, int, int>(), RowKernel.Of<CollatedLocateOperation, StringView, StringView, int, int>);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("ascii", [_str], _int, kernel: RowKernel.Of<AsciiOperation, StringView, int>(), canThrow: _safe, group: "string_funcs", example: "ascii('222') = 50");
        f.Scalar("base64", [new("bin", TypeRule.Binary)], _text, kernel: RowKernel.Of<Base64Operation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("from_base32", [_str], _binary, kernel: RowKernel.Of<FromBase32Operation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("to_base32", [new("bin", TypeRule.Binary)], _text, kernel: RowKernel.Of<Base32Operation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("bit_length", [new("expr", TextOrBinary)], _int, kernel: RowKernel.Of<BitLengthOperation, StringView, int>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("btrim", [new("str", TypeRule.Any), new("trimStr", TypeRule.Any)], _text, optional: 1, coercion: ArgumentCoercion.None,
            expand: static call => DateTimeCalls.Call(call, "trim", [.. call.Arguments.Reverse()]), canThrow: _safe, group: "string_funcs");
        f.Scalar("char chr", [new("expr", TypeRule.Long)], _text, kernel: RowKernel.Of<CharacterOperation, long, StringView>(), canThrow: _safe, group: "string_funcs", example: "char(65) = A");
        f.Scalar("char_length character_length len length", [new("expr", TextOrBinary)], _int, kernel: static site =>
            (site.ArgumentType(0) is BinaryType ? RowKernel.Of<ByteLengthOperation, StringView, int>() : RowKernel.Of<LengthOperation, StringView, int>())(site), canThrow: _safe, group: "string_funcs", example: "length('Spark SQL ') = 10");
        Search<ContainsOperation, CollatedContainsOperation>(f, "contains");
        Search<EndsWithOperation, CollatedEndsWithOperation>(f, "endswith");
        Search<StartsWithOperation, CollatedStartsWithOperation>(f, "startswith");
        f.Scalar("find_in_set", [new("left", TypeRule.String), new("right", TypeRule.String)], _int, kernel: CollatedSearch.Choose(0, RowKernel.Of<FindInSetOperation, StringView, StringView, int>(), RowKernel.Of<CollatedFindInSetOperation, StringView, StringView, int>), check: OneCollation, canThrow: _safe, group: "string_funcs");
        f.Scalar("initcap", [_str], _first, kernel: RowKernel.Of<InitialCapitalsOperation, StringView, StringView>(InitialCapitals.Make), check: OneCollation, canThrow: _safe, group: "string_funcs");
        f.Scalar("instr", [_searched, new("substr", Searchable), new("start", TypeRule.Int, Literal.Of(1)), new("occurrence", TypeRule.Int, Literal.Of(1))], _int, optional: 2,
            kernel: CollatedSearch.Choose(0, RowKernel.Of<OccurrenceOperation, StringView, StringView, int, int, int>(), RowKernel.Of<CollatedOccurrenceOperation, StringView, StringView, int, int, int>), check: OneCollation, canThrow: static _ => true, shape: HideDefaults(2), group: "string_funcs", example: "instr('SparkSQL', 'SQL') = 6");
        f.Scalar("is_valid_utf8", [_str], _truth, NullRules.Always, RowKernel.Of<ValidUtf8Operation, StringView, byte>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("jaro_winkler_similarity", [new("str1", TypeRule.String), new("str2", TypeRule.String)], static _ => DoubleType.Instance, NullRules.Always, RowKernel.Of<JaroWinklerOperation, StringView, StringView, double>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("lcase lower", [_str], _first, kernel: RowKernel.Of<LowerOperation, StringView, StringView>(), check: OneCollation, canThrow: _safe, group: "string_funcs", example: "lower('SparkSql') = sparksql");
        f.Scalar("left", [new("str", TextOrBinary), new("len", TypeRule.Int)], _first, kernel: RowKernel.Of<LeftOperation, StringView, int, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("levenshtein", [new("str1", TypeRule.String), new("str2", TypeRule.String), new("threshold", TypeRule.Int)], _int, optional: 1, kernel: static site =>
            (site.Arguments.Length == 2 ? RowKernel.Of<LevenshteinOperation, StringView, StringView, int>() : RowKernel.Of<BoundedLevenshteinOperation, StringView, StringView, int, int>())(site), canThrow: _safe, group: "string_funcs");
        f.Scalar("locate position", [new("substr", Searchable), _searched, new("pos", TypeRule.Int, Literal.Of(1))], _int, NullRules.From(0, 1), optional: 1,
            kernel: static site => _locate(site with { Arguments = [site.Arguments[0], site.Arguments[1], new ZeroForNullEvaluator(site.Arguments[2], site.Context)] }), check: OneCollation, canThrow: _safe, group: "string_funcs", example: "locate('bar', 'foobarbar') = 4");
        Padding<PadLeftOperation, PadBytesLeftOperation>(f, "lpad");
        Padding<PadRightOperation, PadBytesRightOperation>(f, "rpad");
        Trim<LeftEnd>(f, "ltrim", "LEADING");
        Trim<RightEnd>(f, "rtrim", "TRAILING");
        Trim<BothEnds>(f, "trim", "BOTH");
        f.Scalar("luhn_check", [_str], _truth, NullRules.Always, RowKernel.Of<LuhnOperation, StringView, byte>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("make_valid_utf8", [_str], _first, NullRules.Always, RowKernel.Of<RepairUtf8Operation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("octet_length", [new("expr", TextOrBinary)], _int, kernel: RowKernel.Of<ByteLengthOperation, StringView, int>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("overlay", [new("input", TextOrBinary), new("replace", TextOrBinary), new("pos", TypeRule.Int), new("len", TypeRule.Int, Literal.Of(-1))], _first, optional: 1,
            kernel: RowKernel.Of<OverlayOperation, StringView, StringView, int, int, StringView>(),
            check: static call => call.Arguments[0].Type is BinaryType == call.Arguments[1].Type is BinaryType ? null : OperatorChecks.SameTypes(call, "overlay", call.Arguments[..2], bracketed: false), canThrow: _safe, group: "string_funcs");
        f.Scalar("quote", [_str], _text, NullRules.Always, RowKernel.Of<QuoteOperation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("repeat", [_str, new("n", TypeRule.Int)], _first, kernel: RowKernel.Of<RepeatOperation, StringView, int, StringView>(), canThrow: _safe, group: "string_funcs", example: "repeat('123', 2) = 123123");
        f.Scalar("replace", [_searched, new("search", Searchable), new("replace", Searchable, Literal.Of(""))], _first, optional: 1,
            kernel: CollatedSearch.Choose(0, RowKernel.Of<ReplaceOperation, StringView, StringView, StringView, StringView>(), RowKernel.Of<CollatedReplaceOperation, StringView, StringView, StringView, StringView>), check: OneCollation, canThrow: _safe, group: "string_funcs");
        f.Scalar("reverse", [new("expr", TypeRule.OneOf(TypeRule.String, TypeRule.Binary, TypeRule.Array))], _first, kernel: static site => site.ArgumentType(0) switch
        {
            ArrayType => new Nested.ArrayReverseFunction(site),
            BinaryType => RowKernel.Of<ReverseBytesOperation, StringView, StringView>()(site),
            _ => RowKernel.Of<ReverseTextOperation, StringView, StringView>()(site),
        }, canThrow: _safe, group: "collection_funcs", example: "reverse('Spark SQL') = LQS krapS");
        f.Scalar("right", [_str, new("len", TypeRule.Int)], _first, NullRules.Always, RowKernel.Of<RightOperation, StringView, int, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("soundex", [_str], _text, coercion: ArgumentCoercion.None, kernel: RowKernel.Of<SoundexOperation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("space", [new("n", TypeRule.Int)], _text, kernel: RowKernel.Of<SpaceOperation, int, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("split_part", [_searched, new("delimiter", Searchable), new("partNum", TypeRule.Int)], _first, NullRules.Always, CollatedSearch.Choose(0, RowKernel.Of<SplitPartOperation, StringView, StringView, int, StringView>(), RowKernel.Of<CollatedSplitPartOperation, StringView, StringView, int, StringView>), canThrow: static _ => true, group: "string_funcs");
        f.Scalar("substr substring", [new("str", TextOrBinary), new("pos", TypeRule.Int), new("len", TypeRule.Int, Literal.Of(int.MaxValue))], _first, optional: 1, kernel: static site =>
            (site.ArgumentType(0) is BinaryType ? RowKernel.Of<SubstringBytesOperation, StringView, int, int, StringView>() : RowKernel.Of<SubstringOperation, StringView, int, int, StringView>())(site), canThrow: _safe, group: "string_funcs", example: "substring('Spark SQL', 5) = k SQL");
        f.Scalar("substring_index", [_searched, new("delim", Searchable), new("count", TypeRule.Int)], _first, kernel: CollatedSearch.Choose(0, RowKernel.Of<SubstringIndexOperation, StringView, StringView, int, StringView>(), RowKernel.Of<CollatedSubstringIndexOperation, StringView, StringView, int, StringView>), check: OneCollation, canThrow: _safe, group: "string_funcs");
        f.Scalar("translate", [_searched, new("from", Searchable), new("to", Searchable)], _first, kernel: CollatedSearch.Choose(0, RowKernel.Of<TranslateOperation, StringView, StringView, StringView, StringView>(static _ => new TranslateCache()), RowKernel.Of<CollatedTranslateOperation, StringView, StringView, StringView, StringView>), check: OneCollation, canThrow: _safe, group: "string_funcs");
        f.Scalar("try_validate_utf8", [_str], _first, NullRules.Always, RowKernel.Of<TryValidateUtf8Operation, StringView, StringView>(), canThrow: _safe, group: "string_funcs");
        f.Scalar("ucase upper", [_str], _first, kernel: RowKernel.Of<UpperOperation, StringView, StringView>(), check: OneCollation, canThrow: _safe, group: "string_funcs", example: "upper('SparkSql') = SPARKSQL");
        f.Scalar("unbase64", [_str], _binary, kernel: RowKernel.Of<FromBase64Operation, StringView, StringView>(), canThrow: static _ => true, group: "string_funcs");
        f.Scalar("validate_utf8", [_str], _first, NullRules.Always, RowKernel.Of<ValidateUtf8Operation, StringView, StringView>(), canThrow: static _ => true, group: "string_funcs");
    }

    /// <summary>Two binaries are compared by a function that may give NULL as far as analysis knows.</summary>
    private static void Search<TOp, TCollated>(FunctionFamily f, string name)
        where TOp : struct, IRowOp<StringView, StringView, byte>
        where TCollated : struct, IRowOp<StringView, StringView, byte> =>
        f.Scalar(name, [new("left", _searchableOrBytes), new("right", _searchableOrBytes)], _truth, static call => call.Arguments.All(static argument => argument.Type is BinaryType) || NullRules.Propagate(call),
            CollatedSearch.Choose(0, RowKernel.Of<TOp, StringView, StringView, byte>(), RowKernel.Of<TCollated, StringView, StringView, byte>), check: OneCollation, coerce: BinaryOnlyTogether(0, 1), canThrow: _safe, group: "string_funcs");

    /// <summary>Searching needs one collation.</summary>
    internal static Core.Errors.QueryError? OneCollation(FunctionCall call) => call.Arguments.Select(static argument => argument.Type).OfType<StringType>().Distinct().ToArray() is { Length: > 0 } types
        ? OperatorChecks.Indeterminate(call, types.Length == 1 ? types[0] : new StringType((string?)null))
        : null;

    /// <summary>Texts are measured in characters, binaries in bytes.</summary>
    private static void Padding<TOp, TBinary>(FunctionFamily f, string name)
        where TOp : struct, IRowOp<StringView, int, StringView, StringView>
        where TBinary : struct, IRowOp<StringView, int, StringView, StringView> =>
        f.Scalar(name, [new("str", _bytesAsText), new("len", TypeRule.Int), new("pad", _bytesAsText)], _first, optional: 1,
            kernel: static site => site.ArgumentType(0) is BinaryType ? RowKernel.Of<TBinary, StringView, int, StringView, StringView>()(site) : RowKernel.Of<TOp, StringView, int, StringView, StringView>()(site),
            canThrow: _safe, group: "string_funcs",
            expand: null, coerce: static (call, ansi) => call.Arguments.Length == 2 && call.Arguments[0].Resolved
                ? [.. call.Arguments, call.Arguments[0].Type is BinaryType ? new Literal(new byte[] { 0 }, BinaryType.Instance) : Literal.Of(" ")]
                : call.Arguments.Length == 3 ? BinaryOnlyTogether(0, 2)(call, ansi) : null);

    /// <summary>Two binaries stay binary; one beside another type becomes text.</summary>
    private static Func<FunctionCall, bool, ImmutableArray<Expression>?> BinaryOnlyTogether(int left, int right) => (call, _) =>
        (call.Arguments[left].Type is BinaryType) == (call.Arguments[right].Type is BinaryType)
            ? null
            : [.. call.Arguments.Select((argument, i) => (i == left || i == right) && argument.Type is BinaryType ? DateTimeCalls.Cast(call, argument, StringType.Instance) : argument)];

    private static void Trim<TEnds>(FunctionFamily f, string name, string word) where TEnds : struct, ITrimEnds =>
        f.Scalar(name, [_searched, new("trimStr", Searchable)], static call => call.Arguments[^1].Type, optional: 1, kernel: Trimming<TEnds>(setFirst: true), check: OneCollation, checksBackwards: true, canThrow: _safe, group: "string_funcs",
            shape: (writer, call) =>
            {
                if (call.Arguments.Length == 1)
                {
                    writer.Call(name, call.Arguments);
                }
                else
                {
                    writer.Append("TRIM(").Append(word).Append(" ").Append(call.Arguments[0]).Append(" FROM ").Append(call.Arguments[1]).Append(")");
                }
            });

    private static Func<Evaluation.BoundCall, Evaluation.Evaluator> Trimming<TEnds>(bool setFirst) where TEnds : struct, ITrimEnds => site => (site.Arguments.Length == 1
        ? RowKernel.Of<TrimSpacesOperation<TEnds>, StringView, StringView>()
        : setFirst
            ? CollatedSearch.Choose(0, RowKernel.Of<TrimSetFirstOperation<TEnds>, StringView, StringView, StringView>(), RowKernel.Of<CollatedTrimFirstOperation<TEnds>, StringView, StringView, StringView>)
            : CollatedSearch.Choose(0, RowKernel.Of<TrimSetOperation<TEnds>, StringView, StringView, StringView>(), RowKernel.Of<CollatedTrimOperation<TEnds>, StringView, StringView, StringView>))(site);

    /// <summary>Prints the first arguments only, when all behind them were filled in.</summary>
    private static Action<ExpressionWriter, FunctionCall> HideDefaults(int shown) => (writer, call) =>
        writer.Call(call.CalledName, call.Arguments.Skip(shown).All(static argument => argument is Literal { Origin.IsKnown: false }) ? call.Arguments[..Math.Min(shown, call.Arguments.Length)] : call.Arguments);
}
