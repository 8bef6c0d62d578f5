using Grpc.Core;
using Gateway.Core.Errors;

namespace Gateway.Connect.Operations;

/// <summary>Keeps an operation's responses, addressable by id, from their making to their release.</summary>
/// <remarks>
/// One producer, at most one sender: a new sender disconnects the one before. The producer waits while more than
/// <see cref="UnsentLimit"/> bytes are not sent; sent responses stay for reattachment up to <see cref="RetryLimit"/> bytes.
/// </remarks>
public sealed class ResponseBuffer(bool keepsSent)
{
    private const long UnsentLimit = 32L << 20;
    private const long RetryLimit = 10L << 20;

    private readonly object _lock = new();
    private readonly LinkedList<Entry> _entries = new();
    private readonly Dictionary<string, long> _indexById = [];
    private long _nextIndex = 1;
    private long _highestSent;
    private long _highestDropped;
    private long _unsentBytes;
    private long _sentBytes;
    private bool _isFinished;
    private bool _isSealed;
    private QueryException? _error;
    private int _senderTicket;
    private TaskCompletionSource? _senderWakeup;

    /// <summary>One response and the native memory under it, which goes when the entry is dropped and nobody sends it.</summary>
    private sealed class Entry(long index, Proto.ExecutePlanResponse response, int byteCount, IDisposable? memory)
    {
        public long Index => index;
        public Proto.ExecutePlanResponse Response => response;
        public int ByteCount => byteCount;
        public int SenderCount { get; set; }
        public bool IsDropped { get; set; }

        public void FreeIfUnused()
        {
            if (IsDropped && SenderCount == 0)
            {
                memory?.Dispose();
            }
        }
    }

