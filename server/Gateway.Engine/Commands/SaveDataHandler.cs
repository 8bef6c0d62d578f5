using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Writing;

namespace Gateway.Engine.Commands;

/// <summary>Runs <c>df.write</c> into a directory or a table.</summary>
internal sealed class SaveDataHandler : CommandHandler<SaveData>
{
    private const string DefaultFormatKey = "spark.sql.sources.default";
    private const string AllowEmptyKey = "spark.sql.legacy.allowEmptySchemaWrite";

    protected override IEnumerable<object?[]> Rows(SaveData command, CommandContext context)
    {
        if (!command.ClusterBy.IsEmpty && !command.PartitionColumns.IsEmpty)
        {
            throw new QueryException("SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED").As("AnalysisException");
        }
        if (!command.ClusterBy.IsEmpty && command.Buckets is not null)
        {
            throw new QueryException("SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED").As("AnalysisException");
        }
        if (command.Target.Table is { } table)
        {
            SaveTable.Run(command, table, context);
            return [];
        }
        RefuseBuckets(command, "save");
        var options = new SourceOptions(command.Options);
        string format = FormatOf(command, context);
        var found = Storage.Formats.FileFormats.Find(format);
        string path = command.Target.Path ?? options.Text("path") ?? throw new QueryException("_LEGACY_ERROR_TEMP_2047").As("IllegalArgumentException");
        var query = context.Session.Prepare(command.Input, context.Cancellation);
        if (IsEmpty(query.Schema) && context.Settings.Configuration.GetValueOrDefault(AllowEmptyKey) != "true")
        {
            throw new QueryException("EMPTY_SCHEMA_NOT_SUPPORTED_FOR_DATASOURCE", ("format", found.DisplayName)).As("AnalysisException");
        }
        var request = new FileWriteRequest(format, path, query.Schema, command.PartitionColumns, ModeOf(command.Mode), options);
        using var job = FileWriteJob.Start(request, context.Settings, context.Session.Engine.Pool);
        if (job is not null)
        {
            using (var result = query.Execute(context.Cancellation))
            {
                while (result.TryNext(out var batch))
                {
                    job.Write(batch);
                }
            }
            job.Commit();
        }
        return [];
    }

    public static void RefuseBuckets(SaveData command, string operation)
    {
        if (command.Buckets is { } buckets)
        {
            throw new QueryException(buckets.SortColumns.IsEmpty ? "_LEGACY_ERROR_TEMP_1312" : "_LEGACY_ERROR_TEMP_1313", ("operation", operation)).As("AnalysisException");
        }
    }

    /// <summary>Gives the format a write names, or the session's default.</summary>
    public static string FormatOf(SaveData command, CommandContext context) => command.Format ?? context.Settings.Configuration.GetValueOrDefault(DefaultFormatKey, "parquet");

    /// <summary>Tells whether a struct, or one inside it, has no fields.</summary>
    private static bool IsEmpty(StructType type) => type.Fields.Length == 0 || type.Fields.Any(static member => member.Type is StructType inner && IsEmpty(inner));

    private static WriteMode ModeOf(SaveMode mode) => mode switch
    {
        SaveMode.ErrorIfExists => WriteMode.ErrorIfExists,
        SaveMode.Append => WriteMode.Append,
        SaveMode.Overwrite => WriteMode.Overwrite,
        SaveMode.Ignore => WriteMode.Ignore,
        _ => throw new System.Diagnostics.UnreachableException(mode.ToString()),
    };
}
