using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Reads and checks how a new table is bucketed: CLUSTERED BY, or a bucket transform among the partitioning.</summary>
internal static class BucketColumns
{
    private const int MostBuckets = 100_000;

    public static bool IsBucket(PartitionTransform transform) => transform.Name is "bucket" or "sorted_bucket";

    /// <summary>Gives the buckets as written; two ways of them at once are an error.</summary>
    public static BucketSpec? Of(TableSpec spec)
    {
        var found = spec.Partitioning.Where(IsBucket).Select(Read).ToList();
        if (spec.Buckets is { } clause)
        {
            found.Add(clause);
        }
        return found.Count > 1 ? throw new QueryException("UNSUPPORTED_FEATURE.MULTIPLE_BUCKET_TRANSFORMS") : found.FirstOrDefault();
    }

    /// <summary>Gives the buckets by the table's names. Throws for unknown, repeated and partition columns, and for counts out of range.</summary>
    public static BucketSpec? Resolve(BucketSpec? buckets, List<StructField> columns, IReadOnlyList<string> partitions, ImmutableArray<string> table, StringComparer comparer)
    {
        if (buckets is null)
        {
            return null;
        }
        if (buckets.Count is <= 0 or > MostBuckets)
        {
            throw new QueryException("INVALID_BUCKET_COUNT",
                ("bucketingMaxBuckets", MostBuckets.ToString(CultureInfo.InvariantCulture)), ("numBuckets", buckets.Count.ToString(CultureInfo.InvariantCulture))).As("AnalysisException");
        }
        string Find(string name, string kind) => columns.FirstOrDefault(column => comparer.Equals(column.Name, name))?.Name ?? throw CreateTableHandler.NotDefined(kind, name, columns, table);
        ImmutableArray<string> bucketed = [.. buckets.Columns.Select(name => Find(name, "bucket"))];
        CheckRepeated(bucketed);
        string shown = string.Join(", ", partitions);
        foreach (string name in bucketed.Where(partitions.Contains))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1166", ("bucketCol", name), ("normalizedPartCols", shown));
        }
        ImmutableArray<string> sorted = [.. buckets.SortColumns.Select(name => Find(name, "sort"))];
        CheckRepeated(sorted);
        foreach (string name in sorted.Where(partitions.Contains))
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1167", ("sortCol", name), ("normalizedPartCols", shown));
        }
        if (bucketed.Select(name => columns.First(column => column.Name == name).Type).FirstOrDefault(TableColumns.HasCollation) is { } type)
        {
            throw new QueryException("INVALID_BUCKET_COLUMN_DATA_TYPE", ("type", Quote.Type(type)));
        }
        return buckets with { Columns = bucketed, SortColumns = sorted };
    }

    private static void CheckRepeated(IEnumerable<string> names) =>
        TableColumns.CheckNames(names.Select(static name => new StructField(name, NullType.Instance, true, Metadata.Empty)), false);

    /// <summary><c>bucket(n, a, b)</c>, and <c>sorted_bucket(a, n, b)</c> whose columns after the number sort.</summary>
    private static BucketSpec Read(PartitionTransform transform)
    {
        int number = transform.Arguments.IndexOf(transform.Arguments.First(static argument => argument is Literal));
        var names = transform.Arguments.Select(static argument => (argument as UnresolvedAttribute)?.NameParts[^1]).ToList();
        int count = Convert.ToInt32(((Literal)transform.Arguments[number]).Value, CultureInfo.InvariantCulture);
        return transform.Name == "bucket"
            ? new BucketSpec(count, [.. names.OfType<string>()], [])
            : new BucketSpec(count, [.. names.Take(number).OfType<string>()], [.. names.Skip(number + 1).OfType<string>()]);
    }
}
