using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Relations;
using Gateway.Connect.Translation;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Mode = Spark.Connect.WriteOperationV2.Types.Mode;

namespace Gateway.Connect.Commands;

/// <summary>Runs <c>df.writeTo</c>.</summary>
internal static class WriteToCommand
{
    public static void Run(CommandContext context, Proto.WriteOperationV2 message)
    {
        var name = context.Host.ParseName(message.TableName);
        var input = context.Translator.Relation(message.Input);
        Command command = message.Mode switch
        {
            Mode.Create => Create(CreateTableMode.Create),
            Mode.Replace => Create(CreateTableMode.Replace),
            Mode.CreateOrReplace => Create(CreateTableMode.CreateOrReplace),
            Mode.Append or Mode.Overwrite or Mode.OverwritePartitions => new WriteToTable(name, input),
            Mode.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.WriteOperationV2.mode", message.Mode.ToString(), (int)message.Mode),
        };
        context.Session.Prepare(command, context.Operation.Cancellation);
        context.Host.FreeRows();

        CreateTable Create(CreateTableMode mode) => new(name, mode, Spec(context, message), input);
    }

    private static TableSpec Spec(CommandContext context, Proto.WriteOperationV2 message) => new(
        [], [], message.HasProvider && message.Provider.Length > 0 ? message.Provider : null,
        [.. message.PartitioningColumns.Select(column => Transform(context.Translator.Expression(column)))], null,
        [.. message.ClusteringColumns.Select(context.Host.ParseName)],
        [.. ReadTranslation.Options(message.Options).Select(static option => (option.Key, (Expression)Literal.Of(option.Value)))],
        message.TableProperties.ToImmutableDictionary(), null, null, null, null, false);

    private static PartitionTransform Transform(Expression column) =>
        column is UnresolvedFunction function ? new PartitionTransform(function.NameParts[^1], function.Arguments) : new PartitionTransform("identity", [column]);
}
