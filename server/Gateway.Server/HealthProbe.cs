using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Server;

/// <summary>Answers HTTP/1 health probes on the port that otherwise speaks HTTP/2 with prior knowledge.</summary>
/// <remarks>Kestrel cannot serve both versions on one clear-text port, and probes (curl, Kubernetes) speak HTTP/1.</remarks>
public static class HealthProbe
{
    private const int HeaderLimit = 8192;
    private static readonly byte[] _health = "GET /healthz "u8.ToArray();
    private static readonly byte[] _http2 = "PRI "u8.ToArray();

    public static ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var input = connection.Transport.Input;
        System.IO.Pipelines.ReadResult first;
        try
        {
            first = await input.ReadAtLeastAsync(_http2.Length, connection.ConnectionClosed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client left before it said anything.
            return;
        }
        bool isHttp2 = first.Buffer.Length < _http2.Length || StartsWith(first.Buffer, _http2);
        input.AdvanceTo(first.Buffer.Start, first.Buffer.Start);
        if (isHttp2)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
            if (EndsWithBlankLine(read.Buffer))
            {
                bool isHealth = StartsWith(read.Buffer, _health);
                input.AdvanceTo(read.Buffer.End);
                string answer = isHealth ? "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(answer), connection.ConnectionClosed).ConfigureAwait(false);
                return;
            }
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.Buffer.Length > HeaderLimit)
            {
                return;
            }
        }
    };

    private static bool StartsWith(ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> prefix)
    {
        if (buffer.Length < prefix.Length)
        {
            return false;
        }
        Span<byte> start = stackalloc byte[prefix.Length];
        buffer.Slice(0, prefix.Length).CopyTo(start);
        return start.SequenceEqual(prefix);
    }

    private static bool EndsWithBlankLine(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < 4)
        {
            return false;
        }
        Span<byte> end = stackalloc byte[4];
        buffer.Slice(buffer.Length - 4).CopyTo(end);
        return end.SequenceEqual("\r\n\r\n"u8);
    }
}
