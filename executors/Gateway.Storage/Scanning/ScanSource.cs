using System.Collections.Immutable;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Storage.Scanning;

/// <summary>Something that can be scanned: files of a format, rows in memory, a number range, a system table. Immutable and shared.</summary>
public abstract class ScanSource
{
    /// <summary>Gets all columns, hidden metadata columns excluded.</summary>
    public abstract StructType Schema { get; }

    /// <summary>Gets the row count when it is known without reading, or null.</summary>
    public virtual long? RowCount => null;

    /// <summary>Gets the bytes a full read takes when known, or null.</summary>
    public virtual long? ByteCount => null;

    /// <summary>Gets columns that are there but not in <see cref="Schema"/>, such as <c>_metadata</c> of files; a request names them by ordinals that go on after the schema's.</summary>
    public virtual StructType HiddenColumns => StructType.Empty;

    /// <summary>Gets the files that are read, as URIs, or none.</summary>
    public virtual IReadOnlyList<string> InputFiles => [];

    /// <summary>Gets what is known of a column's values without reading it, or null.</summary>
    public virtual ColumnRange? Range(int column) => null;

    /// <summary>Gets or sets the values of columns, by name, in files that were written before the column was added; others are NULL there.</summary>
    public IReadOnlyDictionary<string, object?> MissingValues { get; set; } = System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty;

    /// <summary>Gets a column by the ordinal a request uses.</summary>
    public StructField Field(int ordinal) => ordinal < Schema.Fields.Length ? Schema.Fields[ordinal] : HiddenColumns.Fields[ordinal - Schema.Fields.Length];

    /// <summary>Cuts the scan into morsels in result order, leaving out those that statistics prove empty under the request's filter.</summary>
    public abstract IReadOnlyList<ScanMorsel> PlanMorsels(ScanRequest request, QuerySettings settings);

    /// <summary>Makes a reader for one worker; it reads morsels one after another.</summary>
    public abstract MorselReader OpenReader(ScanRequest request, EvaluationContext context);
}

/// <summary>What a scan must deliver.</summary>
/// <param name="Columns">Ordinals into the source's schema, in output order.</param>
/// <param name="Filter">Conjuncts over the output columns (<see cref="BoundReference"/> = position in <paramref name="Columns"/>) that cannot throw. The reader must apply all of them exactly.</param>
public sealed record ScanRequest(ImmutableArray<int> Columns, ImmutableArray<Expression> Filter);

/// <summary>Bounds of a column's values.</summary>
/// <param name="Minimum">A value in the form of literals that no value is below; null when unknown.</param>
/// <param name="Maximum">A value that no value is above; null when unknown.</param>
public sealed record ColumnRange(object? Minimum, object? Maximum, long? NullCount);

/// <summary>A unit of scan work: a row group, a byte range, a slice of rows.</summary>
/// <param name="Ordinal">Position in result order.</param>
/// <param name="Partition">Spark partition it belongs to.</param>
/// <param name="FirstRow">Rows of the same partition before it, when known; else 0.</param>
/// <param name="EstimatedRows">About how many rows it holds.</param>
/// <param name="Part">The source's own description of the piece.</param>
public sealed record ScanMorsel(int Ordinal, int Partition, long FirstRow, long EstimatedRows, object Part);

/// <summary>Reads morsels into batches. Belongs to one worker.</summary>
public abstract class MorselReader : IDisposable
{
    /// <summary>Starts a morsel; the previous one is finished or abandoned.</summary>
    public abstract void Open(ScanMorsel morsel);

    /// <summary>Fills the batch's columns (by <see cref="Column.PointAt"/> or by writing) with the next rows and sets its row count and selection; false at the morsel's end.</summary>
    /// <remarks>The rows stay valid until the next call.</remarks>
    public abstract bool Next(Batch batch);

    public abstract void Dispose();
}
