using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Engine.Explaining;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Describes the columns a query would give.</summary>
internal sealed class DescribeQueryHandler : CommandHandler<DescribeQuery>
{
    protected override IEnumerable<object?[]> Rows(DescribeQuery command, CommandContext context) =>
        context.Session.Analyze(command.Query, context.Settings).Schema.Fields.Select(static column => new object?[] { column.Name, TypeText.CatalogString(column.Type), column.Metadata.GetString("comment") });
}

/// <summary>Explains a statement; what is wrong with it becomes part of the result.</summary>
internal sealed class ExplainHandler : CommandHandler<Explain>
{
    protected override IEnumerable<object?[]> Rows(Explain command, CommandContext context)
    {
        var form = command.Mode switch
        {
            ExplainMode.Simple => ExplainForm.Simple,
            ExplainMode.Extended or ExplainMode.Logical => ExplainForm.Extended,
            ExplainMode.Codegen => ExplainForm.Codegen,
            ExplainMode.Cost => ExplainForm.Cost,
            ExplainMode.Formatted => ExplainForm.Formatted,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        string text;
        try
        {
            text = command.Statement is Command statement
                ? "== Physical Plan ==\nExecute " + statement.GetType().Name + "\n"
                : ExplainText.Print(command.Statement, context.Session.Prepare(command.Statement, context.Cancellation), form);
        }
        catch (QueryException exception)
        {
            text = "Error occurred during query planning: \n" + exception.Message;
        }
        return [[text]];
    }
}
