using Gateway.Engine;

using var session = GatewaySession.Create();
session.Read.Parquet("tests/data/tpch-sf0.01/lineitem.parquet").CreateOrReplaceTempView("lineitem");
var byFlag = session.Sql("SELECT l_returnflag, count(*) AS n FROM lineitem GROUP BY l_returnflag ORDER BY 1");
Console.WriteLine(byFlag.Show());
foreach (var row in await byFlag.CollectAsync())
{
    Console.WriteLine($"{row["l_returnflag"]}: {row.Get<long>("n")}");
}
