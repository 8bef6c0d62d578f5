using Gateway.Compute.Expressions;
using Gateway.Compute.Time;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Engine.Showing;

/// <summary>Computes <see cref="ShowString"/>: runs the relation for one row more than shown and lays the rows out.</summary>
internal static class ShowRelation
{
    public static LocalRelation Run(ShowString show, GatewaySession session, CancellationToken cancellation)
    {
        int count = Math.Max(0, show.RowCount);
        var query = session.Prepare(new Limit(show.Input, Literal.Of(count == int.MaxValue ? count : count + 1)), cancellation);
        if (!TimeZoneCatalog.TryFind(query.Settings.TimeZone.AsSpan(), out var zone))
        {
            throw new System.Diagnostics.UnreachableException("the session time zone was checked when it was set");
        }
        var schema = query.Schema;
        var rows = query.Collect(cancellation);
        bool hasMore = rows.Count > count;
        List<string[]> cells = [.. rows.Take(count).Select(row => row.Select((value, i) => PrettyValue.Print(value, schema.Fields[i].Type, zone)).ToArray())];
        string[] names = [.. schema.Fields.Select(static member => member.Name)];
        string text = show switch
        {
            { Html: true } => TableText.Html(names, cells, show.Truncate, hasMore),
            { Vertical: true } => TableText.Vertical(names, cells, show.Truncate, hasMore),
            _ => TableText.Table(names, cells, show.Truncate, hasMore),
        };
        return new LocalRelation([new AttributeReference(show.Html ? "html_string" : "show_string", StringType.Instance, false)], [[text]], FromSql: false);
    }
}
