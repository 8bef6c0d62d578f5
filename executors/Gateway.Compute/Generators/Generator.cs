using Gateway.Core.Columns;

namespace Gateway.Compute.Generators;

/// <summary>Turns each input row into zero or more output rows (explode, inline, stack, json_tuple). Bound once per worker.</summary>
public abstract class Generator
{
    /// <summary>Generates the output rows of the selected input rows, in order.</summary>
    /// <param name="batch">Input batch.</param>
    /// <param name="selection">Input rows to process.</param>
    /// <param name="rowCounts">Receives the number of output rows of the i-th selected input row.</param>
    /// <returns>Output columns (one a generated field) holding the sum of <paramref name="rowCounts"/> rows, valid until the next call.</returns>
    public abstract Column[] Generate(Batch batch, Selection selection, Span<int> rowCounts);
}
