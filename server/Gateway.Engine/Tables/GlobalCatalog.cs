using System.Collections.Concurrent;
using Gateway.Plans.Analysis.Catalog;

namespace Gateway.Engine.Tables;

/// <summary>Keeps global temporary views for all sessions of an engine.</summary>
public sealed class GlobalCatalog(string warehouseDirectory) : IDisposable
{
    public string WarehouseDirectory { get; } = warehouseDirectory;

    /// <summary>Gets the views of <c>global_temp</c> by lower-case name.</summary>
    public ConcurrentDictionary<string, CatalogRelation> GlobalViews { get; } = new(StringComparer.Ordinal);

    public void Dispose() => GlobalViews.Clear();
}
