using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;
using Gateway.Execution.Running;

namespace Gateway.Execution.Pipelines;

/// <summary>Runs the pipelines of one query: on the shared threads, or on the caller's thread inside <see cref="TryNext"/>.</summary>
internal sealed class QueryRun : QueryResult
{
    private readonly QueryContext _query;
    private readonly CancellationTokenSource _stop;
    private readonly Pipeline[] _pipelines;
    private readonly ResultSink _results;
    private readonly bool _inline;
    private readonly object _lock = new();
    private readonly LinkedList<RunTask> _ready = new();
    private readonly List<RunTask> _paused = [];
    private int _liveTasks;
    private ExceptionDispatchInfo? _failure;
    private bool _disposed;

    public QueryRun(StructType schema, QueryContext query, CancellationTokenSource stop, IEnumerable<Pipeline> pipelines, ResultSink results, bool inline)
    {
        Schema = schema;
        _query = query;
        _stop = stop;
        _pipelines = [.. pipelines];
        _results = results;
        _inline = inline;
        query.Resume = Resume;
        lock (_lock)
        {
            foreach (var pipeline in _pipelines)
            {
                pipeline.Stage.OpenPipelines++;
                foreach (var dependency in pipeline.DependsOn)
                {
                    pipeline.OpenDependencies++;
                    dependency.Waiting.Add(pipeline);
                }
            }
            foreach (var pipeline in _pipelines)
            {
                if (pipeline.OpenDependencies == 0)
                {
                    Submit(new StartTask(this, pipeline));
                }
            }
        }
    }

    public override StructType Schema { get; }

