using System.Runtime.ExceptionServices;

namespace Gateway.Tests;

/// <summary>Runs work on a thread of its own, by default with the stack that the server's operations have.</summary>
internal static class DeepStack
{
    private const int ServerStackBytes = 64 << 20;

    /// <summary>Returns what the work returns and throws what it throws; TimeoutException when it takes longer than the limit.</summary>
    public static T Run<T>(Func<T> work, int stackBytes = ServerStackBytes, int limitMs = Timeout.Infinite)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }, stackBytes) { IsBackground = true };
        thread.Start();
        if (!thread.Join(limitMs))
        {
            throw new TimeoutException("no answer in time");
        }
        failure?.Throw();
        return result;
    }
}
