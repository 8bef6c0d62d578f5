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


def test_show_cuts_cells_but_not_names(spark, capsys) -> None:
    spark.sql("SELECT 'abcdefghij' AS a_name_longer_than_the_cells, 'éß' AS `h\\n`").show(truncate=5)
    assert capsys.readouterr().out == (
        "+----------------------------+---+\n"
        "|a_name_longer_than_the_cells|h\\n|\n"
        "+----------------------------+---+\n"
        "|                       ab...| éß|\n"
        "+----------------------------+---+\n\n"
    )
    spark.range(0).show(vertical=True)
    assert capsys.readouterr().out == "(0 rows)\n"


def test_catalog_makes_and_drops(spark) -> None:
    catalog = spark.catalog
    catalog.createDatabase("client_db", properties={"comment": "of the test"})
    assert catalog.getDatabase("client_db").description == "of the test"
    spark.range(3).write.clusterBy("id").saveAsTable("client_db.numbers")
    assert spark.table("client_db.numbers").count() == 3
    spark.sql("CREATE VIEW client_db.one AS SELECT 1 AS a")
    catalog.dropView("client_db.one")
    catalog.dropTable("client_db.numbers")
    assert catalog.listTables("client_db") == []
    catalog.dropDatabase("client_db")
    assert not catalog.databaseExists("client_db")
    assert catalog.getFunction("abs").isTemporary
    assert catalog.functionExists("range")


def test_append_must_match_the_table(spark) -> None:
    from pyspark.errors import AnalysisException

    spark.range(1).write.saveAsTable("client_append")
    try:
        for write, condition in [
            (lambda writer: writer.format("csv"), "_LEGACY_ERROR_TEMP_1159"),
            (lambda writer: writer.partitionBy("id"), "_LEGACY_ERROR_TEMP_1163"),
            (lambda writer: writer.bucketBy(2, "id"), "_LEGACY_ERROR_TEMP_1164"),
            (lambda writer: writer.clusterBy("id"), "CLUSTERING_COLUMNS_MISMATCH"),
        ]:
            with pytest.raises(AnalysisException) as raised:
                write(spark.range(1).write.mode("append")).saveAsTable("client_append")
            assert raised.value.getCondition() == condition
    finally:
        spark.sql("DROP TABLE client_append")


def test_xml_documents_of_a_column(spark) -> None:
    documents = spark.createDataFrame([("<p><name>Ann</name><age>25</age></p>",), ("<q><name>Bob</name></q>",)], "document string")
    assert [tuple(row) for row in spark.read.xml(documents).orderBy("name").collect()] == [(25, "Ann"), (None, "Bob")]


def test_public_names() -> None:
    import gateway

    assert sorted(gateway.__all__) == gateway.__all__ or set(gateway.__all__) <= set(dir(gateway))