    public override bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        while (true)
        {
            RunTask? task = null;
            lock (_lock)
            {
                while (true)
                {
                    _failure?.Throw();
                    if (_results.TryTake(out batch))
                    {
                        ResumeLocked();
                        return true;
                    }
                    // The unit being handed out may have changed, and its worker may now go on.
                    ResumeLocked();
                    if (_liveTasks == 0)
                    {
                        return false;
                    }
                    if (_ready.First is { } first)
                    {
                        _ready.RemoveFirst();
                        task = first.Value;
                        break;
                    }
                    Monitor.Wait(_lock);
                }
            }
            RunTurn(task);
        }
    }

    /// <summary>Runs one turn of a task and decides what becomes of it.</summary>
    public void RunTurn(RunTask task)
    {
        var result = TurnResult.Done;
        try
        {
            if (_failure is null)
            {
                _query.Cancellation.ThrowIfCancellationRequested();
                result = task.RunTurn();
                if (result == TurnResult.Done)
                {
                    End(task);
                }
            }
        }
        catch (Exception exception)
        {
            result = TurnResult.Done;
            Fail(exception);
        }
        lock (_lock)
        {
            switch (result)
            {
                case TurnResult.Again:
                    Requeue(task);
                    break;
                case TurnResult.Paused when task.MayRun || _failure is not null || _query.Cancellation.IsCancellationRequested:
                    Requeue(task);
                    break;
                case TurnResult.Paused:
                    _paused.Add(task);
                    Monitor.PulseAll(_lock);
                    break;
                case TurnResult.Done:
                    _liveTasks--;
                    Monitor.PulseAll(_lock);
                    break;
            }
        }
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            _stop.Cancel();
            foreach (var task in _paused)
            {
                Requeue(task);
            }
            _paused.Clear();
            // Inline tasks run only on the caller's thread, which is here.
            _liveTasks -= _ready.Count;
            _ready.Clear();
            while (_liveTasks > 0)
            {
                Monitor.Wait(_lock);
            }
        }
        _query.Dispose();
        _stop.Dispose();
    }

    private void Resume()
    {
        lock (_lock)
        {
            ResumeLocked();
        }
    }

    private void ResumeLocked()
    {
        for (int i = _paused.Count - 1; i >= 0; i--)
        {
            if (_paused[i].MayRun)
            {
                Requeue(_paused[i]);
                _paused.RemoveAt(i);
            }
        }
        Monitor.PulseAll(_lock);
    }

    private void Submit(RunTask task)
    {
        _liveTasks++;
        Requeue(task);
    }

    private void Requeue(RunTask task)
    {
        if (_inline)
        {
            _ready.AddLast(task);
            Monitor.PulseAll(_lock);
        }
        else
        {
            Scheduler.Shared.Submit(this, task);
        }
    }

    private void Fail(Exception exception)
    {
        lock (_lock)
        {
            if (_failure is null && !(exception is OperationCanceledException && _disposed))
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            _stop.Cancel();
            foreach (var task in _paused)
            {
                Requeue(task);
            }
            _paused.Clear();
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Follows up on a finished task: combining, finish tasks, dependents.</summary>
    private void End(RunTask task)
    {
        switch (task)
        {
            case PipelineTask pipelineTask:
                var stage = pipelineTask.Pipeline.Stage;
                lock (stage)
                {
                    stage.Sink.Combine(pipelineTask.SinkState);
                }
                pipelineTask.Dispose();
                bool last;
                lock (_lock)
                {
                    last = --pipelineTask.Pipeline.OpenTasks == 0;
                }
                if (last)
                {
                    EndPipeline(pipelineTask.Pipeline);
                }
                break;
            case FinishTask finish:
                lock (_lock)
                {
                    last = --finish.Stage.OpenFinishTasks == 0;
                }
                if (last)
                {
                    EndStage(finish.Stage);
                }
                break;
            default:
                break;
        }
    }

    private void Start(Pipeline pipeline)
    {
        int workers = pipeline.Prepare(_query);
        if (workers == 0)
        {
            EndPipeline(pipeline);
            return;
        }
        // On one thread, one task sees the units in order: rows that tie come out in it.
        workers = _inline ? 1 : workers;
        var tasks = new PipelineTask[workers];
        for (int i = 0; i < workers; i++)
        {
            tasks[i] = new PipelineTask(pipeline, _query.CreateWorker());
        }
        lock (_lock)
        {
            pipeline.OpenTasks = workers;
            foreach (var task in tasks)
            {
                Submit(task);
            }
        }
    }

    private void EndPipeline(Pipeline pipeline)
    {
        _results.PipelineEnded(pipeline);
        bool last;
        lock (_lock)
        {
            Release(pipeline);
            last = --pipeline.Stage.OpenPipelines == 0;
        }
        if (!last)
        {
            return;
        }
        var stage = pipeline.Stage;
        var work = stage.Sink.PlanFinish();
        if (work.Count == 0)
        {
            EndStage(stage);
            return;
        }
        lock (_lock)
        {
            stage.OpenFinishTasks = work.Count;
            foreach (var action in work)
            {
                Submit(new FinishTask(_query, stage, action));
            }
        }
    }

    private void EndStage(SinkStage stage)
    {
        stage.Sink.Complete();
        lock (_lock)
        {
            Release(stage);
        }
    }

    private void Release(Completion completion)
    {
        completion.IsComplete = true;
        foreach (var pipeline in completion.Waiting)
        {
            if (--pipeline.OpenDependencies == 0)
            {
                Submit(new StartTask(this, pipeline));
            }
        }
        Monitor.PulseAll(_lock);
    }

    /// <summary>Prepares a pipeline whose dependencies are complete and starts its tasks.</summary>
    private sealed class StartTask(QueryRun run, Pipeline pipeline) : RunTask
    {
        public override TurnResult RunTurn()
        {
            run.Start(pipeline);
            return TurnResult.Done;
        }
    }

    /// <summary>Runs one piece of a sink's finish work.</summary>
    private sealed class FinishTask(QueryContext query, SinkStage stage, Action<WorkerContext> work) : RunTask
    {
        public SinkStage Stage { get; } = stage;

        public override TurnResult RunTurn()
        {
            work(query.CreateWorker());
            return TurnResult.Done;
        }
    }
}
