using System.Diagnostics;
using Gateway.Connect.Service;
using Gateway.Engine;

namespace Gateway.Server.Warming;

/// <summary>Compiles what first queries need before a client asks: runs small queries in the background when the process starts.</summary>
/// <remarks>
/// Kernels and operator loops are generic over operations and physical types, so ReadyToRun has no code for them and a first query would wait for
/// the compiler (docs/decisions/0007-warm-up.md). The first statement runs while the host is being built, the rest when the server listens.
/// </remarks>
public static class Warmup
{
    private const string SampleName = "Gateway.Server.Warming.sample.parquet";

    private static readonly string[] _afterStart =
    [
        """
        SELECT flag, status, sum(quantity), sum(price), sum(price * (1 - discount)), sum(price * (1 - discount) * (1 + discount)), avg(quantity), avg(discount), count(*)
        FROM sample WHERE day <= DATE '1997-01-01' GROUP BY flag, status ORDER BY flag, status
        """,
        "SELECT sum(price * discount) FROM sample WHERE day >= DATE '1995-06-01' AND day < DATE '1997-01-01' AND discount BETWEEN 0.02 AND 0.08 AND quantity < 24",
        """
        SELECT a.part, sum(a.price * (1 - a.discount)) AS revenue, b.day FROM sample a JOIN sample b ON a.id = b.id
        WHERE b.note LIKE '%alpha%' AND a.flag = 'N' GROUP BY a.part, b.day ORDER BY revenue DESC, b.day LIMIT 10
        """,
        "SELECT count(*), max(weight), min(id) FROM sample WHERE EXISTS (SELECT 1 FROM sample b WHERE b.part = sample.part AND b.line > 3) AND id NOT IN (SELECT line FROM sample WHERE line > 5)",
        "SELECT sum(id) FROM range(10000)",
    ];

    /// <summary>Starts warming an engine; the returned task ends when the first statement has run and never fails.</summary>
    public static Task Start(GatewayEngine engine) => Task.Factory.StartNew(() => Try(engine, static session => Run(session, "SELECT 1")), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs the larger queries on a thread of their own; stops between two of them when the server stops.</summary>
    public static void Continue(GatewayEngine engine, CancellationToken stopping) =>
        new Thread(() => Try(engine, session =>
        {
            RunSample(session, stopping);
            ConnectMarshaller.Prepare();
        })) { IsBackground = true, Name = "warm-up" }.Start();

    private static void RunSample(GatewaySession session, CancellationToken stopping)
    {
        string file = Path.Combine(Path.GetTempPath(), $"gateway-warm-up-{Environment.ProcessId}.parquet");
        try
        {
            using (var resource = typeof(Warmup).Assembly.GetManifestResourceStream(SampleName) ?? throw new UnreachableException(SampleName))
            using (var copy = File.Create(file))
            {
                resource.CopyTo(copy);
            }
            Run(session, $"CREATE TEMPORARY VIEW sample AS SELECT * FROM parquet.`{file}`");
            foreach (string statement in _afterStart)
            {
                stopping.ThrowIfCancellationRequested();
                Run(session, statement);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Run(GatewaySession session, string sql)
    {
        foreach (var block in session.Prepare(session.ParsePlan(sql)).ToArrow())
        {
            block.Dispose();
        }
    }

    /// <summary>Warming up is a favour: whatever goes wrong in it, a query will report when somebody asks for it.</summary>
    private static void Try(GatewayEngine engine, Action<GatewaySession> work)
    {
        try
        {
            using var session = engine.CreateSession();
            work(session);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Trace.WriteLine(failure);
        }
    }
}
