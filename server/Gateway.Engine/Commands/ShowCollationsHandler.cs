using Gateway.Compute.Expressions;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Commands;

/// <summary>Lists the collations whose names match a pattern.</summary>
internal sealed class ShowCollationsHandler : CommandHandler<ShowCollations>
{
    protected override IEnumerable<object?[]> Rows(ShowCollations command, CommandContext context)
    {
        var columns = command.ResultSchema.Fields.Select(static column => (Expression)new UnresolvedAttribute([column.Name]));
        var query = context.Session.Prepare(new Project(new UnresolvedTableFunction(["collations"], []), [.. columns]), context.Cancellation);
        return query.Collect(context.Cancellation).Where(row => NamePattern.Matches(command.Pattern, (string)row[0]!));
    }
}
