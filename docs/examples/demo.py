"""The demo: SQL and a DataFrame program over TPC-H, from genuine PySpark against a private Gateway server.

usage: demo.py DIRECTORY_WITH_TPCH_PARQUET
"""

from __future__ import annotations

import pathlib
import sys
import time

from gateway.server import LocalServer
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

data = pathlib.Path(sys.argv[1]).resolve()
started = time.perf_counter()
with LocalServer() as server:
    spark = SparkSession.builder.remote(server.url).create()
    spark.sql("SELECT 1").collect()
    print(f"Server on {server.url}, first answer after {time.perf_counter() - started:.2f} s\n")
    for file in sorted(data.glob("*.parquet")):
        spark.read.parquet(str(file)).createOrReplaceTempView(file.stem)

    def show(title: str, frame) -> None:
        begin = time.perf_counter()
        rows = frame.collect()
        seconds = time.perf_counter() - begin
        print(f"{title}: {len(rows)} rows in {1000 * seconds:.0f} ms")
        frame.show(5)

    show("Pricing summary (TPC-H 1)", spark.sql("""
        SELECT l_returnflag, l_linestatus, sum(l_quantity) AS quantity, sum(l_extendedprice * (1 - l_discount)) AS revenue, count(*) AS orders
        FROM lineitem WHERE l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY
        GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus"""))
    show("Local supplier volume (TPC-H 5)", spark.sql("""
        SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
        FROM customer, orders, lineitem, supplier, nation, region
        WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey
          AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA'
          AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01'
        GROUP BY n_name ORDER BY revenue DESC"""))
    show("Orders by priority, as a DataFrame", (
        spark.table("orders").where(F.col("o_orderdate") >= "1995-01-01").groupBy("o_orderpriority")
        .agg(F.count("*").alias("orders"), F.avg("o_totalprice").alias("average_price")).orderBy("o_orderpriority")))
    spark.stop()

print("To point a script or notebook of your own at Gateway: run `make serve`, then")
print('    SparkSession.builder.remote("sc://localhost:15002").getOrCreate()')
