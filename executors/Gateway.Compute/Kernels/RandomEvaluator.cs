using Gateway.Compute.Evaluation;
using Gateway.Compute.Numerics;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Kernels;

/// <summary>Draws a number for every active row, in row order.</summary>
internal sealed unsafe class RandomEvaluator(BoundCall site, long seed, bool gaussian, double offset = 0, double factor = 1) : Evaluator(DoubleType.Instance)
{
    private readonly Column _result = Column.Create(DoubleType.Instance, Math.Max(1, site.Context.BatchSize), site.Context.Memory);
    private XorShiftRandom? _random;
    private int _partition = -1;

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (_random is null || batch.Partition != _partition)
        {
            _partition = batch.Partition;
            _random = new XorShiftRandom(unchecked(seed + _partition));
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        double* values = _result.Data<double>();
        for (int i = 0; i < selection.Count; i++)
        {
            double drawn = gaussian ? _random.NextGaussian() : _random.NextDouble();
            values[selection[i]] = factor == 1 && offset == 0 ? drawn : offset + (factor * drawn);
        }
        return _result;
    }
}
