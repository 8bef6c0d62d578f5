using System.Collections.Immutable;
using System.Text;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

/// <summary>Prints tables and views as the statements that would create them.</summary>
internal static class TableText
{
    /// <summary>Gives the properties of a relation by key, options of a table with the prefix <c>option.</c></summary>
    public static ImmutableSortedDictionary<string, string> Properties(CatalogRelation relation) => relation switch
    {
        StoredTable table => table.Properties.SetItems(table.Options.Select(static pair => KeyValuePair.Create("option." + pair.Key, pair.Value))),
        CatalogView view => view.Properties,
        _ => ImmutableSortedDictionary<string, string>.Empty,
    };

    public static string CreateStatement(StoredTable table)
    {
        var text = new StringBuilder("CREATE TABLE ").Append(Name(table.NameParts)).Append(" (\n  ");
        text.AppendJoin(",\n  ", table.Schema.Fields.Select(Column)).Append(")\nUSING ").Append(table.Provider).Append('\n');
        Pairs(text, "OPTIONS", table.Options);
        var partitioning = table.PartitionColumns.Select(IdentifierText.QuoteIfNeeded).ToList();
        if (!table.ClusterBy.IsEmpty || table.Properties.ContainsKey(Clustering.PropertyName))
        {
            partitioning.Add("cluster_by(" + string.Join(", ", table.ClusterBy.Select(Name)) + ")");
        }
        if (partitioning.Count > 0)
        {
            text.Append("PARTITIONED BY (").AppendJoin(", ", partitioning).Append(")\n");
        }
        if (table.Buckets is { } buckets)
        {
            text.Append("CLUSTERED BY (").AppendJoin(", ", buckets.Columns).Append(")\n");
            if (!buckets.SortColumns.IsEmpty)
            {
                text.Append("SORTED BY (").AppendJoin(", ", buckets.SortColumns).Append(")\n");
            }
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"INTO {buckets.Count} BUCKETS\n");
        }
        if (table.Comment is { } comment)
        {
            text.Append("COMMENT '").Append(Escape(comment)).Append("'\n");
        }
        if (table.Collation is { } collation)
        {
            text.Append("DEFAULT COLLATION ").Append(collation).Append('\n');
        }
        if (table.IsExternal)
        {
            text.Append("LOCATION '").Append(PathText.Qualified(table.Location)).Append("'\n");
        }
        Pairs(text, "TBLPROPERTIES", table.Properties);
        return text.ToString();
    }

    public static string CreateStatement(CatalogView view)
    {
        var text = new StringBuilder("CREATE VIEW ").Append(Name(view.NameParts[1..])).Append(" (\n  ");
        text.AppendJoin(",\n  ", view.Columns.Fields.Select(static column =>
            IdentifierText.QuoteIfNeeded(column.Name) + (column.Metadata.GetString(TableColumns.CommentKey) is { } comment ? " COMMENT '" + Escape(comment) + "'" : ""))).Append(")\n");
        if (view.Comment is { } written)
        {
            text.Append("COMMENT '").Append(Escape(written)).Append("'\n");
        }
        if (view.Collation is { } collation)
        {
            text.Append("DEFAULT COLLATION ").Append(collation).Append('\n');
        }
        Pairs(text, "TBLPROPERTIES", view.Properties);
        return text.Append("WITH SCHEMA ").Append(RelationDetails.BindingText(view)).Append("\nAS ").Append(view.Text).Append('\n').ToString();
    }

    private static string Column(StructField column)
    {
        var text = new StringBuilder(IdentifierText.QuoteIfNeeded(column.Name)).Append(' ').Append(ColumnType(column));
        if (!column.Nullable)
        {
            text.Append(" NOT NULL");
        }
        if (column.Metadata.GetString(TableColumns.CurrentDefaultKey) is { } written)
        {
            text.Append(" DEFAULT ").Append(written);
        }
        if (column.Metadata.GetString(TableColumns.CommentKey) is { } comment)
        {
            text.Append(" COMMENT '").Append(Escape(comment)).Append('\'');
        }
        return text.ToString();
    }

    private static string ColumnType(StructField column) => Declared(column.Metadata.GetString(TableColumns.RawTypeKey) is { } raw ? TypeDdl.Parse(raw, Origin.None) : column.Type);

    /// <summary>Prints a type with the collation of every text in it.</summary>
    private static string Declared(DataType type) => type switch
    {
        StringType { IsDefault: true } or CharType { Collation: null } or VarcharType { Collation: null } => TypeText.Sql(type) + " COLLATE UTF8_BINARY",
        ArrayType a => $"ARRAY<{Declared(a.Element)}>",
        MapType m => $"MAP<{Declared(m.Key)}, {Declared(m.Value)}>",
        StructType s => $"STRUCT<{string.Join(", ", s.Fields.Select(static field => IdentifierText.QuoteIfNeeded(field.Name) + ": " + Declared(field.Type)
            + (field.Nullable ? "" : " NOT NULL") + (field.Metadata.GetString(TableColumns.CommentKey) is { } comment ? " COMMENT '" + Escape(comment) + "'" : "")))}>",
        _ => TypeText.Sql(type),
    };

    private static void Pairs(StringBuilder text, string clause, ImmutableSortedDictionary<string, string> pairs)
    {
        if (!pairs.IsEmpty)
        {
            text.Append(clause).Append(" (\n  ").AppendJoin(",\n  ", pairs.Select(static pair => "'" + Escape(pair.Key) + "' = '" + Escape(pair.Value) + "'")).Append(")\n");
        }
    }

    private static string Name(ImmutableArray<string> parts) => string.Join('.', parts.Select(IdentifierText.QuoteIfNeeded));

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
