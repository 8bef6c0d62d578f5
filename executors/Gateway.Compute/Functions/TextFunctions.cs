using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Numerics;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers functions that put text together, convert its encoding, mask it or take it apart into sentences.</summary>
internal static class TextFunctions
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, bool> _safe = static _ => false;
    private static readonly Func<FunctionCall, DataType> _first = static call => call.Arguments[0].Type;
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Func<FunctionCall, DataType> _binary = static _ => BinaryType.Instance;
    private static readonly Literal _noText = Literal.NullOf(StringType.Instance);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("concat_ws", [new("sep", TypeRule.String), new("str", TypeRule.OneOf(TypeRule.ArrayOf(TypeRule.String), TypeRule.String))], _first, NullRules.From(0), static site => new ConcatWithSeparatorFunction(site),
            variadic: true, canThrow: _safe, group: "string_funcs", example: "concat_ws(' ', 'Spark', 'SQL') = Spark SQL");
        f.Scalar("decode", [new("bin", TypeRule.Any), new("charset", TypeRule.Any), new("result", TypeRule.Any)], _text, coercion: ArgumentCoercion.None, variadic: true, optional: 0, expectedCount: "2", expand: ExpandDecode, canThrow: _throws, group: "string_funcs");
        Decoder(f, "stringdecode", "decode");
        Decoder(f, "varchardecode", "to_varchar");
        f.Scalar("elt", [new("n", TypeRule.Int), new("input", StringFunctions.TextOrBinary)], static call => call.Arguments.Length > 1 ? call.Arguments[1].Type : StringType.Instance, NullRules.Always, static site => new PickTextFunction(site),
            variadic: true, optional: -1, coerce: SameKind, early: ChoicesFault, canThrow: static call => call.Ansi, group: "string_funcs", example: "elt(1, 'scala', 'java') = scala");
        f.Scalar("encode", [new("str", TypeRule.String), new("charset", TypeRule.String)], _binary, NullRules.Always, RowKernel.Of<EncodeOperation, StringView, StringView, StringView>(CharsetSettings.Make), canThrow: _throws, group: "string_funcs");
        f.Scalar("format_string printf", [new("strfmt", TypeRule.String), new("obj", TypeRule.Any)], _first, NullRules.From(0), static site => new FormatStringFunction(site), variadic: true, check: RefuseIndexZero, canThrow: _throws, group: "string_funcs");
        f.Scalar("mask", [new("str", TypeRule.String), Mask("upperChar", Literal.Of("X")), Mask("lowerChar", Literal.Of("x")), Mask("digitChar", Literal.Of("n")), Mask("otherChar", _noText)], _first, NullRules.Always,
            static site => RowKernel.Of<MaskOperation, StringView, StringView>(MakeMask)(site), optional: 4, coercion: ArgumentCoercion.None, check: CheckMask, named: true, canThrow: _safe, group: "string_funcs");
        f.Scalar("randstr", [new("length", TypeRule.Int), new("seed", TypeRule.OneOf(TypeRule.Int, TypeRule.Long) with { RefusesText = true })], _text, NullRules.Never, static site => new RandomTextEvaluator(site), optional: 1, check: CheckRandom, deterministic: false, canThrow: _safe, group: "string_funcs",
            // A seed that was left out does not show.
            shape: static (writer, call) => writer.Call("randstr", call.Arguments is [var length, Literal { Origin.IsKnown: false }] ? [length] : call.Arguments),
            coerce: static (call, _) => call.Arguments.Length == 1 ? [call.Arguments[0], Literal.Of(Random.Shared.NextInt64())] : null);
        f.Scalar("sentences", [new("str", TypeRule.String), new("lang", TypeRule.String, Literal.Of("")), new("country", TypeRule.String, Literal.Of(""))],
            static call => new ArrayType(new ArrayType(call.Arguments[0].Type, false), false), NullRules.Always, static site => new SentencesFunction(site), optional: 2, canThrow: _safe, group: "string_funcs");
    }

    private static void Decoder(FunctionFamily f, string name, string printed) =>
        f.Scalar(name, [new("bin", TypeRule.Binary), new("charset", TypeRule.String)], _text, NullRules.Always, RowKernel.Of<DecodeOperation, StringView, StringView, StringView>(CharsetSettings.Make),
            printed: printed, canThrow: _throws, isInternal: true);

    private static Parameter Mask(string name, Literal standard) => new(name, TypeRule.String, standard, Foldable: true);

    /// <summary>Two arguments name a character set; more are pairs to search and answer, as CASE does with <c>&lt;=&gt;</c>.</summary>
    private static Expression ExpandDecode(FunctionCall call)
    {
        if (call.Arguments.Length == 2)
        {
            return DateTimeCalls.Internal(call, "stringdecode", call.Arguments);
        }
        var branches = ImmutableArray.CreateBuilder<(Expression Condition, Expression Value)>();
        int index = 1;
        for (; index + 1 < call.Arguments.Length; index += 2)
        {
            branches.Add((DateTimeCalls.Call(call, "<=>", call.Arguments[0], call.Arguments[index]), call.Arguments[index + 1]));
        }
        return new CaseWhen(branches.ToImmutable(), index < call.Arguments.Length ? call.Arguments[index] : Literal.NullOf(StringType.Instance)) { Origin = call.Origin };
    }

    /// <summary>Choices of a wrong type are reported all together.</summary>
    private static QueryError? ChoicesFault(FunctionCall call)
    {
        Expression[] choices = [.. call.Arguments.Skip(1)];
        return call.Arguments[0].Type is not IntegerType || Array.TrueForAll(choices, static choice => choice.Type is StringType or BinaryType)
            ? null
            : FunctionCheck.Mismatch(call, "UNEXPECTED_INPUT_TYPE", ("paramIndex", "second..."), ("requiredType", "\"STRING\" or \"BINARY\""),
                ("inputSql", string.Join(',', choices.Select(FunctionCheck.Quoted))), ("inputType", string.Join(',', choices.Select(static choice => FunctionCheck.Quoted(choice.Type)))));
    }

    /// <summary>All choices are binary, or all become text.</summary>
    private static ImmutableArray<Expression>? SameKind(FunctionCall call, bool ansi)
    {
        var choices = call.Arguments.Skip(1);
        return choices.All(static choice => choice.Type is BinaryType) || !choices.Any(static choice => choice.Type is BinaryType)
            ? null
            : [call.Arguments[0], .. choices.Select(choice => DateTimeCalls.Cast(call, choice, choice.Type is BinaryType ? StringType.Instance : choice.Type))];
    }

    private static QueryError? RefuseIndexZero(FunctionCall call) => call.Arguments[0] is Literal { Value: string format } && format.Contains("%0$", StringComparison.Ordinal)
        ? QueryException.Create("INVALID_PARAMETER_VALUE.ZERO_INDEX", call.Origin, null, ("parameter", Quote.Id("strfmt")), ("functionName", Quote.Id("format_string")))
        : null;

    private static QueryError? CheckMask(FunctionCall call)
    {
        for (int i = 1; i < call.Arguments.Length; i++)
        {
            if (ConstantFolding.Evaluate(call.Arguments[i], QuerySettings.Default).Value is string text && text.EnumerateRunes().Count() != 1)
            {
                return FunctionCheck.Mismatch(call, "INPUT_SIZE_NOT_ONE", ("exprName", call.Function.Parameters[i].Name));
            }
        }
        return null;
    }

    private static object MakeMask(BoundCall site)
    {
        Rune? Character(int index) => site.Constant(index) is string text ? text.EnumerateRunes().First() : null;
        return new TextMask(Character(1), Character(2), Character(3), Character(4));
    }

    private static QueryError? CheckRandom(FunctionCall call)
    {
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            if (!argument.Foldable)
            {
                return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT",
                    ("inputName", Quote.Id(call.Function.Parameters[i].Name)), ("inputType", argument.Type is IntegerType ? "integer" : argument.Type.TypeName), ("inputExpr", FunctionCheck.Quoted(argument)));
            }
        }
        return call.Arguments[0] is { Foldable: true } length && ConstantFolding.Evaluate(length, QuerySettings.Default).Value is int and < 0 and var value
            ? FunctionCheck.Mismatch(call, "VALUE_OUT_OF_RANGE", ("exprName", Quote.Id("length")), ("valueRange", "[0, 2147483647]"), ("currentValue", Quote.Value(value)))
            : null;
    }
}

