using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Gives one BIGINT for a whole batch.</summary>
internal sealed unsafe class BatchLongEvaluator : Evaluator
{
    private readonly EvaluationContext _context;
    private readonly Func<EvaluationContext, Batch, long> _value;
    private readonly Column _result;

    public BatchLongEvaluator(BoundCall site, Func<EvaluationContext, Batch, long> value) : base(site.ResultType)
    {
        _context = site.Context;
        _value = value;
        _result = Column.Create(site.ResultType, 1, site.Context.Memory);
        _result.Shape = ColumnShape.Constant;
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        _result.Data<long>()[0] = _value(_context, batch);
        return _result;
    }
}

/// <summary><c>spark_partition_id</c>.</summary>
internal sealed unsafe class PartitionIdEvaluator : Evaluator
{
    private readonly Column _result;

    public PartitionIdEvaluator(BoundCall site) : base(site.ResultType)
    {
        _result = Column.Create(site.ResultType, 1, site.Context.Memory);
        _result.Shape = ColumnShape.Constant;
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        _result.Data<int>()[0] = batch.Partition;
        return _result;
    }
}

/// <summary><c>input_file_name</c>: the file being read, or empty.</summary>
internal sealed unsafe class InputFileEvaluator : Evaluator
{
    private readonly EvaluationContext _context;
    private readonly Column _result;
    private string _shown = "";

    public InputFileEvaluator(BoundCall site) : base(site.ResultType)
    {
        _context = site.Context;
        _result = Column.Create(site.ResultType, 1, site.Context.Memory);
        _result.Shape = ColumnShape.Constant;
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (!ReferenceEquals(_shown, _context.InputFile))
        {
            _shown = _context.InputFile;
            _result.Reset();
            _result.Data<StringView>()[0] = _result.Heap.Add(Encoding.UTF8.GetBytes(_shown));
            _result.Shape = ColumnShape.Constant;
        }
        return _result;
    }
}

/// <summary><c>monotonically_increasing_id</c>: the partition in the upper 31 bits, the count of rows seen in it in the lower 33.</summary>
internal sealed unsafe class IncreasingIdEvaluator : Evaluator
{
    private const int RowBits = 33;
    private readonly Column _result;
    private int _partition = -1;
    private long _next;

    public IncreasingIdEvaluator(BoundCall site) : base(site.ResultType) =>
        _result = Column.Create(site.ResultType, site.Context.BatchSize, site.Context.Memory);

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (_partition != batch.Partition)
        {
            _partition = batch.Partition;
            _next = (long)_partition << RowBits;
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        long* values = _result.Data<long>();
        for (int i = 0; i < selection.Count; i++)
        {
            values[selection[i]] = _next++;
        }
        return _result;
    }
}

/// <summary><c>uuid</c>: random version-4 identifiers, the same for the same seed and partition.</summary>
internal sealed unsafe class UuidEvaluator : Evaluator
{
    private readonly long _seed;
    private readonly Column _result;
    private Mersenne? _random;
    private int _partition = -1;

    public UuidEvaluator(BoundCall site, long seed) : base(site.ResultType)
    {
        _seed = seed;
        _result = Column.Create(site.ResultType, site.Context.BatchSize, site.Context.Memory);
    }

    public override Column Evaluate(Batch batch, Selection selection)
    {
        if (_random is null || _partition != batch.Partition)
        {
            _partition = batch.Partition;
            _random = new Mersenne(_seed + _partition);
        }
        _result.Reset();
        _result.EnsureCapacity(selection.Extent, 0);
        Span<byte> text = stackalloc byte[36];
        for (int i = 0; i < selection.Count; i++)
        {
            ulong high = (ulong)_random.NextInt64() & 0xFFFFFFFFFFFF0FFF | 0x0000000000004000;
            ulong low = ((ulong)_random.NextInt64() | 0x8000000000000000) & 0xBFFFFFFFFFFFFFFF;
            var id = new Guid((uint)(high >> 32), (ushort)(high >> 16), (ushort)high, (byte)(low >> 56), (byte)(low >> 48), (byte)(low >> 40), (byte)(low >> 32),
                (byte)(low >> 24), (byte)(low >> 16), (byte)(low >> 8), (byte)low);
            id.TryFormat(text, out _);
            _result.Data<StringView>()[selection[i]] = _result.Heap.Add(text);
        }
        return _result;
    }
}

/// <summary><c>raise_error</c>: fails at the first row that reaches it.</summary>
internal sealed class RaiseErrorFunction(BoundCall site) : ColumnFunction(site)
{
    protected override unsafe void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        if (selection.Count > 0)
        {
            int row = selection[0];
            throw QueryErrors.Raised(arguments[0].IsNull(row) ? "null" : arguments[0].Read<StringView>()[row].ToString());
        }
    }
}

/// <summary><c>single_row(isSingle, value)</c>: the value where a subquery gave one row; a second row is an error.</summary>
internal sealed class SingleRowEvaluator(BoundCall site) : Evaluator(site.ResultType)
{
    public override unsafe Column Evaluate(Batch batch, Selection selection)
    {
        var isSingle = site.Arguments[0].Evaluate(batch, selection);
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (!isSingle.IsNull(row) && isSingle.Read<byte>()[row] == 0)
            {
                throw QueryErrors.TooManyRows(site.Call.Origin, isCorrelated: true);
            }
        }
        return site.Arguments[1].Evaluate(batch, selection);
    }
}
