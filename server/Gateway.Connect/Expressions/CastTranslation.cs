using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Types;
using Target = Spark.Connect.Expression.Types.Cast.CastToTypeOneofCase;
using Mode = Spark.Connect.Expression.Types.Cast.Types.EvalMode;

namespace Gateway.Connect.Expressions;

/// <summary>Translates casts that the user wrote.</summary>
internal static class CastTranslation
{
    public static Expression Translate(Translator translator, Proto.Expression.Types.Cast message)
    {
        var child = translator.Expression(InvalidPlan.Required(message.Expr, message, "expr"));
        var target = message.CastToTypeCase switch
        {
            Target.Type => translator.Types.Read(message.Type),
            Target.TypeStr => translator.Host.ParseDataType(message.TypeStr),
            Target.None or _ => throw InvalidPlan.NotSet(message, "cast_to_type"),
        };
        var mode = message.EvalMode switch
        {
            Mode.Unspecified => translator.Host.DefaultMode,
            Mode.Legacy => EvaluationMode.Legacy,
            Mode.Ansi => EvaluationMode.Ansi,
            Mode.Try => EvaluationMode.Try,
            _ => throw InvalidPlan.BadEnum("spark.connect.Expression.Cast.eval_mode", message.EvalMode.ToString(), (int)message.EvalMode),
        };
        return new Cast(child, WithoutLengths(target), mode) { Tags = ExpressionTags.UserCast };
    }

    /// <summary>Replaces CHAR and VARCHAR by STRING, as casts outside tables do.</summary>
    private static DataType WithoutLengths(DataType type) => type switch
    {
        CharType or VarcharType => StringType.Instance,
        ArrayType array => new ArrayType(WithoutLengths(array.Element), array.ContainsNull),
        MapType map => new MapType(WithoutLengths(map.Key), WithoutLengths(map.Value), map.ValueContainsNull),
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Type = WithoutLengths(member.Type) })),
        _ => type,
    };
}
