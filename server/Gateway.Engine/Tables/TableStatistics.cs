using System.Collections.Immutable;
using System.Globalization;

namespace Gateway.Engine.Tables;

/// <summary>What ANALYZE found of a table or partition.</summary>
/// <param name="RowCount">Null for a partition whose rows were not counted.</param>
public sealed record TableStatistics(long SizeBytes, long? RowCount)
{
    public string Text => RowCount is { } rows
        ? string.Create(CultureInfo.InvariantCulture, $"{SizeBytes} bytes, {rows} rows")
        : string.Create(CultureInfo.InvariantCulture, $"{SizeBytes} bytes");
}

/// <summary>What ANALYZE found of a column, as DESCRIBE shows it.</summary>
/// <param name="Min">Null for types without an order, and where there is no value.</param>
public sealed record AnalyzedColumn(string? Min, string? Max, long NullCount, long DistinctCount, long AverageLength, long MaxLength)
{
    /// <summary>Gets the rows per bin; null without a histogram.</summary>
    public string? Height { get; init; }

    /// <summary>Gets the bins of the histogram: bounds and distinct values.</summary>
    public ImmutableArray<(string Lower, string Upper, long DistinctCount)> Bins { get; init; } = [];
}
