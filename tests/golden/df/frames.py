"""DataFrame methods: statistics, missing values, samples, unions by name, observed metrics, pivots."""
import datetime
import decimal
from pyspark.sql import Observation, Row, functions as F, types as T, Window as W


def frame(spark):
    return spark.createDataFrame([(1, "a", 1.5, True), (2, "b", None, False), (3, None, 0.0, None), (None, "a", -2.25, True)], "i int, s string, d double, z boolean")


def case_cov_nulls(spark):
    f = frame(spark)
    return [f.cov("i", "d"), f.cov("d", "d"), f.filter("false").cov("i", "d"), f.limit(1).cov("i", "d"), attempt(lambda: f.cov("i", "s")), attempt(lambda: f.cov("i", "zz"))]


def case_corr_nulls(spark):
    f = frame(spark)
    return [f.corr("i", "d"), f.corr("d", "d"), f.filter("false").corr("i", "d"), attempt(lambda: f.corr("i", "s")), attempt(lambda: f.corr("i", "d", "spearman"))]


def case_describe_all(spark):
    return frame(spark).describe()


def case_describe_types(spark):
    return spark.sql("SELECT CAST(1.25 AS DECIMAL(5,2)) AS c, 3L AS l, CAST(2 AS TINYINT) AS t, DATE'2024-01-01' AS dt, '7' AS s, CAST(1.5 AS FLOAT) AS f UNION ALL SELECT 2.5, 4L, 5, NULL, 'x', 2.5").describe()


def case_summary_all(spark):
    return frame(spark).summary()


def case_summary_percentiles(spark):
    return frame(spark).summary("5%", "50%", "99.5%", "count_distinct", "min")


def case_summary_decimal(spark):
    return spark.sql("SELECT CAST(1.25 AS DECIMAL(5,2)) AS c, CAST(1.5 AS FLOAT) AS f, 3L AS l").summary("50%", "max", "mean")


def case_summary_bad(spark):
    return [attempt(lambda: frame(spark).summary("foo").collect()), attempt(lambda: frame(spark).summary("120%").collect()), attempt(lambda: frame(spark).summary("x%").collect())]


def case_crosstab(spark):
    return frame(spark).crosstab("s", "z")


def case_approx_quantile_bad(spark):
    f = spark.range(5)
    return [attempt(lambda: f.approxQuantile("id", [1.5], 0.0)), attempt(lambda: f.approxQuantile("id", [0.5], -1.0)), attempt(lambda: frame(spark).approxQuantile("s", [0.5], 0.0)), attempt(lambda: f.approxQuantile("zz", [0.5], 0.0))]


@ordered
def case_sample_by(spark):
    return spark.range(0, 30, 1, 1).selectExpr("id", "id % 3 AS k").sampleBy("k", {0: 0.3, 1: 0.8}, 11)


@ordered
def case_sample_replacement_small(spark):
    return spark.range(0, 40, 1, 1).sample(True, 0.4, 3)


@ordered
def case_sample_replacement_partitions(spark):
    return spark.range(0, 40, 1, 3).sample(True, 1.2, 17)


def case_sample_bounds(spark):
    return [attempt(lambda: spark.range(5).sample(True, -1.0, 5).count()), attempt(lambda: spark.range(5).sample(1.5, 5).count()), attempt(lambda: spark.range(5).sample(-0.5, 5).count()), spark.range(5).sample(True, 0.0, 5).count(), spark.range(5).sample(1.0, 5).count()]


def case_random_split(spark):
    return [sorted(r[0] for r in part.collect()) for part in spark.range(0, 30, 1, 1).randomSplit([1.0, 2.0, 1.0], 7)]


def case_random_split_unsorted(spark):
    f = spark.createDataFrame([(3, "c"), (1, "a"), (2, "b"), (9, "z"), (5, "q"), (4, "d")], "i int, s string").coalesce(1)
    return [sorted(r[0] for r in part.collect()) for part in f.randomSplit([0.5, 0.5], 3)]


