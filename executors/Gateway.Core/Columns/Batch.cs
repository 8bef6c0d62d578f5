namespace Gateway.Core.Columns;

/// <summary>Columns of equal length with an optional selection. Valid during the call it is passed to; whoever keeps rows copies them.</summary>
public sealed class Batch(Column[] columns)
{
    /// <summary>The usual number of rows in a batch; a setting, tests run 1 and 3.</summary>
    public const int DefaultCapacity = 2048;

    public Column[] Columns { get; } = columns;

    /// <summary>Gets or sets the number of rows in every column, selected or not.</summary>
    public int RowCount { get; set; }

    /// <summary>Gets or sets the active rows.</summary>
    public Selection Selection { get; set; }

    /// <summary>Gets the number of active rows.</summary>
    public int ActiveCount => Selection.Count;

    /// <summary>Sets the row count with all rows active.</summary>
    public void SetAll(int rowCount)
    {
        RowCount = rowCount;
        Selection = Selection.All(rowCount);
    }

    /// <summary>Ordinal of the source morsel, for results that keep file order.</summary>
    public long Ordinal { get; set; }

    /// <summary>Spark partition the rows belong to.</summary>
    public int Partition { get; set; }

    /// <summary>Position of the first row within its Spark partition.</summary>
    public long FirstRow { get; set; }
}
