using System.Collections.Concurrent;

namespace Gateway.Connect.Operations;

/// <summary>Runs operations on threads with deep stacks, which plan recursion needs; idle threads are reused.</summary>
public sealed class OperationThreads
{
    private const int StackBytes = 64 << 20;
    private static readonly TimeSpan _idleTime = TimeSpan.FromSeconds(30);
    private readonly ConcurrentStack<Worker> _idle = new();

    /// <summary>Starts work that handles its own failures.</summary>
    public void Start(Action work)
    {
        while (_idle.TryPop(out var worker))
        {
            if (worker.TryGive(work))
            {
                return;
            }
        }
        var fresh = new Worker(this, work);
        new Thread(fresh.Run, StackBytes) { IsBackground = true, Name = "gateway-operation" }.Start();
    }

    /// <summary>Runs a function and hands its result, or its exception, to the caller.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(() =>
        {
            try
            {
                completion.SetResult(function());
            }
            catch (Exception failure)
            {
                completion.SetException(failure);
            }
        });
        return completion.Task;
    }

    private sealed class Worker(OperationThreads owner, Action first)
    {
        private readonly SemaphoreSlim _signal = new(0);
        private Action? _work = first;
        private int _state;
        private const int Busy = 0, Idle = 1, Ended = 2;

        public bool TryGive(Action work)
        {
            if (Interlocked.CompareExchange(ref _state, Busy, Idle) != Idle)
            {
                return false;
            }
            _work = work;
            _signal.Release();
            return true;
        }

        public void Run()
        {
            while (true)
            {
                var work = _work!;
                _work = null;
                work();
                Volatile.Write(ref _state, Idle);
                owner._idle.Push(this);
                if (!_signal.Wait(_idleTime))
                {
                    if (Interlocked.CompareExchange(ref _state, Ended, Idle) == Idle)
                    {
                        return;
                    }
                    _signal.Wait();
                }
            }
        }
    }
}
