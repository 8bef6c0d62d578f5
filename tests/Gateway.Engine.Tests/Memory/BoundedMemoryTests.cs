using System.Globalization;
using Gateway.Core.Errors;
using Gateway.Execution.Running;

namespace Gateway.Engine.Tests.Memory;

/// <summary>Queries whose states are several times the memory limit: they spill, and what cannot spill fails with the typed error.</summary>
public sealed class BoundedMemoryTests
{
    private const long LimitBytes = 48L << 20;

    [Theory]
    [InlineData("SELECT count(*), sum(size(l)), sum(length(l[0])) FROM (SELECT id % 30000 k, collect_list(repeat(cast(id AS string), 20)) l FROM range(600000) GROUP BY 1)", "30000,600000,2777800")]
    [InlineData("SELECT count(*), sum(length(m)) FROM (SELECT id % 200000 k, max(repeat(cast(id AS string), 40)) m FROM range(500000) GROUP BY 1)", "200000,45218400")]
    [InlineData("SELECT count(*), cast(sum(p) AS bigint) FROM (SELECT id % 100000 k, percentile(id, 0.5) p FROM range(2000000) GROUP BY 1)", "100000,99999950000")]
    [InlineData("SELECT count(*), sum(s) FROM (SELECT id % 1000000 k, sum(id) s FROM range(3000000) GROUP BY 1)", "1000000,4499998500000")]
    [InlineData("SELECT count(*), sum(n) FROM (SELECT id % 10 k, count(DISTINCT repeat(cast(id AS string), 5)) n FROM range(600000) GROUP BY 1)", "10,600000")]
    [InlineData("SELECT count(*), sum(length(a.s)) FROM (SELECT id, repeat(cast(id AS string), 20) s FROM range(400000)) a JOIN (SELECT id, repeat('x', 100) t FROM range(400000)) b ON a.id = b.id", "400000,45777800")]
    [InlineData("SELECT count(*), max(length(b.s)) FROM (SELECT id FROM range(3)) a JOIN (SELECT id, repeat(cast(id AS string), 20) s FROM range(700000)) b ON a.id * 350000 < b.id", "1049998,120")]
    [InlineData("SELECT count(*), sum(length(b.s)) FROM (SELECT id FROM range(2)) a FULL JOIN (SELECT id, repeat(cast(id AS string), 20) s FROM range(700000)) b ON a.id * 699998 >= b.id AND a.id < b.id", "700001,81777800")]
    [InlineData("SELECT count(*), sum(id) FROM range(900000) a WHERE repeat(cast(id AS string), 8) NOT IN (SELECT repeat(cast(id * 2 AS string), 8) FROM range(500000))", "450000,202500000000")]
    [InlineData("SELECT count(*) FROM range(900000) a WHERE repeat(cast(id AS string), 8) NOT IN (SELECT if(id = 7, NULL, repeat(cast(id * 2 AS string), 8)) FROM range(500000))", "0")]
    [InlineData("SELECT max(n), sum(length(s)) FROM (SELECT count(*) OVER () n, s FROM (SELECT id, repeat(cast(id AS string), 20) s FROM range(500000)))", "500000,57777800")]
    [InlineData("SELECT sum(length(l)) FROM (SELECT lag(s) OVER (ORDER BY id) l FROM (SELECT id, repeat(cast(id AS string), 20) s FROM range(500000)))", "57777680")]
    [InlineData("SELECT max(t), sum(length(s)) FROM (SELECT ntile(4) OVER (ORDER BY id) t, s FROM (SELECT id, repeat(cast(id AS string), 20) s FROM range(500000)))", "4,57777800")]
    [InlineData("SELECT sum(r), max(c), sum(d), count(DISTINCT k), min(length(s)) FROM (SELECT row_number() OVER (ORDER BY id) r, sum(id % 7) OVER (ORDER BY id) c, dense_rank() OVER (ORDER BY id div 3) d, rank() OVER (ORDER BY id div 3) k, repeat(cast(id AS string), 20) s FROM range(300000))", "45000150000,899997,15000150000,100000,20")]
    public void States_LargerThanTheLimit_Spill(string sql, string answer)
    {
        // One worker runs every query inline, as a machine with one core would.
        Check(sql, answer, 1);
        Check(sql, answer, 2);
    }

    private static void Check(string sql, string answer, int workers)
    {
        using var engine = new GatewayEngine(new EngineOptions { MemoryLimitBytes = LimitBytes, Execution = ExecutionOptions.Default with { Workers = workers } });
        using (var session = engine.CreateSession())
        {
            var row = Assert.Single(session.Sql(sql).Collect());
            Assert.Equal(answer, string.Join(',', Enumerable.Range(0, answer.Split(',').Length).Select(i => Convert.ToString(row[i], CultureInfo.InvariantCulture))));
        }
        Assert.Equal(0, engine.Pool.UsedBytes);
        Assert.InRange(engine.Pool.PeakBytes, LimitBytes / 3, LimitBytes + (LimitBytes / 4));
    }

    [Theory]
    [InlineData("SELECT size(collect_list(repeat(cast(id AS string), 20))) FROM range(2000000)")]
    [InlineData("SELECT max(n) FROM (SELECT lag(s) IGNORE NULLS OVER (ORDER BY id) n FROM (SELECT id, repeat(cast(id AS string), 20) s FROM range(2000000)))")]
    public void States_ThatCannotSpill_FailWithTheTypedError(string sql)
    {
        using var engine = new GatewayEngine(new EngineOptions { MemoryLimitBytes = LimitBytes });
        using (var session = engine.CreateSession())
        {
            Assert.Equal("UNABLE_TO_ACQUIRE_MEMORY", Assert.Throws<QueryException>(() => session.Sql(sql).Collect()).Error.Condition);
        }
        Assert.Equal(0, engine.Pool.UsedBytes);
    }
}
