using Google.Protobuf;
using Gateway.Connect.Tests.Service;
using Gateway.Core.Arrow;
using Gateway.Core.Types;
using Gateway.Engine;

namespace Gateway.Connect.Tests.BadInput;

/// <summary>Flips, cuts and overwrites bytes of sound requests and of the Arrow streams inside them: rows or a typed error.</summary>
public sealed class DamagedRequestTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly Answers _answers = new(fixture);

    [Fact]
    public async Task ExecutePlan_DamagedBytes_IsRowsOrTyped()
    {
        byte[] sound = new Proto.ExecutePlanRequest
        {
            SessionId = _answers.Session,
            UserContext = ServiceFixture.User,
            Plan = new()
            {
                Root = new()
                {
                    Aggregate = new()
                    {
                        GroupType = Proto.Aggregate.Types.GroupType.Groupby,
                        Input = new() { Filter = new() { Input = new() { Range = new() { End = 10, Step = 1 } }, Condition = new() { ExpressionString = new() { Expression = "id > 3" } } } },
                        GroupingExpressions = { new Proto.Expression { UnresolvedAttribute = new() { UnparsedIdentifier = "id" } } },
                        AggregateExpressions = { new Proto.Expression { Cast = new() { Expr = new() { Literal = new() { Integer = 1 } }, Type = new() { String = new() } } } },
                    },
                },
            },
        }.ToByteArray();
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = Damage(sound, random);
            string? condition = await _answers.Send("ExecutePlan", damaged);
            Assert.False(condition == "INTERNAL_ERROR", $"round {round}: {Convert.ToBase64String(damaged)}");
        }
        await _answers.OthersGoOn();
    }

    [Fact]
    public async Task ExecutePlan_DamagedArrow_IsRowsOrTyped()
    {
        byte[] sound = Stream();
        var random = new Random(8);
        for (int round = 0; round < 400; round++)
        {
            byte[] damaged = Damage(sound, random);
            try
            {
                await _answers.Execute(new() { Root = new() { LocalRelation = new() { Data = ByteString.CopyFrom(damaged) } } });
            }
            catch (Exception failure)
            {
                Assert.Fail($"round {round}: {Convert.ToBase64String(damaged)} {failure.Message}");
            }
            Assert.True(fixture.Engine.Pool.UsedBytes < 64 << 20, $"round {round}");
        }
        await _answers.OthersGoOn();
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        byte[] damaged = [.. sound];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[at] = 0xFF;
                    break;
                case 2:
                    damaged.AsSpan(at, Math.Min(4, damaged.Length - at)).Fill((byte)(random.Next(2) * 0x7F));
                    break;
                case 3:
                    return damaged[..at];
                default:
                    damaged[at] = (byte)random.Next(256);
                    break;
            }
        }
        return damaged;
    }

    private static byte[] Stream()
    {
        using var session = GatewaySession.Create();
        var rows = session.Sql("SELECT id, cast(id AS string) AS s, array(id, NULL) AS a, map('k', id) AS m, named_struct('x', id, 'y', 'text longer than twelve') AS t, cast(id AS decimal(20,2)) AS d, id > 2 AS b FROM range(20)");
        foreach (var block in rows.ToArrow())
        {
            using (block)
            {
                return block.Memory.ToArray();
            }
        }
        throw new InvalidOperationException("no rows");
    }
}
