using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Binds a cast to the kernel of its pair of types.</summary>
public static class CastEvaluator
{
    public static Evaluator Create(Cast cast, Evaluator child, EvaluationContext context)
    {
        if (TypeMerging.Same(cast.Child.Type, cast.Target))
        {
            return new RenameEvaluator(child, cast.Target);
        }
        throw new System.Diagnostics.UnreachableException($"no cast kernel from {cast.Child.Type} to {cast.Target}");
    }
}

/// <summary>Shows the child's column under a type that differs only in nested nullability.</summary>
internal sealed class RenameEvaluator(Evaluator child, DataType type) : Evaluator(type)
{
    public override Column Evaluate(Batch batch, Selection selection) => Column.Alias(Type, child.Evaluate(batch, selection));
}
