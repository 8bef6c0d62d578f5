using System.Text;
using System.Xml;

namespace Gateway.Compute.Formats.Xml;

/// <summary>An element of a record: attributes, and children that are elements or text, in order.</summary>
public sealed class XmlElement(string name)
{
    public string Name { get; } = name;

    public List<(string Name, string Value)> Attributes { get; } = [];

    /// <summary>Gets the children; each is an <see cref="XmlElement"/> or a string.</summary>
    public List<object> Children { get; } = [];

    public IEnumerable<XmlElement> Elements => Children.OfType<XmlElement>();

    /// <summary>Parses a record's text; null when it is not one well-formed element.</summary>
    public static XmlElement? TryParse(string text, XmlOptions options)
    {
        try
        {
            using var reader = CreateReader(new StringReader(text));
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    return Read(reader, options, 0);
                }
            }
            return null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Makes a reader that takes names as they stand and loads nothing from outside.</summary>
    public static XmlTextReader CreateReader(TextReader text) => new(text)
    {
        Namespaces = false,
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        WhitespaceHandling = WhitespaceHandling.All,
        EntityHandling = EntityHandling.ExpandCharEntities,
    };

    /// <summary>Reads the element at which a reader stands, to its end.</summary>
    public static XmlElement Read(XmlTextReader reader, XmlOptions options, int depth)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var element = new XmlElement(LocalName(reader.Name, options));
        bool isEmpty = reader.IsEmptyElement;
        while (reader.MoveToNextAttribute())
        {
            if (!options.ExcludeAttribute)
            {
                element.Attributes.Add((options.AttributePrefix + LocalName(reader.Name, options), reader.Value));
            }
        }
        if (isEmpty)
        {
            return element;
        }
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    element.AddText(text);
                    element.Children.Add(Read(reader, options, depth + 1));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                default:
                    break;
            }
        }
        if (reader.NodeType != XmlNodeType.EndElement)
        {
            throw new XmlException("an element is not closed");
        }
        element.AddText(text);
        return element;
    }

    /// <summary>Gives the text of an element without elements; empty when there is none.</summary>
    public string Text => string.Concat(Children.OfType<string>());

    /// <summary>Writes the children back as text, as Spark shows nested elements in string columns.</summary>
    public string InnerXml()
    {
        var text = new StringBuilder();
        AppendChildren(text);
        return text.ToString();
    }

    private void AppendChildren(StringBuilder text)
    {
        foreach (object child in Children)
        {
            if (child is string own)
            {
                text.Append(own.Trim());
                continue;
            }
            var element = (XmlElement)child;
            text.Append('<').Append(element.Name);
            foreach (var (name, value) in element.Attributes)
            {
                text.Append(' ').Append(name.AsSpan(Math.Min(1, name.Length))).Append("=\"").Append(value).Append('"');
            }
            text.Append('>');
            element.AppendChildren(text);
            text.Append("</").Append(element.Name).Append('>');
        }
    }

    private void AddText(StringBuilder text)
    {
        if (text.Length > 0)
        {
            Children.Add(text.ToString());
            text.Clear();
        }
    }

    private static string LocalName(string name, XmlOptions options) =>
        options.IgnoreNamespace && name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? name[(colon + 1)..] : name;
}
