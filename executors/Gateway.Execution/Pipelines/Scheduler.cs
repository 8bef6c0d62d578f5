using System.Collections.Concurrent;

namespace Gateway.Execution.Pipelines;

/// <summary>Runs the tasks of all queries on one thread a core, a turn each in order of arrival, so that queries share the cores fairly.</summary>
internal sealed class Scheduler
{
    /// <summary>Expressions are evaluated recursively: deep ones need deep stacks.</summary>
    private const int StackBytes = 64 << 20;

    private static readonly Lazy<Scheduler> _shared = new(static () => new Scheduler(Environment.ProcessorCount));
    private readonly ConcurrentQueue<(QueryRun Run, RunTask Task)> _queue = new();
    private readonly SemaphoreSlim _available = new(0);

    private Scheduler(int threads)
    {
        for (int i = 0; i < threads; i++)
        {
            new Thread(Work, StackBytes) { IsBackground = true, Name = "engine-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture) }.Start();
        }
    }

    public static Scheduler Shared => _shared.Value;

    public void Submit(QueryRun run, RunTask task)
    {
        _queue.Enqueue((run, task));
        _available.Release();
    }

    private void Work()
    {
        while (true)
        {
            _available.Wait();
            if (_queue.TryDequeue(out var item))
            {
                item.Run.RunTurn(item.Task);
            }
        }
    }
}