    /// <summary>Adds a response; waits while too much is unsent.</summary>
    /// <param name="memory">Native memory that the response wraps; the buffer owns it from here on.</param>
    /// <param name="isHeader">True for a response that may wait for the one after it, so that both leave in one write.</param>
    public void Append(Proto.ExecutePlanResponse response, IDisposable? memory, bool isHeader, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static state => ((ResponseBuffer)state!).WakeProducer(), this);
        lock (_lock)
        {
            while (_unsentBytes > UnsentLimit && !cancellation.IsCancellationRequested)
            {
                Monitor.Wait(_lock);
            }
            if (cancellation.IsCancellationRequested)
            {
                memory?.Dispose();
                cancellation.ThrowIfCancellationRequested();
            }
            Add(response, memory, isHeader);
        }
    }

    /// <summary>Adds a response without waiting, unless the end was reached or too much is unsent already.</summary>
    public void TryAppend(Proto.ExecutePlanResponse response)
    {
        lock (_lock)
        {
            if (_isFinished || _isSealed || _unsentBytes > UnsentLimit)
            {
                return;
            }
            Add(response, null, isHeader: false);
        }
    }

    /// <summary>Marks the end of the responses, with the error that ended them, if any.</summary>
    public void Finish(QueryException? error)
    {
        lock (_lock)
        {
            _isFinished = true;
            _error = error;
            WakeSender();
        }
    }

    /// <summary>Returns the index of a response; throws when no such response was ever made.</summary>
    public long IndexOf(string responseId)
    {
        lock (_lock)
        {
            return _indexById.TryGetValue(responseId, out long index)
                ? index
                : throw new QueryException("INVALID_CURSOR.POSITION_NOT_FOUND", ("responseId", responseId)).As("SparkSQLException");
        }
    }

    /// <summary>Drops all responses up to and including one.</summary>
    public void ReleaseUntil(string responseId)
    {
        long index = IndexOf(responseId);
        lock (_lock)
        {
            DropThrough(index);
        }
    }

    /// <summary>Drops everything and ends the sender.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            DropThrough(_nextIndex - 1);
            _isFinished = true;
            WakeSender();
        }
    }

    /// <summary>Ends the current sender with INVALID_CURSOR.DISCONNECTED.</summary>
    public void DisconnectSender()
    {
        lock (_lock)
        {
            _senderTicket++;
            WakeSender();
        }
    }

    /// <summary>Sends the responses after an index until the operation ends; an error ends it by exception.</summary>
    public async Task SendAsync(long afterIndex, IServerStreamWriter<Proto.ExecutePlanResponse> stream, CancellationToken cancellation)
    {
        int ticket;
        lock (_lock)
        {
            ticket = ++_senderTicket;
            WakeSender();
        }
        var buffered = new WriteOptions(WriteFlags.BufferHint);
        var flushed = new WriteOptions();
        long next = afterIndex + 1;
        while (true)
        {
            Entry? entry = null;
            bool hasMore = false;
            Task? wait = null;
            lock (_lock)
            {
                if (ticket != _senderTicket)
                {
                    throw new QueryException("INVALID_CURSOR.DISCONNECTED").As("SparkSQLException");
                }
                var node = Find(next);
                if (node is not null)
                {
                    entry = node.Value;
                    entry.SenderCount++;
                    hasMore = node.Next is not null;
                }
                else if (!_isFinished)
                {
                    _senderWakeup = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    wait = _senderWakeup.Task;
                }
            }
            if (entry is not null)
            {
                try
                {
                    stream.WriteOptions = hasMore ? buffered : flushed;
                    await stream.WriteAsync(entry.Response, cancellation).ConfigureAwait(false);
                    MarkSent(entry);
                }
                finally
                {
                    lock (_lock)
                    {
                        entry.SenderCount--;
                        entry.FreeIfUnused();
                    }
                }
                next++;
            }
            else if (wait is not null)
            {
                await wait.WaitAsync(cancellation).ConfigureAwait(false);
            }
            else
            {
                if (_error is { } error)
                {
                    throw error;
                }
                return;
            }
        }
    }

    private void Add(Proto.ExecutePlanResponse response, IDisposable? memory, bool isHeader)
    {
        int byteCount = response.CalculateSize();
        long index = _nextIndex++;
        _entries.AddLast(new Entry(index, response, byteCount, memory));
        _indexById[response.ResponseId] = index;
        _unsentBytes += byteCount;
        _isSealed |= response.ResultComplete is not null;
        if (!isHeader)
        {
            WakeSender();
        }
    }

    private LinkedListNode<Entry>? Find(long index)
    {
        if (index <= _highestDropped && index < _nextIndex)
        {
            if (_isFinished && _entries.Count == 0)
            {
                return null;
            }
            string id = _indexById.FirstOrDefault(pair => pair.Value == index).Key ?? "";
            throw new QueryException("INVALID_CURSOR.POSITION_NOT_AVAILABLE", ("index", index.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("responseId", id)).As("SparkSQLException");
        }
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            if (node.Value.Index == index)
            {
                return node;
            }
        }
        return null;
    }

    private void MarkSent(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Index <= _highestSent)
            {
                return;
            }
            _highestSent = entry.Index;
            if (entry.Index <= _highestDropped)
            {
                return;
            }
            _unsentBytes -= entry.ByteCount;
            _sentBytes += entry.ByteCount;
            if (!keepsSent)
            {
                DropThrough(entry.Index);
            }
            while (_sentBytes > RetryLimit && _entries.First is { } first && first.Value.Index < _highestSent)
            {
                DropThrough(first.Value.Index);
            }
            Monitor.PulseAll(_lock);
        }
    }

    private void DropThrough(long index)
    {
        while (_entries.First is { } first && first.Value.Index <= index)
        {
            if (first.Value.Index <= _highestSent)
            {
                _sentBytes -= first.Value.ByteCount;
            }
            else
            {
                _unsentBytes -= first.Value.ByteCount;
            }
            _highestDropped = first.Value.Index;
            _entries.RemoveFirst();
            first.Value.IsDropped = true;
            first.Value.FreeIfUnused();
        }
        Monitor.PulseAll(_lock);
    }

    private void WakeProducer()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }

    private void WakeSender()
    {
        _senderWakeup?.TrySetResult();
        _senderWakeup = null;
    }
}
