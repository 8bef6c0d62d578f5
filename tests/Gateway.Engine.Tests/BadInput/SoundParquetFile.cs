using System.Buffers.Binary;
using Gateway.Engine;

namespace Gateway.Engine.Tests.BadInput;

/// <summary>Writes a Parquet file of a thousand rows in one row group, and copies of it with another footer.</summary>
public sealed class SoundParquetFile : IDisposable
{
    private readonly string _folder = Environment.GetEnvironmentVariable("GATEWAY_LYING_FILES") ?? Directory.CreateTempSubdirectory("gateway-footers").FullName;
    private readonly byte[] _bytes;

    public SoundParquetFile()
    {
        string folder = System.IO.Path.Combine(_folder, "sound");
        using var session = GatewaySession.Create();
        session.Prepare(session.ParsePlan($"""
            INSERT OVERWRITE DIRECTORY '{folder}' USING parquet
            SELECT /*+ COALESCE(1) */ id, id / 2 AS d, 'text ' || id AS s, CAST(id AS DECIMAL(20, 2)) / 4 AS m, CAST(nullif(id % 3, 0) AS INT) AS n FROM range(1000)
            """)).Collect();
        Path = Directory.EnumerateFiles(folder, "*.parquet").Single();
        _bytes = File.ReadAllBytes(Path);
    }

    public string Path { get; }

    /// <summary>Writes a copy whose footer is changed and returns its path.</summary>
    internal string With(Action<ThriftTree> change, string name)
    {
        int place = _bytes.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_bytes.Length - 8));
        var footer = ThriftTree.Parse(_bytes.AsSpan(place));
        change(footer);
        byte[] changed = footer.ToBytes();
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, changed.Length);
        string path = System.IO.Path.Combine(_folder, name + ".parquet");
        File.WriteAllBytes(path, [.. _bytes[..place], .. changed, .. length, .. "PAR1"u8]);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
