using Gateway.Connect.Execution;
using Gateway.Connect.Relations;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Mode = Spark.Connect.WriteOperation.Types.SaveMode;
using Target = Spark.Connect.WriteOperation.SaveTypeOneofCase;
using Method = Spark.Connect.WriteOperation.Types.SaveTable.Types.TableSaveMethod;

namespace Gateway.Connect.Commands;

/// <summary>Runs <c>df.write</c>.</summary>
internal static class WriteCommand
{
    public static void Run(CommandContext context, Proto.WriteOperation message)
    {
        if (message.SortColumnNames.Count > 0 && message.BucketBy is null)
        {
            throw new QueryException("SORT_BY_WITHOUT_BUCKETING").As("AnalysisException");
        }
        var command = new SaveData(
            context.Translator.Relation(message.Input),
            message.HasSource && message.Source.Length > 0 ? message.Source : null,
            TargetOf(context, message),
            ModeOf(message.Mode),
            [.. message.PartitioningColumns],
            message.BucketBy is { } buckets ? new BucketSpec(buckets.NumBuckets, [.. buckets.BucketColumnNames], [.. message.SortColumnNames]) : null,
            [.. message.ClusteringColumns.Select(name => message.Table is null ? [name] : context.Host.ParseName(name))],
            ReadTranslation.Options(message.Options));
        context.Session.Prepare(command, context.Operation.Cancellation);
        if (command.Input.SelfAndDescendants().Any(static node => node is CollectMetrics))
        {
            new ResultSender(context.Operation).SendObserved(context.Session.Prepare(command.Input, context.Operation.Cancellation).Observe(context.Operation.Cancellation));
        }
        context.Host.FreeRows();
    }

    private static SaveTarget TargetOf(CommandContext context, Proto.WriteOperation message) => message.SaveTypeCase switch
    {
        Target.Path => new SaveTarget(message.Path, null),
        Target.Table => new SaveTarget(null, context.Host.ParseName(message.Table.TableName), MethodOf(message.Table.SaveMethod)),
        Target.None or _ => new SaveTarget(null, null),
    };

    private static bool MethodOf(Method method) => method switch
    {
        Method.SaveAsTable => false,
        Method.InsertInto => true,
        Method.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.WriteOperation.SaveTable.save_method", method.ToString(), (int)method),
    };

    private static SaveMode ModeOf(Mode mode) => mode switch
    {
        Mode.Unspecified or Mode.ErrorIfExists => SaveMode.ErrorIfExists,
        Mode.Append => SaveMode.Append,
        Mode.Overwrite => SaveMode.Overwrite,
        Mode.Ignore => SaveMode.Ignore,
        _ => throw InvalidPlan.BadEnum("spark.connect.WriteOperation.mode", mode.ToString(), (int)mode),
    };
}
