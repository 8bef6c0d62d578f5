using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers conversions between text and numbers or bytes by a format.</summary>
internal static class TextNumberFunctions
{
    private static readonly Func<FunctionCall, bool> _throws = static _ => true;
    private static readonly Func<FunctionCall, DataType> _text = static _ => StringType.Instance;
    private static readonly Func<FunctionCall, DataType> _binary = static _ => BinaryType.Instance;
    private static readonly Parameter _binaryFormat = new("fmt", TypeRule.String, Foldable: true);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("format_number", [new("expr1", TypeRule.Numeric), new("expr2", TypeRule.OneOf(TypeRule.Int, TypeRule.String))], _text, NullRules.Always, FormatKernel, coercion: ArgumentCoercion.None, canThrow: _throws, group: "string_funcs");
        f.Scalar("to_binary", [new("str", TypeRule.String), _binaryFormat], _binary, static call => IsBase64(call) ? NullRules.Propagate(call) : true, BinaryKernel, optional: 1, early: CheckBinaryFormat, canThrow: _throws, group: "string_funcs");
        f.Scalar("try_to_binary", [new("str", TypeRule.String), _binaryFormat], _binary, NullRules.Always, BinaryKernel, optional: 1, early: CheckBinaryFormat, checkedAs: "to_binary", canThrow: static _ => false, group: "string_funcs");
        f.Scalar("to_char to_varchar", [new("expr", TypeRule.Any), new("format", TypeRule.Any)], _text, coercion: ArgumentCoercion.None, expand: ExpandToChar, canThrow: _throws, group: "string_funcs",
            shape: static (writer, call) =>
            {
                if (call.Arguments.All(static argument => argument.Resolved))
                {
                    writer.Append(ExpandToChar(call));
                }
                else
                {
                    writer.Call("to_char", call.Arguments);
                }
            });
        f.Scalar("tocharacter", [new("expr", TypeRule.Decimal), new("format", TypeRule.String)], _text, kernel: ToCharacterKernel, printed: "to_char", check: CheckNumberFormat, canThrow: static _ => false, isInternal: true);
        f.Scalar("to_number", [new("expr", TypeRule.String), new("fmt", TypeRule.String)], NumberType, kernel: NumberKernel, check: CheckNumberFormat, canThrow: _throws, group: "string_funcs");
        f.Scalar("try_to_number", [new("expr", TypeRule.String), new("fmt", TypeRule.String)], NumberType, NullRules.Always, NumberKernel, check: CheckNumberFormat, canThrow: static _ => false, group: "string_funcs");
    }

    private static Evaluator FormatKernel(BoundCall site) => site.ArgumentType(0) switch
    {
        ByteType => Format<sbyte, ExactNumber<sbyte>>(site),
        ShortType => Format<short, ExactNumber<short>>(site),
        IntegerType => Format<int, ExactNumber<int>>(site),
        LongType or DecimalType { Physical: PhysicalType.Int64 } => Format<long, ExactNumber<long>>(site),
        FloatType => Format<float, FloatingNumber<float>>(site),
        DoubleType => Format<double, FloatingNumber<double>>(site),
        _ => Format<Int128, ExactNumber<Int128>>(site),
    };

    private static Evaluator Format<T, TNumber>(BoundCall site) where T : unmanaged where TNumber : struct, INumberToFormat<T> => site.ArgumentType(1) is StringType
        ? RowKernel.Of<FormatByPatternOperation<T, TNumber>, T, StringView, StringView>(static _ => new NumberFormatCache())(site)
        : RowKernel.Of<FormatByDigitsOperation<T, TNumber>, T, int, StringView>(static _ => new NumberFormatCache())(site);

    /// <summary>Dates and times are printed by their pattern, bytes by the name of a code, everything else as a number.</summary>
    private static FunctionCall ExpandToChar(FunctionCall call)
    {
        var value = call.Arguments[0];
        if (value.Type is DateType or TimestampType or TimestampNtzType or TimestampNanosType or TimeType)
        {
            return DateTimeCalls.Call(call, "date_format", call.Arguments);
        }
        if (value.Type is not BinaryType)
        {
            return DateTimeCalls.Internal(call, "tocharacter", call.Arguments);
        }
        string? format = DateTimeCalls.ConstantText(call, 1, call.CalledName, "format");
        return format?.ToLowerInvariant() switch
        {
            "base64" => Named(call, DateTimeCalls.Call(call, "base64", value)),
            "hex" => Named(call, DateTimeCalls.Call(call, "hex", value)),
            "utf-8" => Named(call, DateTimeCalls.Internal(call, call.Function.Name == "to_varchar" ? "varchardecode" : "stringdecode", value, call.Arguments[1])),
            _ => throw new QueryException("INVALID_PARAMETER_VALUE.BINARY_FORMAT", call.Origin,
                ("functionName", Quote.Id(call.CalledName)), ("parameter", Quote.Id("format")), ("invalidFormat", Quote.Value(format ?? "null"))).As("AnalysisException"),
        };
    }

    /// <summary>to_varchar prints the function that it becomes under its own name.</summary>
    private static FunctionCall Named(FunctionCall call, FunctionCall expanded) => call.Function.Name == "to_varchar" ? expanded with { CalledName = "to_varchar" } : expanded;

    private static string? FormatOf(FunctionCall call) => call.Arguments[1].Foldable && call.Arguments[1].Type is StringType
        ? (string?)ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value
        : null;

    private static DataType NumberType(FunctionCall call) =>
        FormatOf(call) is { } format && NumberPattern.TryCompile(format, out var pattern, out _) == NumberPatternFault.None
            ? new DecimalType(pattern!.Shape.Precision, pattern.Shape.Scale)
            : new DecimalType(10, 0);

    private static QueryError? CheckNumberFormat(FunctionCall call)
    {
        var argument = call.Arguments[1];
        if (!argument.Foldable)
        {
            string name = argument switch { Cast => "cast", FunctionCall inner => inner.CalledName, Replaceable { Original: FunctionCall inner } => inner.CalledName, _ => "attributereference" };
            return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", Quote.Id(name)), ("inputType", FunctionCheck.Quoted(argument.Type)), ("inputExpr", FunctionCheck.Quoted(argument)));
        }
        if (FormatOf(call) is not { } format)
        {
            return null;
        }
        var fault = NumberPattern.TryCompile(format, out _, out string token);
        string quoted = Quote.Value(format.ToUpperInvariant());
        QueryError Plain(string condition) => QueryException.Create("INVALID_FORMAT." + condition, call.Origin, "AnalysisException", ("format", quoted));
        QueryError WithToken(string condition) => QueryException.Create("INVALID_FORMAT." + condition, call.Origin, "AnalysisException", ("token", token), ("format", quoted));
        return fault switch
        {
            NumberPatternFault.None => null,
            NumberPatternFault.Empty => Plain("EMPTY"),
            NumberPatternFault.WrongNumDigit => Plain("WRONG_NUM_DIGIT"),
            NumberPatternFault.WrongNumToken => WithToken("WRONG_NUM_TOKEN"),
            NumberPatternFault.ThousandsSepsMustBeforeDec => Plain("THOUSANDS_SEPS_MUST_BEFORE_DEC"),
            NumberPatternFault.CurMustBeforeDigit => Plain("CUR_MUST_BEFORE_DIGIT"),
            NumberPatternFault.CurMustBeforeDec => Plain("CUR_MUST_BEFORE_DEC"),
            NumberPatternFault.ContThousandsSeps => Plain("CONT_THOUSANDS_SEPS"),
            NumberPatternFault.UnexpectedToken => WithToken("UNEXPECTED_TOKEN"),
            _ => throw new System.Diagnostics.UnreachableException(fault.ToString()),
        };
    }

    private static object? MakePattern(BoundCall site) =>
        site.Constant(1) is string format && NumberPattern.TryCompile(format, out var pattern, out _) == NumberPatternFault.None ? pattern : null;

    private static Evaluator NumberKernel(BoundCall site) => site.ResultType.Physical == PhysicalType.Int64
        ? RowKernel.Of<ToNumberOperation<long>, StringView, StringView, long>(MakePattern)(site)
        : RowKernel.Of<ToNumberOperation<Int128>, StringView, StringView, Int128>(MakePattern)(site);

    private static Evaluator ToCharacterKernel(BoundCall site) => site.ArgumentType(0).Physical == PhysicalType.Int64
        ? RowKernel.Of<ToCharacterOperation<long>, long, StringView, StringView>(MakePattern)(site)
        : RowKernel.Of<ToCharacterOperation<Int128>, Int128, StringView, StringView>(MakePattern)(site);

    private static string? BinaryFormatOf(FunctionCall call) => call.Arguments.Length < 2
        ? "hex"
        : call.Arguments[1].Foldable && call.Arguments[1].Type is StringType ? ((string?)ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value)?.ToLowerInvariant() : null;

    private static bool IsBase64(FunctionCall call) => BinaryFormatOf(call) == "base64";

    /// <summary>The format comes before the text's type. The try_ form takes any text for a format and is NULL for those it does not know.</summary>
    private static QueryError? CheckBinaryFormat(FunctionCall call) =>
        call.Arguments.Length > 1 && !call.Arguments[1].Foldable
        ? FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", "`fmt`"), ("inputType", "\"STRING\""), ("inputExpr", FunctionCheck.Quoted(call.Arguments[1])))
        : call.Arguments.Length < 2 || call.Arguments[1].Type is NullType
        || (call.Arguments[1].Type is StringType && (IsBinaryFormat(BinaryFormatOf(call)) || call.Mode == EvaluationMode.Try))
        ? null
        : FunctionCheck.Mismatch(call, "INVALID_ARG_VALUE", ("inputName", "fmt"), ("requireType", "case-insensitive \"STRING\""), ("validValues", "'hex', 'utf-8', 'utf8', or 'base64'"),
            ("inputValue", BinaryFormatOf(call) is { } format ? Quote.Value(format) : LiteralText.Value(ConstantFolding.Evaluate(call.Arguments[1], QuerySettings.Default).Value, call.Arguments[1].Type)));

    private static bool IsBinaryFormat(string? format) => format is null or "hex" or "utf-8" or "utf8" or "base64";

    private static Evaluator BinaryKernel(BoundCall site) => site.Arguments.Length == 1
        ? RowKernel.Of<ToBinaryOperation, StringView, StringView>(static _ => "hex")(site)
        : RowKernel.Of<ToBinaryByFormatOperation, StringView, StringView, StringView>(static s => BinaryFormatOf(s.Call))(site);
}

