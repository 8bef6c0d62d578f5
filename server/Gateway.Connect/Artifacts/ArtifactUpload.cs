using Gateway.Core.Errors;

namespace Gateway.Connect.Artifacts;

/// <summary>Receives the pieces of an AddArtifacts stream and reports each artifact's checksum.</summary>
public sealed class ArtifactUpload(ArtifactStore store) : IDisposable
{
    private readonly List<Proto.AddArtifactsResponse.Types.ArtifactSummary> _summaries = [];
    private ArtifactName? _name;
    private FileStream? _file;
    private long _remainingChunks;
    private long _totalBytes;
    private bool _isIntact;

    public void Receive(Proto.AddArtifactsRequest request)
    {
        switch (request.PayloadCase)
        {
            case Proto.AddArtifactsRequest.PayloadOneofCase.Batch:
                EnsureComplete();
                foreach (var artifact in request.Batch.Artifacts)
                {
                    Begin(artifact.Name, 1, artifact.Data?.Data.Length ?? 0);
                    Add(artifact.Data);
                }
                break;
            case Proto.AddArtifactsRequest.PayloadOneofCase.BeginChunk:
                EnsureComplete();
                Begin(request.BeginChunk.Name, request.BeginChunk.NumChunks, request.BeginChunk.TotalBytes);
                Add(request.BeginChunk.InitialChunk);
                break;
            case Proto.AddArtifactsRequest.PayloadOneofCase.Chunk:
                if (_file is null)
                {
                    throw Broken("a chunk came before the beginning of its artifact");
                }
                Add(request.Chunk);
                break;
            case Proto.AddArtifactsRequest.PayloadOneofCase.None:
                throw new QueryException("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", "spark.connect.AddArtifactsRequest.payload"), ("name", "payload"));
        }
    }

    /// <summary>Ends the stream and returns one summary an artifact.</summary>
    public IReadOnlyList<Proto.AddArtifactsResponse.Types.ArtifactSummary> Complete()
    {
        EnsureComplete();
        return _summaries;
    }

    public void Dispose()
    {
        if (_file is { } file)
        {
            file.Dispose();
            File.Delete(file.Name);
        }
    }

    private void Begin(string name, long chunkCount, long totalBytes)
    {
        _name = ArtifactName.Parse(name);
        _file = store.Stage();
        _remainingChunks = chunkCount;
        _totalBytes = totalBytes;
        _isIntact = true;
    }

    private void Add(Proto.AddArtifactsRequest.Types.ArtifactChunk? chunk)
    {
        if (chunk is null)
        {
            throw Broken("an artifact has no data");
        }
        var data = chunk.Data.Span;
        _isIntact &= Crc32.Of(data) == (uint)chunk.Crc;
        _file!.Write(data);
        _remainingChunks--;
        if (_remainingChunks <= 0)
        {
            Finish();
        }
    }

    private void Finish()
    {
        var (name, file) = (_name!, _file!);
        _isIntact &= file.Length == _totalBytes;
        _file = null;
        string path = file.Name;
        file.Dispose();
        if (_isIntact)
        {
            store.Commit(name, path);
        }
        else
        {
            File.Delete(path);
        }
        _summaries.Add(new() { Name = name.Full + (name.Fragment is { } fragment ? "#" + fragment : ""), IsCrcSuccessful = _isIntact });
    }

    private void EnsureComplete()
    {
        if (_file is not null)
        {
            throw Broken("an artifact ended before its last chunk");
        }
    }

    private static QueryException Broken(string message) => new("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", "AddArtifacts: " + message));
}
