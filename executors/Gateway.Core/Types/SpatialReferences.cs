using System.Globalization;

namespace Gateway.Core.Types;

/// <summary>Knows the ids of spatial reference systems and whether they are geographic (degrees) or projected.</summary>
/// <remarks>The table lists ids by authority and kind: codes of EPSG and ESRI, and 0 for no system.</remarks>
public static class SpatialReferences
{
    /// <summary>The system of GEOGRAPHY unless said otherwise.</summary>
    public const int GeographicDefault = 4326;

    private static readonly Lazy<Group[]> _groups = new(Read);

    /// <summary>Tells whether a type may have an id.</summary>
    public static bool IsKnown(int srid, bool geographic) => Array.Exists(_groups.Value, group => (group.IsGeographic || !geographic) && group.Contains(srid));

    /// <summary>Names a system in schemas, e.g. <c>EPSG:3857</c>; null is any system.</summary>
    public static string NameOf(int? srid) => srid switch
    {
        null => "SRID:ANY",
        4267 => "OGC:CRS27",
        4269 => "OGC:CRS83",
        4326 => "OGC:CRS84",
        { } id => string.Create(CultureInfo.InvariantCulture, $"{Array.Find(_groups.Value, group => group.Contains(id))?.Authority ?? "SRID"}:{id}"),
    };

    /// <summary>Finds the id that a name in a schema stands for; null is any system.</summary>
    public static int? Find(string name) => name switch
    {
        "SRID:ANY" or "any" => null,
        "OGC:CRS27" => 4267,
        "OGC:CRS83" => 4269,
        "OGC:CRS84" => 4326,
        _ => int.Parse(name.AsSpan(name.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture),
    };

    private static Group[] Read()
    {
        using Stream stream = typeof(SpatialReferences).Assembly.GetManifestResourceStream("SpatialReferences.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line =>
        {
            string[] parts = line.Split('\t');
            return new Group(parts[0], parts[1] == "geographic", [.. parts[2].Split(' ').Select(static range =>
            {
                string[] ends = range.Split('-');
                return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
            })]);
        })];
    }

    private sealed record Group(string Authority, bool IsGeographic, (int First, int Last)[] Ranges)
    {
        public bool Contains(int srid)
        {
            int low = 0;
            int high = Ranges.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Ranges[middle].Last < srid)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }
            return low < Ranges.Length && Ranges[low].First <= srid;
        }
    }
}
