using System.Runtime.Serialization;
using Gateway.Core.Memory;

namespace Gateway.Compute.Evaluation;

/// <summary>Carries what evaluation needs of its query: settings fixed at planning, memory, cancellation. Serializable parts travel in plans.</summary>
public sealed record QuerySettings
{
    public static readonly QuerySettings Default = new();
    /// <summary>Session time zone id, e.g. <c>America/Los_Angeles</c>.</summary>
    public string TimeZone { get; init; } = "UTC";
    public bool Ansi { get; init; } = true;
    public bool CaseSensitive { get; init; }
    /// <summary>The instant of now() for the whole query, microseconds since the epoch.</summary>
    public long NowMicros { get; init; }
    /// <summary>The clock that the words of a constant ('now', 'today') are read from when it is folded; it stays in the process that plans.</summary>
    [IgnoreDataMember]
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    public string CurrentUser { get; init; } = "";
    public string CurrentCatalog { get; init; } = "spark_catalog";
    public string CurrentDatabase { get; init; } = "default";
    /// <summary>spark.sql.legacy.timeParserPolicy: CORRECTED, EXCEPTION or LEGACY.</summary>
    public string TimeParserPolicy { get; init; } = "CORRECTED";
    /// <summary>spark.sql.mapKeyDedupPolicy: EXCEPTION or LAST_WIN.</summary>
    public string MapKeyDedupPolicy { get; init; } = "EXCEPTION";
    public bool AllowDecimalPrecisionLoss { get; init; } = true;
    public int BatchSize { get; init; } = Core.Columns.Batch.DefaultCapacity;
    /// <summary>Partitions of sources that do not say how many they have.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
    /// <summary>Session configuration values that functions ask for by key (only those set away from the default).</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();
}

/// <summary>Binds evaluators of one worker to its memory and settings.</summary>
public sealed class EvaluationContext(QuerySettings settings, MemoryScope memory, CancellationToken cancellation = default)
{
    private ReadingPlace _place = new();

    public QuerySettings Settings { get; } = settings;
    public MemoryScope Memory { get; } = memory;
    public CancellationToken Cancellation { get; } = cancellation;
    public int BatchSize => Settings.BatchSize;

    /// <summary>Gets or sets the Spark partition whose rows are being evaluated (spark_partition_id, rand, monotonically_increasing_id).</summary>
    public int Partition { get => _place.Partition; set => _place.Partition = value; }

    /// <summary>Gets or sets the file being read (input_file_name), or empty.</summary>
    public string InputFile { get => _place.InputFile; set => _place.InputFile = value; }

    /// <summary>Gets or sets the first byte of the file's block being read (input_file_block_start), or -1.</summary>
    public long InputBlockStart { get => _place.InputBlockStart; set => _place.InputBlockStart = value; }

    /// <summary>Gets or sets the length of the file's block being read (input_file_block_length), or -1.</summary>
    public long InputBlockLength { get => _place.InputBlockLength; set => _place.InputBlockLength = value; }

    /// <summary>Gives the context of an expression that keeps a zone of its own (null: the session's); where rows come from stays shared.</summary>
    public EvaluationContext InZone(string? zone) =>
        zone is null || zone == Settings.TimeZone ? this : new EvaluationContext(Settings with { TimeZone = zone }, Memory, Cancellation) { _place = _place };

    private sealed class ReadingPlace
    {
        public int Partition { get; set; }
        public string InputFile { get; set; } = "";
        public long InputBlockStart { get; set; } = -1;
        public long InputBlockLength { get; set; } = -1;
    }
}
