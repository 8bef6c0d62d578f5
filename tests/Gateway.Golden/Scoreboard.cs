using System.Globalization;
using System.Text;

namespace Gateway.Golden;

/// <summary>Writes the table of marks by area.</summary>
internal static class Scoreboard
{
    public static string Render(SortedDictionary<string, (int Cases, int Answer, int Typed, int Exact)> files, (int Cases, int Answer, int Typed, int Exact) total)
    {
        var text = new StringBuilder("# Scoreboard\n\nRecorded answers of Apache Spark 4.3.0 that Gateway gives too, written by `make golden`.\n"
            + "*answer*: rows or error condition equal; *typed*: and names, types, nullability, SQLSTATE, parameters; *exact*: and the error's query context.\n\n"
            + "| area | cases | answer | typed | exact |\n|---|---:|---:|---:|---:|\n");
        foreach (var area in files.GroupBy(static file => file.Key.Split('-')[0]))
        {
            Row(text, "**" + area.Key + "**", area.Aggregate((Cases: 0, Answer: 0, Typed: 0, Exact: 0), static (a, b) => (a.Cases + b.Value.Cases, a.Answer + b.Value.Answer, a.Typed + b.Value.Typed, a.Exact + b.Value.Exact)));
            foreach (var file in area)
            {
                Row(text, file.Key, file.Value);
            }
        }
        Row(text, "**total**", total);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, (int Cases, int Answer, int Typed, int Exact) count) =>
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {count.Cases} | {count.Answer} ({Percent(count.Answer, count.Cases)}) | {count.Typed} ({Percent(count.Typed, count.Cases)}) | {count.Exact} ({Percent(count.Exact, count.Cases)}) |\n");

    private static string Percent(int part, int whole) => whole == 0 ? "-" : (100.0 * part / whole).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