def case_fill_number(spark):
    return frame(spark).fillna(9)


def case_fill_double(spark):
    return frame(spark).fillna(1.75)


def case_fill_text(spark):
    return frame(spark).fillna("q")


def case_fill_boolean(spark):
    return frame(spark).fillna(False)


def case_fill_map(spark):
    return frame(spark).fillna({"i": 5, "s": "x", "d": 2})


def case_fill_missing(spark):
    return [attempt(lambda: frame(spark).fillna(1, ["zz"]).collect()), attempt(lambda: frame(spark).fillna({"zz": 1}).collect()), attempt(lambda: frame(spark).dropna(subset=["i", "yy"]).collect())]


def case_drop_rows(spark):
    f = frame(spark)
    return [f.dropna().count(), f.dropna("all").count(), f.dropna(thresh=3).count(), f.dropna(subset=["i", "s"]).count(), f.dropna(thresh=1, subset=["d"]).count()]


def case_replace_numbers(spark):
    return frame(spark).replace([1, 2], [10, 20])


def case_replace_null_target(spark):
    return frame(spark).replace({"a": None})


def case_replace_nan_source(spark):
    return spark.sql("SELECT 1 AS i, double('NaN') AS d, float('NaN') AS f").replace(float("nan"), 5.0)


def case_replace_nan_target(spark):
    return spark.sql("SELECT 1 AS i, 1.0D AS d").replace(1.0, float("nan"))


def case_replace_booleans(spark):
    return frame(spark).replace(True, False)


def case_union_by_name_nested(spark):
    return spark.createDataFrame([((1, (1, 2)), 3)], "s struct<a:int,n:struct<x:int,y:int>>, k int").unionByName(spark.createDataFrame([(((9,), 7),)], "s struct<n:struct<z:int>,a:int>"), True)


def case_union_by_name_arrays(spark):
    return spark.createDataFrame([([(1, "x")],)], "s array<struct<a:int,b:string>>").unionByName(spark.createDataFrame([([("y", 2.5)],)], "s array<struct<b:string,c:double>>"), True)


def case_union_by_name_reordered(spark):
    return spark.createDataFrame([((1, "x"),)], "s struct<a:int,b:string>").unionByName(spark.createDataFrame([(("y", 2),)], "s struct<b:string,a:int>"))


def case_union_by_name_null_struct(spark):
    return spark.createDataFrame([(None,), ((1, "x"),)], "s struct<a:int,b:string>").unionByName(spark.createDataFrame([(None,), (("y", 2.5),)], "s struct<b:string,c:double>"), True)


def case_union_by_name_missing(spark):
    return spark.range(1).selectExpr("id", "1 AS a").unionByName(spark.range(1).selectExpr("2 AS b", "id"), allowMissingColumns=True)


def case_union_by_name_refused(spark):
    return [attempt(lambda: spark.range(1).unionByName(spark.range(1).toDF("x")).collect()), attempt(lambda: spark.range(1).union(spark.range(1).selectExpr("id", "id AS b")).collect())]


def case_observe_constant(spark):
    o = Observation(); spark.range(4).observe(o, F.lit(7).alias("k"), (F.sum("id") + 1).alias("t"), F.count("*")).collect(); return o.get


def case_observe_bad(spark):
    d = spark.range(3)
    return [attempt(lambda m=m: d.observe("x", m).collect()) for m in (F.col("id"), F.col("id") + F.count("*"), F.sum(F.max("id")), F.count_distinct("id").alias("z"), F.row_number().over(W.orderBy("id")), F.rand(5))]


def case_observe_same_name(spark):
    return attempt(lambda: spark.range(3).observe("x", F.count("*").alias("a")).observe("x", F.max("id").alias("b")).collect())


def case_pivot_star(spark):
    return frame(spark).groupBy("s").pivot("z").agg(F.count("*"))


