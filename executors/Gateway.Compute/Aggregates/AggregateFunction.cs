using System.Buffers;
using Gateway.Compute.Evaluation;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>What an aggregate is bound to.</summary>
/// <param name="Call">The call with coerced arguments; FILTER and DISTINCT are the operator's business.</param>
public sealed record BoundAggregate(Functions.FunctionCall Call, EvaluationContext Context)
{
    public DataType ArgumentType(int index) => Call.Arguments[index].Type;
    public DataType ResultType => Call.Type;
}

/// <summary>Keeps the running state of one aggregate for many groups. States are plain bytes in the group's row, 8-byte aligned.</summary>
/// <remarks>
/// Bound once per worker. States with variable parts keep pointers into memory of <see cref="Site"/>'s scope inside their bytes;
/// such aggregates set <see cref="HasHeap"/> and must be serialized before their row leaves the process or the scope.
/// </remarks>
public abstract unsafe class AggregateFunction(BoundAggregate site)
{
    public BoundAggregate Site { get; } = site;

    /// <summary>Gets the bytes a state takes, a multiple of 8.</summary>
    public abstract int StateBytes { get; }

    /// <summary>Tells whether states point outside their bytes.</summary>
    public virtual bool HasHeap => false;

    /// <summary>Gets the bytes of memory that states of this function hold outside their own.</summary>
    public virtual long HeapBytes => 0;

    /// <summary>Tells whether the result depends on the order of rows; such aggregates see them in order, on one worker.</summary>
    public virtual bool IsOrderSensitive => false;

    /// <summary>Sets a state to that of no rows.</summary>
    public abstract void Initialize(byte* state);

    /// <summary>Adds rows to their groups.</summary>
    /// <param name="arguments">Argument columns, in call order.</param>
    /// <param name="rows">Rows to add.</param>
    /// <param name="states">State of the i-th selected row, i in 0..rows.Count-1.</param>
    public abstract void Update(Column[] arguments, Selection rows, byte** states);

    /// <summary>Adds rows to one state (no GROUP BY, or a window frame).</summary>
    public abstract void UpdateSingle(Column[] arguments, Selection rows, byte* state);

    /// <summary>Merges states pairwise: the i-th source into the i-th target. Sources are not used afterwards.</summary>
    public abstract void Combine(byte** sources, byte** targets, int count);

    /// <summary>Writes results: state i gives row <c>firstRow + i</c> of a flat result column with room for them.</summary>
    public abstract void Finish(byte** states, int count, Column result, int firstRow);

    /// <summary>Gives back what a state holds outside its bytes; the state is not used afterwards. Sliding frames make many short-lived states.</summary>
    public virtual void Release(byte* state) { }

    /// <summary>Gives back what all states of this function hold outside their bytes; none of them is used afterwards.</summary>
    public virtual void ReleaseAll() { }

    /// <summary>Writes a state so that <see cref="Deserialize"/> restores it, also in another process.</summary>
    public virtual void Serialize(byte* state, IBufferWriter<byte> writer) =>
        writer.Write(new ReadOnlySpan<byte>(state, StateBytes));

    /// <summary>Restores a state from its bytes and returns how many were read.</summary>
    public virtual int Deserialize(ReadOnlySpan<byte> bytes, byte* state)
    {
        bytes[..StateBytes].CopyTo(new Span<byte>(state, StateBytes));
        return StateBytes;
    }
}
