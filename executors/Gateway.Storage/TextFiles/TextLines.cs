using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Formats;
using Gateway.Storage.Memory;
using Gateway.Storage.Scanning;

namespace Gateway.Storage.TextFiles;

/// <summary>Parses lines that are in memory as a file of a format would be, into rows in memory.</summary>
public static class TextLines
{
    /// <summary>Stands between lines in place of a line break, which a line may hold.</summary>
    internal const string Separator = "\u001e\u0001";

    /// <param name="lines">For XML each line is a document of one row, whatever its element is called. NULL is a row of NULLs, or none in CSV.</param>
    public static MemorySource Parse(string format, IEnumerable<string?> lines, SourceOptions options, StructType? userSchema, QuerySettings settings, MemoryPool pool)
    {
        string path = Path.Combine(Path.GetTempPath(), "gateway-lines-" + Guid.NewGuid().ToString("N"));
        try
        {
            using (var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)))
            {
                string? empty = format switch { "json" => "{}", "xml" => "<ROW/>", _ => null };
                foreach (string line in lines.Select(line => line ?? empty).OfType<string>())
                {
                    writer.Write(line);
                    writer.Write(Separator);
                }
            }
            var own = new SourceOptions(options.Values
                .Where(static option => !option.Key.Equals("multiLine", StringComparison.OrdinalIgnoreCase) && !option.Key.Equals("encoding", StringComparison.OrdinalIgnoreCase))
                .Append(new("lineSep", Separator)));
            return Load(FileFormats.Open(format, [path], own, userSchema, settings, pool), settings, pool);
        }
        catch (QueryException failure) when (failure.Error.Condition == "FAILED_READ_FILE.NO_HINT" && failure.InnerException is QueryException cause)
        {
            throw cause;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Copies all rows of a source into memory.</summary>
    private static MemorySource Load(ScanSource source, QuerySettings settings, MemoryPool pool)
    {
        var memory = new MemoryScope(pool);
        var batches = new List<Batch>();
        var request = new ScanRequest([.. Enumerable.Range(0, source.Schema.Fields.Length)], []);
        using (var working = new MemoryScope(pool))
        {
            using var reader = source.OpenReader(request, new EvaluationContext(settings, working));
            var batch = new Batch([.. source.Schema.Fields.Select(f => Column.Create(f.Type, 1, working))]);
            foreach (var morsel in source.PlanMorsels(request, settings))
            {
                reader.Open(morsel);
                while (reader.Next(batch))
                {
                    var copy = new Batch([.. source.Schema.Fields.Select(f => Column.Create(f.Type, batch.ActiveCount, memory))]);
                    for (int i = 0; i < copy.Columns.Length; i++)
                    {
                        ColumnCopy.Append(batch.Columns[i], batch.Selection, copy.Columns[i], 0);
                    }
                    copy.SetAll(batch.ActiveCount);
                    batches.Add(copy);
                }
            }
        }
        return new MemorySource(source.Schema, batches, memory);
    }
}