/// <summary>Joins strings and elements of string arrays; NULLs are left out.</summary>
internal sealed unsafe class ConcatWithSeparatorFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TextBuffer _buffer = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (arguments[0].Physical == PhysicalType.Null)
        {
            RowNulls.SetAll(selection, result);
            return;
        }
        var separators = arguments[0].Read<StringView>();
        var values = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!separators.IsValid(row))
            {
                result.SetNull(row);
                continue;
            }
            _buffer.Clear();
            bool first = true;
            var separator = StringView.Span(ref separators[row]);
            for (int k = 1; k < arguments.Length; k++)
            {
                var argument = arguments[k];
                if (argument.IsNull(row))
                {
                    continue;
                }
                if (argument.Physical == PhysicalType.List)
                {
                    var span = argument.Read<ListSpan>()[row];
                    var elements = argument.Source.Children[0];
                    for (int e = 0; e < span.Length; e++)
                    {
                        if (!elements.IsNull(span.Offset + e))
                        {
                            Append(StringView.Span(ref elements.Read<StringView>()[span.Offset + e]), separator, ref first);
                        }
                    }
                }
                else
                {
                    Append(StringView.Span(ref argument.Read<StringView>()[row]), separator, ref first);
                }
            }
            values[row] = result.Heap.Add(_buffer.Written);
        }
    }

    private void Append(ReadOnlySpan<byte> part, ReadOnlySpan<byte> separator, ref bool first)
    {
        if (!first)
        {
            _buffer.Append(separator);
        }
        first = false;
        _buffer.Append(part);
    }
}

