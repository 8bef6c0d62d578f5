using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Converts a value to another type. Written by the user (tag <see cref="ExpressionTags.UserCast"/>) or inserted by coercion.</summary>
/// <remarks>Which pairs are legal, and when the result is nullable, is <see cref="Casts.CastRules"/>'.</remarks>
public sealed record Cast(Expression Child, DataType Target, EvaluationMode Mode) : Expression
{
    public bool IsUserWritten => (Tags & ExpressionTags.UserCast) != 0;
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => Target;
    public override bool Nullable => Child.Nullable || Casts.CastRules.MayYieldNull(Child.Type, Target, Mode);
    public override bool Foldable => Child.Foldable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };
    protected override bool ComputeResolved() => Child.Resolved && Casts.CastRules.CanCast(Child.Type, Target, Mode);

    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Pretty && !IsUserWritten)
        {
            writer.Append(Child);
            return;
        }
        if (writer.Style == PrintStyle.Plan)
        {
            writer.Append(Mode == EvaluationMode.Try ? "try_cast(" : "cast(").Append(Child).Append(" as ").Append(TypeText.CatalogString(Target)).Append(")");
            return;
        }
        if ((writer.Style is PrintStyle.Pretty or PrintStyle.Sql) && (Target is ArrayType or MapType or StructType))
        {
            writer.Append(Child);
            return;
        }
        writer.Append(Mode == EvaluationMode.Try ? "TRY_CAST(" : "CAST(").Append(Child).Append(" AS ").Append(TypeText.Sql(Target)).Append(")");
    }
}
