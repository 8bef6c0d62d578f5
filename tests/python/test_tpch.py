"""TPC-H through the genuine client: all queries as SQL, six as DataFrame programs that must give the same."""

from __future__ import annotations

import datetime
import gzip
import json
import pathlib

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
ANSWERS = {a["query"]: a for a in map(json.loads, gzip.open(TESTS / "golden" / "tpch" / "answers-sf0.01.jsonl.gz", "rt"))}


@pytest.fixture
def tpch(spark):
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    for file in sorted((TESTS / "data" / "tpch-sf0.01").glob("*.parquet")):
        spark.read.parquet(str(file)).createOrReplaceTempView(file.stem)
    return spark


def sql(name: str) -> str:
    return (TESTS / "golden" / "tpch" / f"{name}.sql").read_text().strip().rstrip(";")


def text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_sql_equals_spark(tpch, name: str) -> None:
    frame = tpch.sql(sql(name))
    got = sorted([text(v) for v in row] for row in frame.collect())
    want = sorted([text(float(v)) if f["type"] == "double" and v is not None else text(v) for v, f in zip(row, ANSWERS[name]["schema"])] for row in ANSWERS[name]["rows"])
    assert got == want
    assert [f.name for f in frame.schema] == [f["name"] for f in ANSWERS[name]["schema"]]


def revenue(F):
    return F.col("l_extendedprice") * (1 - F.col("l_discount"))


def q01(spark, F):
    keys = ["l_returnflag", "l_linestatus"]
    return spark.table("lineitem").where(F.col("l_shipdate") <= datetime.date(1998, 9, 2)).groupBy(*keys).agg(
        F.sum("l_quantity"), F.sum("l_extendedprice"), F.sum(revenue(F)), F.sum(revenue(F) * (1 + F.col("l_tax"))),
        F.avg("l_quantity"), F.avg("l_extendedprice"), F.avg("l_discount"), F.count("*")).orderBy(*keys)


def q03(spark, F):
    joined = (spark.table("customer").where("c_mktsegment = 'BUILDING'")
              .join(spark.table("orders").where("o_orderdate < DATE '1995-03-15'"), F.col("c_custkey") == F.col("o_custkey"))
              .join(spark.table("lineitem").where("l_shipdate > DATE '1995-03-15'"), F.col("l_orderkey") == F.col("o_orderkey")))
    return (joined.groupBy("l_orderkey", "o_orderdate", "o_shippriority").agg(F.sum(revenue(F)).alias("revenue"))
            .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority").orderBy(F.desc("revenue"), "o_orderdate").limit(10))


def q04(spark, F):
    late = spark.table("lineitem").where("l_commitdate < l_receiptdate")
    orders = spark.table("orders").where("o_orderdate >= DATE '1993-07-01' AND o_orderdate < DATE '1993-10-01'")
    return (orders.join(late, F.col("l_orderkey") == F.col("o_orderkey"), "left_semi")
            .groupBy("o_orderpriority").agg(F.count("*").alias("order_count")).orderBy("o_orderpriority"))


def q06(spark, F):
    return spark.table("lineitem").where(
        (F.col("l_shipdate") >= "1994-01-01") & (F.col("l_shipdate") < "1995-01-01") & F.col("l_discount").between(0.05, 0.07) & (F.col("l_quantity") < 24)
    ).agg(F.sum(F.col("l_extendedprice") * F.col("l_discount")).alias("revenue"))


def q12(spark, F):
    lines = spark.table("lineitem").where("l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate "
                                          "AND l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1995-01-01'")
    urgent = F.col("o_orderpriority").isin("1-URGENT", "2-HIGH")
    return (lines.join(spark.table("orders"), F.col("o_orderkey") == F.col("l_orderkey")).groupBy("l_shipmode")
            .agg(F.sum(F.when(urgent, 1).otherwise(0)), F.sum(F.when(~urgent, 1).otherwise(0))).orderBy("l_shipmode"))


def q14(spark, F):
    lines = spark.table("lineitem").where("l_shipdate >= DATE '1995-09-01' AND l_shipdate < DATE '1995-10-01'")
    promo = F.when(F.col("p_type").like("PROMO%"), revenue(F)).otherwise(0)
    return lines.join(spark.table("part"), F.col("l_partkey") == F.col("p_partkey")).agg(100.00 * F.sum(promo) / F.sum(revenue(F)))


@pytest.mark.parametrize("program", [q01, q03, q04, q06, q12, q14], ids=lambda f: f.__name__)
def test_dataframe_equals_spark(tpch, program) -> None:
    from pyspark.sql import functions as F

    answer = ANSWERS[program.__name__]
    fractions = [i for i, f in enumerate(answer["schema"]) if f["type"] == "double" or f["type"].startswith("decimal")]

    def rounded(rows):
        return [[f"{float(v):.7g}" if i in fractions else text(v) for i, v in enumerate(row)] for row in rows]

    got = rounded(program(tpch, F).collect())
    assert len(got) == len(answer["rows"]) > 0
    assert sorted(got) == sorted(rounded(answer["rows"]))
