using Gateway.Compute.Functions;
using Gateway.Compute.Text;

namespace Gateway.Compute.Sketches;

/// <summary>Reads and writes the sketches that functions take and give: Theta sketches, and Tuple sketches when there is an operation for summaries.</summary>
internal static class SketchReading
{
    public static void Read(ReadOnlySpan<byte> bytes, SummaryOperation? operation, CompactKeys keys, FunctionCall call)
    {
        if (operation is null)
        {
            ReadTheta(bytes, keys, call);
        }
        else
        {
            ReadTuple(bytes, operation.IsDouble, keys, call);
        }
    }

    public static void ReadTheta(ReadOnlySpan<byte> bytes, CompactKeys keys, FunctionCall call)
    {
        if (!ThetaImage.TryRead(bytes, keys))
        {
            throw SketchFaults.Foreign("THETA", ThetaImage.Family, bytes, call);
        }
    }

    public static void ReadTuple(ReadOnlySpan<byte> bytes, bool isDouble, CompactKeys keys, FunctionCall call)
    {
        if (!TupleImage.TryRead(bytes, isDouble, keys))
        {
            throw SketchFaults.Foreign("TUPLE", TupleImage.Family, bytes, call);
        }
    }

    public static void Write(CompactKeys keys, SummaryOperation? operation, TextBuffer output)
    {
        if (operation is null)
        {
            ThetaImage.Write(keys, output);
        }
        else
        {
            TupleImage.Write(keys, operation.IsDouble, output);
        }
    }
}