internal readonly struct ToNumberOperation<T> : IRowOp<StringView, StringView, T> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref StringView text, ref StringView format, RowContext context, out T result)
    {
        var bytes = StringView.Span(ref text);
        if (((NumberPattern)context.State!).TryParse(bytes, out var unscaled))
        {
            result = T.CreateChecked(unscaled);
            return true;
        }
        result = T.Zero;
        return context.Site.Call.Mode == EvaluationMode.Try
            ? false
            : throw new QueryException("INVALID_FORMAT.MISMATCH_INPUT",
                ("inputType", Quote.Type(StringType.Instance)), ("input", Encoding.UTF8.GetString(bytes)), ("format", format.ToString())).As("SparkIllegalArgumentException");
    }
}

internal readonly struct ToCharacterOperation<T> : IRowOp<T, StringView, StringView> where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    public static bool Invoke(ref T value, ref StringView format, RowContext context, out StringView result)
    {
        context.Buffer.Clear();
        ((NumberPattern)context.State!).Append(Int128.CreateChecked(value), ((DecimalType)context.Site.ArgumentType(0)).Scale, context.Buffer);
        result = context.TakeBuffer();
        return true;
    }
}

internal readonly struct ToBinaryOperation : IRowOp<StringView, StringView>
{
    public static bool Invoke(ref StringView text, RowContext context, out StringView result)
    {
        var bytes = StringView.Span(ref text);
        string format = (string)context.State!;
        context.Buffer.Clear();
        bool read = true;
        switch (format)
        {
            case "hex":
                read = BinaryText.TryAppendFromHexadecimal(bytes, context.Buffer);
                break;
            case "base64":
                read = BinaryText.IsBase64(bytes) && BinaryText.TryAppendFromBase64(bytes, context.Buffer);
                break;
            case "utf-8" or "utf8":
                context.Buffer.Append(bytes);
                break;
            default:
                read = false;
                break;
        }
        result = read ? context.TakeBuffer() : default;
        return read || context.Site.Call.Mode == EvaluationMode.Try
            ? read
            : throw new QueryException("CONVERSION_INVALID_INPUT",
                ("str", Quote.Value(Encoding.UTF8.GetString(bytes))), ("fmt", Quote.Value(format.ToUpperInvariant())), ("targetType", Quote.Type(BinaryType.Instance)), ("suggestion", Quote.Id("try_to_binary"))).As("SparkIllegalArgumentException");
    }
}

internal readonly struct ToBinaryByFormatOperation : IRowOp<StringView, StringView, StringView>
{
    public static bool Invoke(ref StringView text, ref StringView format, RowContext context, out StringView result) => ToBinaryOperation.Invoke(ref text, context, out result);
}
