using Gateway.Engine;

// The .NET door: the engine without a socket. usage: dotnet run -- DIRECTORY_WITH_TPCH_PARQUET
string data = args[0];
using var session = GatewaySession.Create();
foreach (string file in Directory.GetFiles(data, "*.parquet"))
{
    session.Read.Parquet(file).CreateOrReplaceTempView(Path.GetFileNameWithoutExtension(file));
}
Console.WriteLine(session.Sql("SELECT l_returnflag, count(*) AS n, sum(l_quantity) AS quantity FROM lineitem GROUP BY l_returnflag ORDER BY l_returnflag").Show());
var orders = session.Read.Table("orders").Where("o_orderdate >= DATE '1995-01-01'").GroupBy("o_orderpriority").Aggregate("count(*) AS orders").OrderBy("o_orderpriority");
foreach (var row in await orders.CollectAsync())
{
    Console.WriteLine($"{row["o_orderpriority"]}: {row.Get<long>("orders")}");
}
