using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Lists what the catalog knows of tables and views beside their columns.</summary>
internal static class RelationDetails
{
    private const string TimeFormat = "ddd MMM dd HH:mm:ss 'UTC' yyyy";
    internal const string Creator = "Spark 4.3.0";

    public static IEnumerable<(string Name, string Value)> Of(CatalogRelation relation)
    {
        if (relation.NameParts.Length > 2)
        {
            yield return ("Catalog", relation.NameParts[0]);
        }
        if (relation.NameParts.Length > 1)
        {
            yield return ("Database", relation.NameParts[^2]);
        }
        yield return ("Table", relation.NameParts[^1]);
        yield return ("Created Time", Time(relation is StoredTable stored ? stored.Created : relation is CatalogView created ? created.Created : default));
        yield return ("Last Access", "UNKNOWN");
        yield return ("Created By", Creator);
        var rest = relation switch
        {
            StoredTable table => Table(table),
            CatalogView { Metrics: not null } view => Metrics(view),
            CatalogView view => View(view),
            _ => [("Type", "VIEW"), ("View Schema Mode", "BINDING")],
        };
        foreach (var pair in rest)
        {
            yield return pair;
        }
    }

    public static IEnumerable<(string Name, string Value)> OfPartition(StoredTable table, string folder)
    {
        yield return ("Partition Values", "[" + string.Join(", ", folder.Split('/').Select(PathText.Unescape)) + "]");
        yield return ("Location", PathText.Qualified(table.PlaceOf(folder)));
        yield return ("Created Time", Time(table.Created));
        yield return ("Last Access", "UNKNOWN");
        if (table.PartitionStatistics.TryGetValue(folder, out var statistics))
        {
            yield return ("Partition Statistics", statistics.Text);
        }
    }

    public static IEnumerable<(string Name, string Value)> Buckets(StoredTable table)
    {
        if (table.Buckets is { } buckets)
        {
            yield return ("Num Buckets", buckets.Count.ToString(CultureInfo.InvariantCulture));
            yield return ("Bucket Columns", Names(buckets.Columns));
            yield return ("Sort Columns", Names(buckets.SortColumns));
        }
    }

    private static IEnumerable<(string Name, string Value)> Table(StoredTable table)
    {
        yield return ("Type", table.TypeName);
        yield return ("Provider", table.Provider);
        foreach (var pair in Buckets(table))
        {
            yield return pair;
        }
        if (table.Comment is { } comment)
        {
            yield return ("Comment", comment);
        }
        if (table.Collation is { } collation)
        {
            yield return ("Collation", collation);
        }
        if (!table.Properties.IsEmpty)
        {
            yield return ("Table Properties", Pairs(table.Properties));
        }
        if (table.Statistics is { } statistics)
        {
            yield return ("Statistics", statistics.Text);
        }
        yield return ("Location", PathText.Qualified(table.Location));
        if (!table.Options.IsEmpty)
        {
            yield return ("Storage Properties", Pairs(table.Options));
        }
        if (!table.PartitionColumns.IsEmpty)
        {
            yield return ("Partition Provider", "Catalog");
        }
    }

    private static IEnumerable<(string Name, string Value)> Metrics(CatalogView view)
    {
        yield return ("Type", "METRIC_VIEW");
        if (view.Comment is { } comment)
        {
            yield return ("Comment", comment);
        }
        yield return ("View Text", view.Text);
        yield return ("Language", "YAML");
        yield return ("Table Properties", Pairs(view.Properties));
    }

    private static IEnumerable<(string Name, string Value)> View(CatalogView view)
    {
        yield return ("Type", "VIEW");
        if (view.Comment is { } comment)
        {
            yield return ("Comment", comment);
        }
        if (view.Collation is { } collation)
        {
            yield return ("Collation", collation);
        }
        yield return ("View Text", view.Text);
        if (!view.IsTemporary)
        {
            yield return ("View Original Text", view.Text);
        }
        yield return ("View Schema Mode", BindingText(view));
        yield return ("View Catalog and Namespace", string.Join('.', [view.CurrentCatalog, .. view.CurrentNamespace]));
        yield return ("View Query Output Columns", Names(view.QueryColumnNames));
        if (!view.Properties.IsEmpty)
        {
            yield return ("Table Properties", Pairs(view.Properties));
        }
    }

    /// <summary>Gives the words of a view's WITH SCHEMA clause.</summary>
    public static string BindingText(CatalogView view) => view.IsTemporary ? "BINDING" : view.Binding switch
    {
        SchemaBinding.Binding => "BINDING",
        SchemaBinding.TypeEvolution => "TYPE EVOLUTION",
        SchemaBinding.Evolution => "EVOLUTION",
        SchemaBinding.Default or SchemaBinding.Compensation => "COMPENSATION",
        _ => throw new System.Diagnostics.UnreachableException(view.Binding.ToString()),
    };

    internal static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string Names(IEnumerable<string> names) => "[" + string.Join(", ", names.Select(static name => Quote.Id([name]))) + "]";

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => "[" + string.Join(", ", pairs.Select(static pair => pair.Key + "=" + pair.Value)) + "]";
}
