using System.Globalization;
using Gateway.Compute.Evaluation;

namespace Gateway.Storage.Files;

/// <summary>A byte range of a file, and the Spark partition that reads it.</summary>
public readonly record struct FileSplit(int File, long Start, long Length, int Partition);

/// <summary>Cuts files into splits and packs them into partitions as Spark does: largest first, next fit.</summary>
public static class FilePartitioning
{
    /// <param name="splittable">Whether a file may be cut.</param>
    public static List<FileSplit> Assign(IReadOnlyList<FileEntry> files, Func<FileEntry, bool> splittable, QuerySettings settings)
    {
        long maxPartitionBytes = Setting(settings, "spark.sql.files.maxPartitionBytes", 128L << 20);
        long openCost = Setting(settings, "spark.sql.files.openCostInBytes", 4L << 20);
        long parallelism = Math.Max(1, Setting(settings, "spark.sql.files.minPartitionNum", settings.Parallelism));
        long total = 0;
        foreach (var file in files)
        {
            total += file.Length + openCost;
        }
        long maxSplit = Math.Max(1, Math.Min(maxPartitionBytes, Math.Max(openCost, total / parallelism)));
        var splits = new List<FileSplit>();
        for (int i = 0; i < files.Count; i++)
        {
            long step = splittable(files[i]) ? maxSplit : Math.Max(1, files[i].Length);
            for (long start = 0; start < files[i].Length; start += step)
            {
                splits.Add(new FileSplit(i, start, Math.Min(step, files[i].Length - start), 0));
            }
        }
        splits = [.. splits.OrderByDescending(static split => split.Length)];
        int partition = 0;
        long filled = 0;
        bool isEmpty = true;
        for (int i = 0; i < splits.Count; i++)
        {
            if (!isEmpty && filled + splits[i].Length > maxSplit)
            {
                partition++;
                filled = 0;
            }
            splits[i] = splits[i] with { Partition = partition };
            filled += splits[i].Length + openCost;
            isEmpty = false;
        }
        return splits;
    }

    /// <summary>Reads a byte size as configuration writes it: a number with an optional unit.</summary>
    public static long Setting(QuerySettings settings, string key, long otherwise)
    {
        if (!settings.Configuration.TryGetValue(key, out string? text))
        {
            return otherwise;
        }
        string trimmed = text.Trim().ToLowerInvariant().TrimEnd('b');
        int shift = trimmed.Length == 0 ? 0 : trimmed[^1] switch { 'k' => 10, 'm' => 20, 'g' => 30, 't' => 40, _ => 0 };
        string digits = shift == 0 ? trimmed : trimmed[..^1];
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value << shift : otherwise;
    }
}