def case_pivot_values(spark):
    return frame(spark).groupBy("s").pivot("z", [True, False]).agg(F.sum("i"), F.max("d").alias("m"))


def case_pivot_bad_value(spark):
    return frame(spark).groupBy("s").pivot("i", ["q"]).sum("d")


def case_watermark_batch(spark):
    f = frame(spark)
    return [f.withWatermark("zz", "1 second").columns, attempt(lambda: f.withWatermark("i", "x second").columns), f.dropDuplicatesWithinWatermark().columns, attempt(lambda: f.dropDuplicatesWithinWatermark().collect()), attempt(lambda: f.dropDuplicatesWithinWatermark(["zz"]).columns)]


def case_zip_with_index(spark):
    return spark.range(5, 10, 1, 2).zipWithIndex()


def case_product(spark):
    return frame(spark).groupBy("s").agg(F.product("i"), F.product("d"))


def case_string_agg(spark):
    return spark.createDataFrame([("a",)], "s string").agg(F.string_agg("s"), F.string_agg("s", F.lit("|")), F.string_agg_distinct("s"), F.listagg_distinct("s", F.lit(",")))


def case_show_variant(spark):
    return spark.range(1).select(F.parse_json(F.lit('{"a":[1,"x"],"d":1.5}')).alias("v"), F.struct(F.parse_json(F.lit('"q"')).alias("w")).alias("t"), F.array(F.parse_json(F.lit("null"))).alias("u"))._show_string(5, False)


def case_show_values(spark):
    return spark.sql("SELECT INTERVAL '1' DAY AS a, X'1F' AS b, MAP('k', NULL) AS c, STRUCT(1, NULL) AS d, ARRAY(1.5D, NULL) AS e, TIMESTAMP'2024-01-01 00:00:00' AS f, CAST(1 AS DECIMAL(5,2)) AS g, 'tab\tnew\nline' AS h")._show_string(5, False)


def case_show_truncated(spark):
    f = spark.createDataFrame([("abcdefghijklmnopqrstuvwxyz", 1), ("日本語", 2)], "s string, i int")
    return [f._show_string(1, True), f._show_string(5, 5), f._show_string(5, False, True), f._show_string(0, True), f.limit(0)._show_string(5, True)]


def case_hmac(spark):
    return spark.range(1).select(*[F.hex(F.hmac(F.lit("k"), F.lit("m"), F.lit(a))) for a in ("MD5", "sha-1", "SHA224", "SHA-384", "SHA512")], F.hex(F.hmac(F.lit("k"), F.lit("m"))))


def case_pad_binary(spark):
    return spark.createDataFrame([(b"abcd\xc3\x9f", b"q")], "b binary, p binary").select(F.rpad("b", 8, b"x"), F.lpad("b", 9, b"xyz"), F.lpad("b", 3, b"x"), F.expr("rpad(b, 7, p)"), F.expr("lpad(b, 7)"), F.expr("rpad(b, -1, p)"), F.expr("rpad(b, 9, X'')"))


def case_hyperbolic(spark):
    return spark.sql("SELECT explode(array(1.5D, -70000D, 1e300, 0.1D, -0.0D, 3e8, double('NaN'), double('-Infinity'))) AS x").select("x", F.asinh("x"), F.acosh("x"))


def case_to_binary_refused(spark):
    return spark.range(1).select(*[F.try_to_binary(F.lit(t), F.lit("base64")) for t in ("日本語", "ab c=", "***", "YQ", "Y", "YQ== ", "YQ=\n=", "")])


def case_timestamp_add_bad(spark):
    return spark.sql("SELECT TIMESTAMP'2024-01-31 10:00:00' AS t").select(F.timestamp_add("FORTNIGHT", F.lit(1), "t"))


def case_nth_ignores_nulls(spark):
    return frame(spark).select("i", F.nth_value("s", 1, True).over(W.orderBy("i")), F.lag("s", 1, "q").over(W.orderBy("i")))
