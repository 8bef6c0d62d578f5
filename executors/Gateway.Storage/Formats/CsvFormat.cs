using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Csv;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Memory;
using Gateway.Core.Types;
using Gateway.Storage.Codecs;
using Gateway.Storage.Files;
using Gateway.Storage.Scanning;
using Gateway.Storage.TextFiles;
using Gateway.Storage.Writing;
using CsvTokenizer = Gateway.Compute.Formats.Csv.CsvTokenizer;
using TextBuffer = Gateway.Compute.Text.TextBuffer;

namespace Gateway.Storage.Formats;

/// <summary>Comma separated values.</summary>
internal sealed class CsvFormat : FileFormat
{
    public override string Name => "csv";

    public override string DisplayName => "CSV";

    public override bool WritesRepeatedNames => true;

    public override ScanSource Open(FileIndex index, StructType schema, SourceOptions options, QuerySettings settings)
    {
        var csv = new CsvOptions(options, settings);
        schema = index.WithoutPartitionColumns(schema);
        CheckColumns(schema);
        var fields = TextFileSource.RecordFields(schema, csv.CorruptColumn);
        return new TextFileSource(new FileScan(Name, index, schema, options, settings), csv, (required, keepsText, query, missing) => new CsvRecordReader(fields, required, keepsText, csv, options, query, missing));
    }

    public override bool CanHold(DataType type) => type switch
    {
        UserDefinedType user => CanHold(user.SqlType),
        CalendarIntervalType or NullType => false,
        _ => type.IsAtomic,
    };

    public override string Extension(SourceOptions options, QuerySettings settings) => (options.Text("extension") is { } own ? "." + own : ".csv") + FileCodec.Extension(options);

    public override RowFileWriter CreateWriter(string path, StructType schema, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var csv = new CsvOptions(options, settings);
        var writer = new CsvRowWriter(csv, options, settings);
        TextBuffer? header = null;
        if (csv.Header)
        {
            header = new TextBuffer();
            writer.AppendHeader(schema, header);
        }
        return new TextFileWriter(path, FileCodec.Extension(options), csv.Encoding, csv.LineSeparator ?? "\n", header, new RowWriter(writer, schema));
    }

    private sealed class RowWriter(CsvRowWriter writer, StructType schema) : RowTextWriter
    {
        private Column[] _columns = [];

        public override void Start(Batch batch) => _columns = batch.Columns;

        public override void Append(int row, TextBuffer output) => writer.AppendRow(_columns, schema, row, output);
    }

    public override StructType InferSchema(FileIndex index, SourceOptions options, QuerySettings settings, MemoryPool pool)
    {
        var csv = new CsvOptions(options, settings);
        if (index.Files.Count == 0)
        {
            throw new QueryException("UNABLE_TO_INFER_SCHEMA", ("format", "CSV"));
        }
        var tokenizer = new CsvTokenizer(csv);
        string[]? names = null;
        CsvSchemaInference? inference = null;
        foreach (var file in index.Files)
        {
            bool isHeader = csv.Header;
            foreach (byte[] record in Records(file, csv, tokenizer, pool))
            {
                int position = 0;
                tokenizer.Read(record, ref position);
                if (tokenizer.IsOverLimit)
                {
                    throw new QueryException(QueryException.Create("MALFORMED_CSV_RECORD", Origin.None, "SparkRuntimeException", ("badRecord", Encoding.UTF8.GetString(record))));
                }
                if (names is null)
                {
                    names = Names(record, tokenizer, csv, settings.CaseSensitive);
                    inference = csv.InferSchema ? new CsvSchemaInference(names.Length, csv, options, settings) : null;
                }
                if (isHeader)
                {
                    isHeader = false;
                    continue;
                }
                if (inference is null)
                {
                    break;
                }
                inference.Add(record, tokenizer);
            }
            if (names is not null && inference is null)
            {
                break;
            }
        }
        var types = inference?.Finish();
        return new StructType((names ?? []).Select((name, i) => new StructField(name, types?[i] ?? StringType.Instance, true)));
    }

    /// <summary>Gives the texts of a file's records.</summary>
    private static IEnumerable<byte[]> Records(FileEntry file, CsvOptions csv, CsvTokenizer tokenizer, MemoryPool pool)
    {
        using var lines = new LineReader(csv.LineSeparator is { Length: > 0 } separator ? Encoding.UTF8.GetBytes(separator) : null);
        lines.Open(TextInput.Open(file, csv.Encoding, 0), 0, long.MaxValue, pool);
        if (csv.MultiLine)
        {
            int position = lines.ReadToEnd().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
            while (NextRecord(lines, tokenizer, ref position) is { } record)
            {
                if (!CsvRecordReader.IsIgnored(record, csv))
                {
                    yield return record;
                }
            }
            yield break;
        }
        while (TryNext(lines, csv) is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Gives the record at a position of the file's text, which may go over several lines.</summary>
    private static byte[]? NextRecord(LineReader lines, CsvTokenizer tokenizer, ref int position)
    {
        var text = lines.ReadToEnd();
        int start = position;
        if (start >= text.Length)
        {
            return null;
        }
        tokenizer.Read(text, ref position);
        return text[start..position].ToArray();
    }

    private static byte[]? TryNext(LineReader lines, CsvOptions csv)
    {
        while (lines.TryRead(out var line))
        {
            if (!CsvRecordReader.IsIgnored(line, csv))
            {
                return line.ToArray();
            }
        }
        return null;
    }

    /// <summary>Gives the column names: the header's, made distinct, or _c0, _c1 and so on.</summary>
    private static string[] Names(ReadOnlySpan<byte> record, CsvTokenizer tokenizer, CsvOptions csv, bool caseSensitive)
    {
        var names = new string[tokenizer.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = csv.Header ? Encoding.UTF8.GetString(tokenizer.Value(record, i)) : "";
        }
        var comparer = caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var repeated = names.GroupBy(static name => name, comparer).Where(static group => group.Count() > 1).Select(static group => group.Key).ToHashSet(comparer);
        string nullValue = Encoding.UTF8.GetString(csv.NullValue);
        return [.. names.Select((name, i) =>
            name.Length == 0 || name == nullValue ? string.Create(CultureInfo.InvariantCulture, $"_c{i}")
            : repeated.Contains(name) ? string.Create(CultureInfo.InvariantCulture, $"{name}{i}")
            : name)];
    }
}
