namespace Gateway.Core.Arrow;

/// <summary>Settles how Spark types are written as Arrow types.</summary>
/// <param name="TimeZone">Session time zone id, written into TIMESTAMP fields.</param>
/// <param name="LargeVarTypes">64-bit offsets for strings and binary (spark.sql.execution.arrow.useLargeVarTypes).</param>
/// <param name="BlockBytes">About how many bytes of values go into one record batch.</param>
public sealed record ArrowOptions(string TimeZone, bool LargeVarTypes = false, int BlockBytes = 4 << 20);