/// <summary>Picks one of its arguments by a number that starts at 1.</summary>
internal sealed unsafe class PickTextFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var values = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                result.SetNull(row);
                continue;
            }
            int index = arguments[0].Read<int>()[row];
            if (index < 1 || index >= arguments.Length)
            {
                if (Site.Call.Ansi)
                {
                    throw QueryErrors.InvalidArrayIndex(Site.Call.Origin, index, arguments.Length - 1);
                }
                result.SetNull(row);
            }
            else if (arguments[index].IsNull(row))
            {
                result.SetNull(row);
            }
            else
            {
                values[row] = arguments[index].Read<StringView>()[row];
            }
        }
    }
}

/// <summary>What encode and decode take from the session.</summary>
/// <param name="Replaces">Whether characters without a code become a question mark instead of an error.</param>
/// <param name="AllowsAll">Whether character sets beyond Spark's own are taken (spark.sql.legacy.javaCharsets).</param>
internal sealed record CharsetSettings(bool Replaces, bool AllowsAll, string FunctionName)
{
    public static CharsetSettings Make(BoundCall site) => new(
        IsOn(site, "spark.sql.legacy.codingErrorAction"),
        IsOn(site, "spark.sql.legacy.javaCharsets"),
        site.Call.Function.PrintedName ?? site.Call.Function.Name);

    private static bool IsOn(BoundCall site, string setting) =>
        site.Context.Settings.Configuration.TryGetValue(setting, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds a character set that only java.nio knows; null when the session keeps to Spark's own, or there is none.</summary>
    public Encoding? FindForeign(ReadOnlySpan<byte> name) => AllowsAll && !Charsets.TryFind(name, out _) ? ForeignCharsets.Find(Encoding.UTF8.GetString(name), Replaces) : null;

    public Charset Find(ReadOnlySpan<byte> name) => Charsets.TryFind(name, out var charset)
        ? charset
        : throw new QueryException("INVALID_PARAMETER_VALUE.CHARSET",
            ("functionName", Quote.Id(FunctionName)), ("parameter", Quote.Id("charset")), ("charset", Encoding.UTF8.GetString(name)), ("charsets", Charsets.Names)).As("SparkIllegalArgumentException");

    public QueryException Malformed(ReadOnlySpan<byte> name) =>
        new("MALFORMED_CHARACTER_CODING", ("function", Quote.Id(FunctionName)), ("charset", Encoding.UTF8.GetString(name)));
}

internal readonly struct DecodeOperation : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView bytes, ref StringView charset, RowContext context, out StringView result)
    {
        var settings = (CharsetSettings)context.State!;
        var name = StringView.Span(ref charset);
        context.Buffer.Clear();
        bool isWhole = settings.FindForeign(name) is { } foreign
            ? ForeignCharsets.TryAppendDecoded(foreign, StringView.Span(ref bytes), context.Buffer)
            : Charsets.TryAppendDecoded(StringView.Span(ref bytes), settings.Find(name), settings.Replaces, context.Buffer);
        if (!isWhole)
        {
            throw settings.Malformed(name);
        }
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct EncodeOperation : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView charset, RowContext context, out StringView result)
    {
        var settings = (CharsetSettings)context.State!;
        var name = StringView.Span(ref charset);
        context.Buffer.Clear();
        bool isWhole = settings.FindForeign(name) is { } foreign
            ? ForeignCharsets.TryAppendEncoded(foreign, StringView.Span(ref text), context.Buffer)
            : Charsets.TryAppendEncoded(StringView.Span(ref text), settings.Find(name), settings.Replaces, context.Buffer);
        if (!isWhole)
        {
            throw settings.Malformed(name);
        }
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct MaskOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        ((TextMask)context.State!).Append(StringView.Span(ref text), context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

/// <summary>Draws letters and digits, a text for every active row in row order.</summary>
internal sealed unsafe class RandomTextEvaluator(BoundCall site) : Evaluator(StringType.Instance)
{
    private readonly Column _result = Column.Create(StringType.Instance, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private readonly byte[] _text = new byte[site.Constant(0) is int length ? length : 0];
    private readonly long _seed = site.Constant(1) switch { int seed => seed, long seed => seed, _ => 0 };
    private XorShiftRandom? _random;
    private int _partition = -1;

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (_random is null || batch.Partition != _partition)
        {
            _partition = batch.Partition;
            _random = new XorShiftRandom(unchecked(_seed + _partition));
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        var values = _result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            foreach (ref byte character in _text.AsSpan())
            {
                character = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8[Math.Abs(_random.NextInt32() % 62)];
            }
            values[selection[i]] = _result.Heap.Add(_text);
        }
        return _result;
    }
}
