using Gateway.Core.Errors;
using Gateway.Plans.Commands;

namespace Gateway.Engine.Commands;

/// <summary>Refuses the parts of declarative pipelines, which only a pipeline can run; what is wrong with the query is said first.</summary>
internal sealed class PipelineHandler : CommandHandler<PipelineStatement>
{
    protected override IEnumerable<object?[]> Rows(PipelineStatement command, CommandContext context)
    {
        if (command.Body is InsertInto insert)
        {
            InsertHandler.Check(insert, context);
        }
        else if (command.Body is { } query)
        {
            context.Session.Analyze(query, context.Settings);
        }
        throw command.Kind == "FLOW"
            ? new QueryException("UNSUPPORTED_FEATURE.CREATE_FLOW_QUERY_EXECUTION")
            : new QueryException("UNSUPPORTED_FEATURE.CREATE_PIPELINE_DATASET_QUERY_EXECUTION", ("pipelineDatasetType", command.Kind));
    }
}
