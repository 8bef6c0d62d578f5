using Gateway.Core.Errors;
using Gateway.Engine.Tables;
using Gateway.Plans.Commands;
using Gateway.Storage.Files;

namespace Gateway.Engine.Commands;

internal static class PartitionFaults
{
    public static QueryException NotFound(string list, StoredTable table) => new("PARTITIONS_NOT_FOUND", ("partitionList", list), ("tableName", Quote.Id(table.NameParts[1..])));
}

internal sealed class AddPartitionsHandler : CommandHandler<AddPartitions>
{
    protected override IEnumerable<object?[]> Rows(AddPartitions command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... ADD PARTITION ...", context);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "ALTER TABLE ADD PARTITION"), ("tableName", table.NameParts[^1]));
        }
        var given = command.Partitions.Select(partition => (Values: StaticPartition.Complete(partition.Spec, table, context, command.Origin), partition.Location)).ToList();
        var present = given.Where(partition => table.Partitions.Contains(StaticPartition.Folder(partition.Values, table))).ToList();
        if (present.Count > 0 && !command.IfNotExists)
        {
            throw new QueryException("PARTITIONS_ALREADY_EXIST",
                ("partitionList", string.Join(", ", present.Select(partition => StaticPartition.Shown(partition.Values, table)))), ("tableName", Quote.Id(table.NameParts[1..])));
        }
        var partitions = table.Partitions;
        var places = table.PartitionPlaces;
        foreach (var (values, location) in given.Except(present))
        {
            string folder = StaticPartition.Folder(values, table);
            places = location is null ? places.Remove(folder) : places.SetItem(folder, TableFiles.Place(location));
            Directory.CreateDirectory(places.GetValueOrDefault(folder) ?? Path.Combine(table.Location, folder));
            partitions = partitions.Add(folder);
        }
        TableLookup.Replace(table.WithChangedFiles() with { Partitions = partitions, PartitionPlaces = places }, context);
        return [];
    }
}

internal sealed class DropPartitionsHandler : CommandHandler<DropPartitions>
{
    protected override IEnumerable<object?[]> Rows(DropPartitions command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... DROP PARTITION ...", context);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "ALTER TABLE DROP PARTITION"), ("tableName", table.NameParts[^1]));
        }
        var given = command.Partitions.Select(spec => StaticPartition.Complete(spec, table, context, command.Origin, partly: true)).ToList();
        var missing = given.Where(values => values.Count < table.PartitionColumns.Length || !table.Partitions.Contains(StaticPartition.Folder(values, table))).ToList();
        if (missing.Count > 0 && !command.IfExists)
        {
            throw PartitionFaults.NotFound(string.Join(", ", missing.Select(values => StaticPartition.Shown(values, table))), table);
        }
        var partitions = table.Partitions;
        foreach (string folder in given.Except(missing).Select(values => StaticPartition.Folder(values, table)))
        {
            partitions = partitions.Remove(folder);
            string place = table.PlaceOf(folder);
            if (!table.IsExternal && Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }
        }
        TableLookup.Replace(table.WithChangedFiles() with { Partitions = partitions, PartitionPlaces = table.PartitionPlaces.RemoveRange(table.Partitions.Except(partitions)) }, context);
        return [];
    }
}

internal sealed class RenamePartitionHandler : CommandHandler<RenamePartition>
{
    protected override IEnumerable<object?[]> Rows(RenamePartition command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, "ALTER TABLE ... RENAME TO PARTITION", context);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1251", ("action", "ALTER TABLE RENAME PARTITION"), ("tableName", table.NameParts[^1]));
        }
        var from = StaticPartition.Complete(command.From, table, context, command.Origin);
        var to = StaticPartition.Complete(command.To, table, context, command.Origin);
        string before = StaticPartition.Folder(from, table);
        string after = StaticPartition.Folder(to, table);
        if (!table.Partitions.Contains(before))
        {
            throw PartitionFaults.NotFound(StaticPartition.Shown(from, table), table);
        }
        if (table.Partitions.Contains(after))
        {
            throw new QueryException("PARTITIONS_ALREADY_EXIST", ("partitionList", StaticPartition.Shown(to, table)), ("tableName", Quote.Id(table.NameParts[1..])));
        }
        string place = Path.Combine(table.Location, after);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        Directory.Move(table.PlaceOf(before), place);
        TableLookup.Replace(table with { Partitions = table.Partitions.Remove(before).Add(after), PartitionPlaces = table.PartitionPlaces.Remove(before) }, context);
        return [];
    }
}

/// <summary>Makes the catalog's partitions those that the directory has.</summary>
internal sealed class RepairTableHandler : CommandHandler<RepairTable>
{
    protected override IEnumerable<object?[]> Rows(RepairTable command, CommandContext context)
    {
        var table = TableLookup.Table(command, command.NameParts, command.FromAlter ? "ALTER TABLE ... RECOVER PARTITIONS" : "MSCK REPAIR TABLE", context);
        if (table.PartitionColumns.IsEmpty)
        {
            throw new QueryException("NOT_A_PARTITIONED_TABLE", ("operation", command.FromAlter ? "ALTER TABLE RECOVER PARTITIONS" : "MSCK REPAIR TABLE"), ("tableIdentWithDB", table.QuotedName));
        }
        if (!Directory.Exists(table.Location) && command.Mode != RepairMode.Drop)
        {
            throw new QueryException(new QueryError(null, [], [], "FileNotFoundException", $"There is no directory {PathText.Qualified(table.Location)}."));
        }
        var found = Directory.Exists(table.Location) ? Folders(table, 0, "").ToHashSet(StringComparer.Ordinal) : [];
        var partitions = table.Partitions;
        if (command.Mode is RepairMode.Add or RepairMode.Sync)
        {
            partitions = partitions.Union(found);
        }
        if (command.Mode is RepairMode.Drop or RepairMode.Sync)
        {
            partitions = partitions.Intersect(found);
        }
        TableLookup.Replace(table.WithChangedFiles() with { Partitions = partitions }, context);
        return [];
    }

    private static IEnumerable<string> Folders(StoredTable table, int depth, string parent)
    {
        if (depth == table.PartitionColumns.Length)
        {
            return [parent];
        }
        return Directory.EnumerateDirectories(Path.Combine(table.Location, parent)).Select(static path => Path.GetFileName(path))
            .Where(name => name.StartsWith(table.PartitionColumns[depth] + "=", StringComparison.OrdinalIgnoreCase))
            .SelectMany(name => Folders(table, depth + 1, parent.Length == 0 ? name : parent + "/" + name));
    }
}
