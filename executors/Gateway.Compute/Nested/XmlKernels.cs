using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.XPath;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Xml;
using Gateway.Compute.Functions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>from_xml</c>.</summary>
internal sealed class FromXmlFunction : ColumnFunction
{
    private readonly XmlRowReader _reader;
    private readonly RecordMode _mode;
    private readonly StructType? _fields;

    public FromXmlFunction(BoundCall site) : base(site)
    {
        var source = OptionsArgument.Read(site.Call, 2);
        var options = new XmlOptions(source, site.Context.Settings);
        var schema = site.ResultType as StructType;
        _mode = new RecordMode(options, schema);
        bool isVariant = schema is null || (schema is { Fields: [{ Type: VariantType } only] } && only.Name == options.SingleVariantColumn);
        _fields = isVariant ? null : _mode.CorruptColumn < 0 ? schema : new StructType(schema!.Fields.RemoveAt(_mode.CorruptColumn));
        _reader = new XmlRowReader(options, source, site.Context.Settings);
    }

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                ColumnValues.Set(result, row, null);
                continue;
            }
            Read(arguments[0].Read<StringView>()[row].ToString(), row, result);
        }
    }

    private void Read(string text, int row, Column result)
    {
        if (_fields is null)
        {
            object?[]? variant = _reader.ReadVariant(text);
            if (variant is null && _mode.FailsFast)
            {
                throw RecordMode.Failure(text);
            }
            ColumnValues.Set(result, row, result.Type is StructType ? new object?[] { variant } : variant);
            return;
        }
        var status = _reader.TryReadRow(text, _fields, out object?[] fields);
        if (_mode.CorruptColumn >= 0)
        {
            fields = [.. fields[.._mode.CorruptColumn], status == RecordStatus.Ok ? null : text, .. fields[_mode.CorruptColumn..]];
        }
        ColumnValues.Set(result, row, fields);
        if (status != RecordStatus.Ok && _mode.FailsFast)
        {
            throw RecordMode.Failure(InternalText.Of(result, row));
        }
    }
}

/// <summary><c>to_xml</c>.</summary>
internal sealed unsafe class ToXmlFunction : ColumnFunction
{
    private readonly XmlOptions _options;
    private readonly XmlRowWriter _writer;
    private readonly TextBuffer _buffer = new();

    public ToXmlFunction(BoundCall site) : base(site)
    {
        var source = OptionsArgument.Read(site.Call, 1);
        _options = new XmlOptions(source, site.Context.Settings);
        _writer = new XmlRowWriter(_options, source, site.Context.Settings);
    }

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            _buffer.Clear();
            string name = _options.RowTag ?? "ROW";
            if (arguments[0].Type is StructType structure)
            {
                _writer.AppendRow(arguments[0].Source.Children, structure, arguments[0].Slot(row), name, 0, _buffer);
            }
            else
            {
                _writer.AppendVariant(VariantColumn.Read(arguments[0], row), name, 0, _buffer);
            }
            if (_options.Indent.Length == 0)
            {
                _buffer.Append((byte)'\n');
            }
            result.Data<StringView>()[row] = result.Heap.Add(_buffer.Written);
        }
    }
}

/// <summary>What a function of the xpath family makes of an expression's value.</summary>
internal enum XPathResult { List, Boolean, Short, Int, Long, Float, Double, String }

/// <summary><c>xpath</c> and its relatives.</summary>
internal sealed unsafe class XPathFunction(BoundCall site, XPathResult kind) : ColumnFunction(site)
{
    private string? _lastPath;
    private XPathExpression? _expression;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            object? value = null;
            if (!arguments[0].IsNull(row) && !arguments[1].IsNull(row))
            {
                string xml = arguments[0].Read<StringView>()[row].ToString();
                string path = arguments[1].Read<StringView>()[row].ToString();
                value = xml.Length == 0 || path.Length == 0 ? null : Evaluate(xml, path);
            }
            ColumnValues.Set(result, row, value);
        }
    }

    private object? Evaluate(string xml, string path)
    {
        XPathNavigator document;
        try
        {
            using var reader = new XmlTextReader(new StringReader(xml)) { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, WhitespaceHandling = WhitespaceHandling.All };
            document = new XPathDocument(reader, XmlSpace.Preserve).CreateNavigator();
        }
        catch (XmlException)
        {
            throw new QueryException(new QueryError(null, [], [], "RuntimeException", "Invalid XML document: " + xml));
        }
        try
        {
            if (path != _lastPath)
            {
                _expression = XPathExpression.Compile(path);
                _lastPath = path;
            }
            return Convert(document.Evaluate(_expression!), document);
        }
        catch (XPathException)
        {
            throw new QueryException(new QueryError(null, [], [], "RuntimeException", "Invalid XPath '" + path + "'"));
        }
    }

    private object? Convert(object value, XPathNavigator document)
    {
        var nodes = value as XPathNodeIterator;
        switch (kind)
        {
            case XPathResult.List:
                if (nodes is null)
                {
                    throw new XPathException("a list of nodes is wanted");
                }
                var texts = new List<object?>();
                foreach (XPathNavigator node in nodes)
                {
                    // Elements have no value of their own in a node list; texts and attributes have.
                    texts.Add(node.NodeType is XPathNodeType.Element or XPathNodeType.Root ? null : node.Value);
                }
                return texts.ToArray();
            case XPathResult.Boolean:
                return value switch { bool truth => truth, double number => number != 0 && !double.IsNaN(number), string text => text.Length > 0, _ => nodes!.MoveNext() };
            case XPathResult.String:
                return value switch { bool truth => truth ? "true" : "false", double number => Print(number), string text => text, _ => nodes!.MoveNext() ? nodes.Current!.Value : "" };
            default:
                double real = value switch
                {
                    bool truth => truth ? 1 : 0,
                    double number => number,
                    string text => Number(text),
                    _ => nodes!.MoveNext() ? Number(nodes.Current!.Value) : double.NaN,
                };
                return kind switch
                {
                    XPathResult.Short => (short)Saturate32(real),
                    XPathResult.Int => Saturate32(real),
                    XPathResult.Long => double.IsNaN(real) ? 0L : real >= long.MaxValue ? long.MaxValue : real <= long.MinValue ? long.MinValue : (long)real,
                    XPathResult.Float => (float)real,
                    _ => (object)real,
                };
        }
    }

    private static int Saturate32(double value) => double.IsNaN(value) ? 0 : value >= int.MaxValue ? int.MaxValue : value <= int.MinValue ? int.MinValue : (int)value;

    private static double Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static string Print(double number) => number == Math.Floor(number) && Math.Abs(number) < 1e15
        ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);
}
