using Gateway.Core.Types;
using Gateway.Engine.Tables;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Commands;

/// <summary>Writes what DESCRIBE FUNCTION says of a function that is written in SQL.</summary>
internal static class SqlFunctionText
{
    private const int ShortHead = 10;
    private const int LongHead = 15;

    /// <summary>Settings of every session that a client's server makes for itself.</summary>
    private static readonly string[] _sessionSettings = ["spark.sql.artifact.isolation.alwaysApplyClassloader", "spark.sql.artifact.isolation.enabled"];

    public static IEnumerable<string> Lines(SqlFunction function, bool extended)
    {
        var parameters = function.Parameters.Select(parameter => (parameter.Name, parameter.Type, Written: extended ? Rest(parameter.DefaultText, parameter.Comment) : "")).ToList();
        IEnumerable<string> returns = function is { IsTable: true, Returns: StructType columns }
            ? Columns([.. columns.Fields.Select(column => (column.Name, column.Type, extended ? Rest(null, column.Metadata.GetString(TableColumns.CommentKey)) : ""))])
            : [TypeText.Sql(function.Returns)];
        var blocks = new List<(string Head, IEnumerable<string> Lines)>
        {
            ("Function", [string.Join('.', function.NameParts)]),
            ("Type", [function.IsTable ? "TABLE" : "SCALAR"]),
            ("Input", parameters.Count == 0 ? ["()"] : Columns(parameters)),
            ("Returns", returns),
        };
        if (extended)
        {
            blocks.AddRange(Details(function));
        }
        int head = extended ? LongHead : ShortHead;
        return blocks.SelectMany(block => block.Lines.Select((line, i) => (i == 0 ? block.Head + ":" : "").PadRight(head) + line));
    }

    private static IEnumerable<(string Head, IEnumerable<string> Lines)> Details(SqlFunction function)
    {
        if (function.Comment is { } comment)
        {
            yield return ("Comment", [comment]);
        }
        if (function.Collation is { } collation)
        {
            yield return ("Collation", [collation]);
        }
        yield return ("Deterministic", [function.Deterministic ? "true" : "false"]);
        yield return ("Data Access", [function.ReadsData ? "READS SQL DATA" : "CONTAINS SQL"]);
        var settings = function.Settings.Concat(_sessionSettings.Where(key => !function.Settings.ContainsKey(key)).Select(static key => KeyValuePair.Create(key, "true")));
        yield return ("Configs", settings.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Key + "=" + pair.Value));
        yield return ("Create Time", [RelationDetails.Time(function.Created)]);
        yield return ("Body", [function.Body]);
    }

    /// <summary>Aligns names and types of several columns.</summary>
    private static IEnumerable<string> Columns(List<(string Name, DataType Type, string Written)> columns)
    {
        int names = columns.Max(static column => column.Name.Length);
        int types = columns.Max(static column => TypeText.Sql(column.Type).Length);
        return columns.Select(column => column.Name.PadRight(names) + " " + TypeText.Sql(column.Type).PadRight(types) + column.Written);
    }

    private static string Rest(string? standard, string? comment) =>
        (standard is null ? "" : " DEFAULT " + standard) + (comment is null ? "" : " '" + comment + "'");
}
