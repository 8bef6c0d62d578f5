"""The genuine client's life with a server: sessions, settings, errors, cancellation."""

from __future__ import annotations

import threading

import pytest


def test_select_one(spark) -> None:
    assert spark.sql("SELECT 1 AS one").collect()[0].one == 1


def test_version(spark) -> None:
    assert spark.version == "4.3.0"


def test_conf(spark) -> None:
    assert spark.conf.get("spark.sql.shuffle.partitions") == "200"
    spark.conf.set("spark.sql.shuffle.partitions", "4")
    assert spark.conf.get("spark.sql.shuffle.partitions") == "4"
    spark.conf.unset("spark.sql.shuffle.partitions")
    assert spark.conf.get("spark.sql.shuffle.partitions") == "200"
    assert spark.conf.isModifiable("spark.sql.shuffle.partitions")
    assert spark.conf.get("no.such.key", "other") == "other"


def test_unknown_conf_is_typed(spark) -> None:
    from pyspark.errors import SparkNoSuchElementException

    with pytest.raises(SparkNoSuchElementException) as failure:
        spark.conf.get("no.such.key")
    assert failure.value.getCondition() == "SQL_CONF_NOT_FOUND"


def test_parse_error_is_typed(spark) -> None:
    from pyspark.errors import ParseException

    with pytest.raises(ParseException) as failure:
        spark.sql("SELEC 1")
    assert failure.value.getCondition() == "PARSE_SYNTAX_ERROR"
    assert failure.value.getSqlState() == "42601"


def test_runtime_error_has_context(spark) -> None:
    from pyspark.errors import ArithmeticException

    with pytest.raises(ArithmeticException) as failure:
        spark.sql("SELECT 1/0").collect()
    assert failure.value.getCondition() == "DIVIDE_BY_ZERO"
    assert failure.value.getQueryContext()[0].fragment() == "1/0"


@pytest.mark.parametrize("statement", [
    "INSERT INTO run_once VALUES (1)",
    "INSERT INTO IDENTIFIER('run_' || 'once') VALUES (1)",
    "WITH one AS (SELECT 1) INSERT INTO run_once SELECT * FROM one",
    "EXECUTE IMMEDIATE 'INSERT INTO run_once VALUES (1)'",
    "BEGIN INSERT INTO run_once VALUES (1); END",
])
def test_statement_runs_once_and_at_once(spark, statement: str) -> None:
    spark.sql("DROP TABLE IF EXISTS run_once")
    spark.sql("CREATE TABLE run_once (a INT) USING parquet")
    frame = spark.sql(statement)
    frame.collect()
    assert spark.table("run_once").count() == 1
    spark.sql("DROP TABLE run_once")


def test_interrupt_tag(spark) -> None:
    from pyspark.errors import PySparkException

    spark.addTag("slow")
    outcome: list[BaseException] = []

    def run() -> None:
        spark.addTag("slow")
        try:
            spark.range(10**15).selectExpr("sum(id % 7)").collect()
        except PySparkException as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    while not spark.interruptTag("slow"):
        thread.join(timeout=0.05)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert outcome and outcome[0].getCondition() == "OPERATION_CANCELED"


def test_sessions_do_not_share_views(spark) -> None:
    from pyspark.errors import AnalysisException

    spark.range(3).createOrReplaceTempView("mine")
    assert spark.table("mine").count() == 3
    other = spark.newSession() if hasattr(spark, "newSession") else None
    if other is None:
        pytest.skip("the client has no newSession")
    with pytest.raises(AnalysisException):
        other.table("mine").collect()
