using System.Globalization;
using System.Xml;
using Gateway.Core.Errors;

namespace Gateway.Compute.Formats.Xml;

/// <summary>Knows which names elements and attributes may have: XML 1.0 names without colons.</summary>
internal static class XmlNames
{
    /// <exception cref="QueryException">The name is none, worded as Java's writer does it.</exception>
    public static void Check(string name)
    {
        if (name.Length == 0)
        {
            throw Fault("An XML name cannot be empty");
        }
        for (int i = 0; i < name.Length; i++)
        {
            if (!(i == 0 ? XmlConvert.IsStartNCNameChar(name[i]) : XmlConvert.IsNCNameChar(name[i])))
            {
                throw Fault($"Character '{name[i]}' (code {((int)name[i]).ToString(CultureInfo.InvariantCulture)}) cannot {(i == 0 ? "begin" : "be part of")} an XML name");
            }
        }
    }

    private static QueryException Fault(string message) => new(new QueryError(null, [], [], "XMLStreamException", message));
}
