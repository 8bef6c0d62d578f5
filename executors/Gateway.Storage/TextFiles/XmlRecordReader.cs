using System.Text;
using System.Xml;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Xml;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Storage.Files;
using XmlElement = Gateway.Compute.Formats.Xml.XmlElement;

namespace Gateway.Storage.TextFiles;

/// <summary>Reads the elements of one name in an XML file as rows.</summary>
internal sealed class XmlRecordReader(StructType fields, IReadOnlyList<int> required, XmlOptions options, SourceOptions source, QuerySettings settings) : RecordReader(options)
{
    private readonly XmlRowReader _rows = new(options, source, settings);
    private IEnumerator<string>? _records;

    /// <summary>Gives the text of every element named as the options say. What follows damage is one more record, which is malformed.</summary>
    public static IEnumerable<string> Records(FileEntry file, XmlOptions options) => options.LineSeparator == TextLines.Separator ? Documents(file) : Elements(file, options);

    private static IEnumerable<string> Documents(FileEntry file) => System.IO.File.ReadAllText(file.Path).Split(TextLines.Separator).SkipLast(1);

    private static IEnumerable<string> Elements(FileEntry file, XmlOptions options)
    {
        using var stream = TextInput.Open(file, options.Encoding, 0);
        using var reader = XmlElement.CreateReader(new StreamReader(stream, new UTF8Encoding(false)));
        while (true)
        {
            string? record = null;
            string? damage = null;
            try
            {
                if (reader.NodeType == XmlNodeType.Element && reader.Name == options.RowTag)
                {
                    record = reader.ReadOuterXml();
                }
                else if (!reader.Read())
                {
                    yield break;
                }
            }
            catch (XmlException)
            {
                damage = "<" + options.RowTag + ">";
            }
            if (damage is not null)
            {
                yield return damage;
                yield break;
            }
            if (record is not null)
            {
                yield return record;
            }
        }
    }

    public override int Read(Column[] columns, Column? corrupt, int capacity)
    {
        int row = 0;
        while (row < capacity && _records!.MoveNext())
        {
            string record = _records.Current;
            RecordStatus status;
            if (options.SingleVariantColumn is not null)
            {
                object?[]? variant = _rows.ReadVariant(record);
                status = variant is null ? RecordStatus.Malformed : RecordStatus.Ok;
                foreach (var column in columns)
                {
                    Set(column, row, variant);
                }
            }
            else
            {
                status = _rows.TryReadRow(record, fields, out object?[] values);
                for (int i = 0; i < columns.Length; i++)
                {
                    Set(columns[i], row, values[required[i]]);
                }
            }
            row += Keeps(status, Encoding.UTF8.GetBytes(record), corrupt, row) ? 1 : 0;
        }
        return row;
    }

    public override void Dispose()
    {
        _records?.Dispose();
        base.Dispose();
    }

    protected override void OpenRange(long start)
    {
        _records?.Dispose();
        _records = start > 0 ? Enumerable.Empty<string>().GetEnumerator() : Records(File, options).GetEnumerator();
    }

    private static unsafe void Set(Column column, int row, object? value)
    {
        if (value is not null && column.Validity is not null)
        {
            column.Validity[row >> 6] |= 1UL << (row & 63);
        }
        ColumnValues.Set(column, row, value);
    }
}
