using System.Runtime.InteropServices;
using Gateway.Compute.Nested;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Aggregates;

/// <summary>Adds vectors element by element, or averages them; vectors that are NULL or hold NULL do not count.</summary>
/// <remarks>A state holds the number of vectors, then for each element the sum or running mean, which are of FLOAT precision.</remarks>
internal sealed unsafe class VectorSums(BoundAggregate site, bool averages) : HoldingFunction(site)
{
    private readonly VectorReader _reader = new();

    protected override bool SkipsNulls => true;

    protected override void Add(Column column, int row, ref HeldBytes state)
    {
        var vector = _reader.Read(new ListReader(column), row, out bool hasNull);
        if (hasNull)
        {
            return;
        }
        var totals = Totals(ref state, vector.Length);
        totals[0]++;
        for (int i = 0; i < vector.Length; i++)
        {
            float before = (float)totals[i + 1];
            totals[i + 1] = averages ? before + (vector[i] - before) / (float)totals[0] : before + vector[i];
        }
    }

    public override void Combine(byte** sources, byte** targets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var source = (HeldBytes*)sources[i];
            if (!source->Any)
            {
                continue;
            }
            var added = MemoryMarshal.Cast<byte, double>(source->Buffer.Bytes);
            var totals = Totals(ref *(HeldBytes*)targets[i], added.Length - 1);
            double all = totals[0] + added[0];
            for (int element = 1; element < added.Length; element++)
            {
                totals[element] = averages ? (float)((totals[element] * totals[0] + added[element] * added[0]) / all) : (float)totals[element] + (float)added[element];
            }
            totals[0] = all;
        }
    }

    public override void Finish(byte** states, int count, Column result, int firstRow)
    {
        for (int i = 0; i < count; i++)
        {
            var held = (HeldBytes*)states[i];
            if (!held->Any)
            {
                ValueCodec.SetNull(result, firstRow + i);
                continue;
            }
            var totals = MemoryMarshal.Cast<byte, double>(held->Buffer.Bytes);
            int start = result.AppendChildren(totals.Length - 1);
            result.Data<ListSpan>()[firstRow + i] = new ListSpan(start, totals.Length - 1);
            float* elements = result.Children[0].Data<float>() + start;
            for (int element = 1; element < totals.Length; element++)
            {
                elements[element - 1] = (float)totals[element];
            }
        }
    }

    /// <summary>Gets the totals of a state, zeros at first; vectors must be of one length.</summary>
    private Span<double> Totals(ref HeldBytes state, int length)
    {
        if (!state.Any)
        {
            state.Any = true;
            Heap.Set(ref state.Buffer, new byte[(length + 1) * sizeof(double)]);
        }
        var totals = MemoryMarshal.Cast<byte, double>(new Span<byte>(state.Buffer.Data, state.Buffer.Length));
        return totals.Length == length + 1 ? totals : throw VectorReader.Mismatch(Site.Call.Function.Name, totals.Length - 1, length);
    }
}
