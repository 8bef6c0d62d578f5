namespace Gateway.Storage.Parquet.Format;

/// <summary>Says that a Parquet file breaks the format; the scan turns it into Spark's FAILED_READ_FILE with the file's path.</summary>
internal sealed class ParquetFormatException(string message) : Exception(message);
