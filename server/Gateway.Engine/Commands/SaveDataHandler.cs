using Gateway.Compute.Formats;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Storage.Files;
using Gateway.Storage.Writing;

namespace Gateway.Engine.Commands;

/// <summary>Runs <c>df.write</c> into a directory or a table.</summary>
internal sealed class SaveDataHandler : CommandHandler<SaveData>
{
    private const string DefaultFormatKey = "spark.sql.sources.default";

    protected override IEnumerable<object?[]> Rows(SaveData command, CommandContext context)
    {
        if (command.Target.Table is { } table)
        {
            SaveTable.Run(command, table, context);
            return [];
        }
        if (command.Buckets is not null)
        {
            throw new QueryException("_LEGACY_ERROR_TEMP_1312", ("operation", "save"));
        }
        var options = new SourceOptions(command.Options);
        string format = command.Format ?? context.Settings.Configuration.GetValueOrDefault(DefaultFormatKey, "parquet");
        Storage.Formats.FileFormats.Find(format);
        string path = command.Target.Path ?? options.Text("path") ?? throw new QueryException("_LEGACY_ERROR_TEMP_2047").As("IllegalArgumentException");
        var query = context.Session.Prepare(command.Input, context.Cancellation);
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

    private static WriteMode ModeOf(SaveMode mode) => mode switch
    {
        SaveMode.ErrorIfExists => WriteMode.ErrorIfExists,
        SaveMode.Append => WriteMode.Append,
        SaveMode.Overwrite => WriteMode.Overwrite,
        SaveMode.Ignore => WriteMode.Ignore,
        _ => throw new System.Diagnostics.UnreachableException(mode.ToString()),
    };
}
