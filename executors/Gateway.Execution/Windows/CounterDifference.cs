using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Functions;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Execution.Pipelines;

namespace Gateway.Execution.Windows;

/// <summary>How much a counter grew since the row before that has a value (counter_diff); NULL where the counter began anew.</summary>
internal static class CounterDifference
{
    public static WindowFunction Bind(FunctionCall call, WorkerContext worker) => call.Type.Physical switch
    {
        PhysicalType.Int8 => new CounterDifference<sbyte>(call, worker),
        PhysicalType.Int16 => new CounterDifference<short>(call, worker),
        PhysicalType.Int32 => new CounterDifference<int>(call, worker),
        PhysicalType.Int64 => new CounterDifference<long>(call, worker),
        PhysicalType.Int128 => new CounterDifference<Int128>(call, worker),
        PhysicalType.Float32 => new CounterDifference<float>(call, worker),
        PhysicalType.Float64 => new CounterDifference<double>(call, worker),
        _ => throw new UnreachableException(call.Type.ToString()),
    };
}

/// <summary>Computes differences of one kind of number. A counter began anew when it fell, or when its start time moved on.</summary>
internal sealed unsafe class CounterDifference<T>(FunctionCall call, WorkerContext worker) : WindowFunction where T : unmanaged, INumber<T>
{
    private readonly Evaluator _value = EvaluatorCompiler.Compile(call.Arguments[0], worker.Evaluation);
    private readonly Evaluator? _start = call.Arguments.Length > 1 ? EvaluatorCompiler.Compile(call.Arguments[1], worker.Evaluation) : null;
    private readonly Column _result = Column.Create(call.Type, worker.BatchSize, worker.Memory);

    public override Column Compute(WindowChunk chunk)
    {
        _result.Reset();
        _result.EnsureCapacity(chunk.Count, 0);
        var all = Selection.All(chunk.Count);
        var values = _value.Evaluate(chunk.Batch, all);
        var starts = _start?.Evaluate(chunk.Batch, all);
        int before = -1;
        for (int row = 0; row < chunk.Count; row++)
        {
            if (chunk.PartitionStart[row] == row)
            {
                before = -1;
            }
            if (values.IsNull(row))
            {
                _result.SetNull(row);
                continue;
            }
            T value = values.Read<T>()[row];
            if (value < T.Zero)
            {
                throw new QueryException("COUNTER_DIFF_NEGATIVE_COUNTER_VALUE", ("function", "`counter_diff`"), ("value", Text(value))).As("SparkRuntimeException");
            }
            bool anew = before < 0 || (starts is not null && StartsAnew(starts, before, row)) || IsLess(value, values.Read<T>()[before]);
            if (anew)
            {
                _result.SetNull(row);
            }
            else
            {
                _result.Data<T>()[row] = value - values.Read<T>()[before];
            }
            before = row;
        }
        return _result;
    }

    /// <summary>NaN is the largest number.</summary>
    private static bool IsLess(T left, T right) => T.IsNaN(right) ? !T.IsNaN(left) : left < right;

    private static bool StartsAnew(Column starts, int before, int row)
    {
        if (starts.IsNull(before) || starts.IsNull(row))
        {
            return false;
        }
        long previous = starts.Read<long>()[before];
        long current = starts.Read<long>()[row];
        return current >= previous
            ? current > previous
            : throw new QueryException("COUNTER_DIFF_START_TIME_DECREASED", ("function", "`counter_diff`"),
                ("previousStartTime", previous.ToString(CultureInfo.InvariantCulture)), ("currentStartTime", current.ToString(CultureInfo.InvariantCulture)));
    }

    private string Text(T value)
    {
        Span<byte> text = stackalloc byte[64];
        int length = (value, call.Type) switch
        {
            (float number, _) => NumberFormatter.FormatSingle(number, text),
            (double number, _) => NumberFormatter.FormatDouble(number, text),
            (_, DecimalType type) => NumberFormatter.FormatDecimal(Int128.CreateChecked(value), type.Scale, text),
            _ => NumberFormatter.FormatInt64(long.CreateChecked(value), text),
        };
        return Encoding.ASCII.GetString(text[..length]);
    }
}
