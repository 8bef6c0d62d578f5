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
        if (IsRename(cast.Child.Type, cast.Target))
        {
            return new RenameEvaluator(child, cast.Target);
        }
        var site = new CastSite(cast.Child.Type, cast.Target, cast.Mode, cast.Origin, context, cast.Child.Foldable);
        return new KernelCastEvaluator(child, CastKernels.Find(site), cast.Target, context);
    }

    /// <summary>Tells whether the values stay as they are in memory.</summary>
    internal static bool IsRename(DataType from, DataType to) => TypeMerging.Same(from, to) ||
        (to is not (CharType or VarcharType) && from.IsIn(TypeClass.String | TypeClass.Binary) && to.IsIn(TypeClass.String | TypeClass.Binary));
}

/// <summary>Shows the child's column under another type of the same memory layout.</summary>
internal sealed class RenameEvaluator(Evaluator child, DataType type) : Evaluator(type)
{
    public override bool IsConstant => child.IsConstant;

    public override Column Evaluate(Batch batch, Selection selection) => Column.Alias(Type, child.Evaluate(batch, selection));
}

/// <summary>Runs a cast kernel over the child's column into a reused result column.</summary>
internal sealed class KernelCastEvaluator(Evaluator child, CastKernel kernel, DataType type, EvaluationContext context) : Evaluator(type)
{
    private readonly Column _result = Column.Create(type, Math.Max(1, context.BatchSize), context.Memory);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        var source = child.Evaluate(batch, selection);
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        if (selection.Count == 0)
        {
            return _result;
        }
        if (source.Shape == ColumnShape.Constant)
        {
            kernel.Run(source, Selection.All(1), _result);
            _result.Shape = ColumnShape.Constant;
        }
        else
        {
            kernel.Run(source, selection, _result);
        }
        return _result;
    }
}
