using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers LIKE and the regular expression functions.</summary>
internal static class PatternFunctions
{
    /// <summary>Patterns know bytes and lower case; other collations are refused.</summary>
    private static readonly TypeRule _matchable = TypeRule.String with { Accepts = static type => type is StringType { IsBinaryCollation: true } or StringType { Collation: "UTF8_LCASE" } };
    private static readonly Parameter _str = new("str", _matchable);
    private static readonly Parameter _regex = new("regexp", _matchable);
    private static readonly Parameter _group = new("idx", TypeRule.Int, Literal.Of(1));
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    /// <summary>A constant pattern is compiled when the call is bound: it cannot fail later.</summary>
    private static readonly Func<FunctionCall, bool> _throwsUnlessConstant = static call => !call.Arguments.Skip(1).All(static argument => argument.Foldable);
    private static readonly Func<FunctionCall, DataType> _truth = static _ => BooleanType.Instance;
    private static readonly Func<FunctionCall, DataType> _int = static _ => IntegerType.Instance;
    private static readonly Func<FunctionCall, DataType> _first = static call => call.Arguments[0].Type;

    public static void Register(FunctionFamily f)
    {
        f.Scalar("ilike", [_str, new("pattern", _matchable), new("escapeChar", TypeRule.String)], _truth, optional: 1, early: OneCharacter, kernel: static site => Like(site, ignoreCase: true), canThrow: _throwsUnlessConstant,
            shape: static (writer, call) => Escaped(writer, call, static (w, c) => w.Append("ilike(").Append(c.Arguments[0]).Append(", ").Append(c.Arguments[1]).Append(")")), group: "predicate_funcs");
        f.Scalar("like", [_str, new("pattern", _matchable), new("escapeChar", TypeRule.String)], _truth, optional: 1, early: OneCharacter, kernel: static site => Like(site, ignoreCase: false), canThrow: _throwsUnlessConstant,
            shape: static (writer, call) => Escaped(writer, call, static (w, c) => w.Append(c.Arguments[0]).Append(" LIKE ").Append(c.Arguments[1])), group: "predicate_funcs", example: "like('Spark', '_park') = true");
        LikeList(f, "likeall", all: true, negated: false);
        LikeList(f, "likeany", all: false, negated: false);
        LikeList(f, "notlikeall", all: true, negated: true);
        LikeList(f, "notlikeany", all: false, negated: true);
        f.Scalar("regexp regexp_like rlike", [_str, _regex], _truth, kernel: RowKernel.Of<RegexLikeOperation, StringView, StringView, byte>(RegexCache.Make), canThrow: _throwsUnlessConstant,
            shape: static (writer, call) => writer.Call(call.CalledName.ToUpperInvariant(), call.Arguments), group: "predicate_funcs");
        f.Scalar("regexp_count", [_str, _regex], _int, kernel: RowKernel.Of<RegexCountOperation, StringView, StringView, int>(RegexCache.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("regexp_extract", [_str, _regex, _group], _first, optional: 1, kernel: RowKernel.Of<RegexExtractOperation, StringView, StringView, int, StringView>(RegexCache.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("regexp_extract_all", [_str, _regex, _group], static call => new ArrayType(call.Arguments[0].Type, true), optional: 1,
            kernel: RowKernel.Of<RegexExtractAllOperation, StringView, StringView, int, ListSpan>(RegexCache.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("regexp_instr", [_str, _regex, new("idx", TypeRule.Int, Literal.Of(0))], _int, optional: 1, kernel: RowKernel.Of<RegexPositionOperation, StringView, StringView, int, int>(RegexCache.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("regexp_replace", [_str, _regex, new("rep", _matchable), new("position", TypeRule.Int, Literal.Of(1), Foldable: true)], _first, optional: 1,
            kernel: RowKernel.Of<RegexReplaceOperation, StringView, StringView, StringView, int, StringView>(RegexCache.Make), canThrow: _throws, check: PositionIsPositive, group: "string_funcs");
        f.Scalar("regexp_substr", [_str, _regex], _first, NullRules.Always, RowKernel.Of<RegexSubstringOperation, StringView, StringView, StringView>(RegexCache.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("split", [_str, _regex, new("limit", TypeRule.Int, Literal.Of(-1))], static call => new ArrayType(call.Arguments[0].Type, false), optional: 1,
            kernel: RowKernel.Of<SplitOperation, StringView, StringView, int, ListSpan>(RegexCache.Make), canThrow: _throwsUnlessConstant, group: "string_funcs");
    }

    private static QueryError? OneCharacter(FunctionCall call) =>
        call.Arguments.Length > 2 && call.Arguments[2] is not Literal { Value: string { Length: 1 } }
            ? QueryException.Create("INVALID_ESCAPE_CHAR", call.Origin, null, ("sqlExpr", FunctionCheck.Quoted(call.Arguments[2])))
            : null;

    private static QueryError? PositionIsPositive(FunctionCall call)
    {
        if (call.Arguments.Length < 4 || call.Arguments[3] is not Literal { Value: int position } || position > 0)
        {
            return null;
        }
        return FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", "position"), ("valueRange", "(0, 2147483647]"), ("currentValue", Quote.Value(position)));
    }

    private static void Escaped(ExpressionWriter writer, FunctionCall call, Action<ExpressionWriter, FunctionCall> plain)
    {
        plain(writer, call);
        if (call.Function.Name != "ilike" && call.Arguments.Length > 2 && call.Arguments[2] is Literal { Value: string other and not "\\" })
        {
            writer.Append(" ESCAPE '").Append(other).Append("'");
        }
    }

    private static Evaluator Like(BoundCall site, bool ignoreCase) => RowKernel.Of<LikeOperation, StringView, StringView, byte>(_ => new LikeCache(site, ignoreCase || site.ArgumentType(0) is StringType { Collation: "UTF8_LCASE" }))(site);

    /// <summary>LIKE ANY and ALL: the patterns are arguments after the first; the column name shows the first only.</summary>
    private static void LikeList(FunctionFamily f, string name, bool all, bool negated) =>
        f.Scalar(name, [_str, new("pattern", _matchable)], _truth, nulls: static call => IsList(call) || call.Arguments.Any(static argument => argument.Nullable), variadic: true, early: NestedPattern,
            rewrite: call => Combine(call, all, negated), shape: (writer, call) =>
            {
                if (IsList(call))
                {
                    writer.Append(name).Append("(").Append(call.Arguments[0]).Append(")");
                }
                else
                {
                    writer.Append(call.Replacement);
                }
            }, canThrow: _throwsUnlessConstant, isInternal: false, group: "predicate_funcs");

    /// <summary>Tells whether the patterns are constants, which one expression compares; others become a chain of LIKE.</summary>
    private static bool IsList(FunctionCall call) =>
        call.Arguments.Skip(1).All(static pattern => pattern is Literal { Value: not null } or FunctionCall { Function.Name: "lcase" or "lower", Arguments: [Literal { Value: not null }] })
        || !call.Arguments.All(static argument => argument.Resolved && argument.Type is StringType);

    /// <summary>Blames a pattern that is no text on the LIKE of its own.</summary>
    private static QueryError? NestedPattern(FunctionCall call) =>
        call.Arguments.Skip(1).FirstOrDefault(static pattern => pattern.Type is ArrayType or MapType or StructType) is { } wrong
            ? CollectionChecks.Unexpected(Call("like", call, call.Arguments[0], wrong), 1, Quote.Type(StringType.Instance))
            : null;

    private static Expression Combine(FunctionCall call, bool all, bool negated)
    {
        Expression? combined = null;
        foreach (var pattern in call.Arguments.Skip(1))
        {
            Expression match = Call("like", call, call.Arguments[0], pattern);
            match = negated ? Call("not", call, match) : match;
            combined = combined is null ? match : Call(all ? "and" : "or", call, combined, match);
        }
        return combined!;
    }

    private static FunctionCall Call(string name, FunctionCall original, params System.Collections.Immutable.ImmutableArray<Expression> arguments) =>
        new(FunctionRegistry.Builtin.Find(name)!, name, arguments, original.Mode) { Origin = original.Origin };
}

/// <summary>Keeps the last compiled LIKE pattern of a call.</summary>
internal sealed class LikeCache
{
    private readonly BoundCall _site;
    private readonly byte[] _escape;
    private readonly TextBuffer? _lowered;
    private readonly TextBuffer _loweredPattern = new();
    private byte[]? _pattern;
    private LikePattern? _compiled;
    private bool _hasAny;

    public LikeCache(BoundCall site, bool ignoreCase)
    {
        _site = site;
        _lowered = ignoreCase ? new TextBuffer() : null;
        _escape = site.Call.Arguments.Length > 2 && site.IsFoldable(2) ? Encoding.UTF8.GetBytes((string?)site.Constant(2) ?? "\\") : "\\"u8.ToArray();
    }

    public bool IsMatch(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern)
    {
        if (_pattern is null || !pattern.SequenceEqual(_pattern))
        {
            Compile(pattern);
        }
        // Only an underscore asks where a character ends.
        if (_hasAny)
        {
            text = Utf8Text.Decoded(text);
        }
        if (_lowered is null)
        {
            return _compiled!.IsMatch(text);
        }
        _lowered.Clear();
        CaseMapping.AppendLower(text, _lowered);
        return _compiled!.IsMatch(_lowered.Written);
    }

    private void Compile(ReadOnlySpan<byte> pattern)
    {
        _pattern = pattern.ToArray();
        _hasAny = pattern.Contains((byte)'_');
        if (_lowered is not null)
        {
            _loweredPattern.Clear();
            CaseMapping.AppendLower(pattern, _loweredPattern);
            pattern = _loweredPattern.Written;
        }
        var fault = LikePattern.TryCompile(pattern, _escape, out _compiled, out string character);
        string format = Quote.Value(Encoding.UTF8.GetString(_pattern));
        switch (fault)
        {
            case LikeFault.None:
                return;
            case LikeFault.EscapeAtTheEnd:
                throw new QueryException("INVALID_FORMAT.ESC_AT_THE_END", ("format", format)).As("AnalysisException");
            case LikeFault.EscapeInTheMiddle:
                throw new QueryException("INVALID_FORMAT.ESC_IN_THE_MIDDLE", ("format", format), ("char", Quote.Value(character))).As("AnalysisException");
            default:
                throw new System.Diagnostics.UnreachableException(_site.Call.CalledName);
        }
    }
}

internal readonly struct LikeOperation : IRowOp<StringView, StringView, byte>
{
    public static bool Invoke(ref StringView text, ref StringView pattern, RowContext context, out byte result)
    {
        result = ((LikeCache)context.State!).IsMatch(StringView.Span(ref text), StringView.Span(ref pattern)) ? (byte)1 : (byte)0;
        return true;
    }
}
