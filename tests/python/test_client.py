"""The genuine client against a real server."""

from __future__ import annotations

import pathlib

import pytest

TPCH = pathlib.Path(__file__).resolve().parents[1] / "data" / "tpch-sf0.01"


def test_sql_one_row(spark) -> None:
    assert [tuple(row) for row in spark.sql("SELECT 1 AS one, 'x' AS two").collect()] == [(1, "x")]


def test_dataframe_on_parquet(spark) -> None:
    from pyspark.sql.connect import functions as F

    lineitem = spark.read.parquet(str(TPCH / "lineitem.parquet"))
    row = lineitem.where(F.col("l_quantity") < 24).agg(F.count("*").alias("n")).collect()[0]
    assert row.n > 0


def test_error_has_condition(spark) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException) as raised:
        spark.sql("SELECT nope FROM range(1)").collect()
    assert raised.value.getCondition() == "UNRESOLVED_COLUMN.WITH_SUGGESTION"
    assert raised.value.getSqlState() == "42703"


def test_public_names() -> None:
    import gateway

    assert sorted(gateway.__all__) == gateway.__all__ or set(gateway.__all__) <= set(dir(gateway))
