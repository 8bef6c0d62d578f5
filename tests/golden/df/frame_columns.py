"""DataFrame programs over columns, lists of columns, rows and partitions."""

import datetime as dt, decimal
from pyspark.sql import functions as F, Row, Window as W
from pyspark.sql import types as T

def D(spark): return spark.createDataFrame([(1, "a", 1.5, True), (2, "b", None, False), (3, None, 2.5, None), (4, "a", -1.0, True)], "id int, s string, x double, f boolean")
def E(spark): return spark.createDataFrame([(1, "p"), (2, "q"), (2, "r"), (9, "z")], "id int, t string")
def N(spark): return spark.createDataFrame([(1, [1, 2], {"k": 1}, (1, "u")), (2, None, None, None)], "id int, a array<int>, m map<string,int>, st struct<x:int,y:string>")

# Column
def case_between_cols(spark): return D(spark).select(F.col("id").between(F.lit(2), F.col("x")), F.col("s").between("a", "b"))
def case_between_bad(spark): return D(spark).select(F.col("f").between(1, 2))
def case_isin_forms(spark): return D(spark).select(F.col("id").isin(1, 2), F.col("id").isin([1, 2]), F.col("s").isin({"a"}), F.col("id").isin([]), F.col("id").isin(F.col("x")))
def case_isin_mixed(spark): return D(spark).select(F.col("id").isin("1", 2))
def case_isin_bad(spark): return D(spark).select(F.col("f").isin(dt.date(2020, 1, 1)))
def case_like_forms(spark): return D(spark).select(F.col("s").like("a%"), F.col("s").ilike("A"), F.col("s").rlike("^a"), F.col("s").contains("a"), F.col("s").startswith("a"), F.col("s").endswith(F.lit("b")))
def case_like_int(spark): return D(spark).select(F.col("id").like("1%"), F.col("id").startswith("1"), F.col("id").contains(1))
def case_substr_forms(spark): return D(spark).select(F.col("s").substr(1, 1), F.col("s").substr(F.lit(1), F.lit(1)), F.col("s").substr(-1, 5))
def case_substr_mixed(spark): return D(spark).select(F.col("s").substr(1, F.lit(1)))
def case_bitwise(spark): return D(spark).select(F.col("id").bitwiseAND(3), F.col("id").bitwiseOR(F.lit(8)), F.col("id").bitwiseXOR(1), F.bitwise_not("id"))
def case_bitwise_bad(spark): return D(spark).select(F.col("x").bitwiseAND(3))
def case_logic_bad(spark): return D(spark).select(F.col("id") & F.col("f"))
def case_not_bad(spark): return D(spark).select(~F.col("id"))
def case_neg_string(spark): return D(spark).select(-F.col("s"))
def case_arith_mixed(spark): return D(spark).select(F.col("id") + 1.5, 2 - F.col("id"), F.col("id") / 2, 7 % F.col("id"), F.col("id") ** 2, 2 ** F.col("id"), -F.col("x"))
def case_arith_decimal(spark): return D(spark).select(F.col("id") + decimal.Decimal("1.25"), F.lit(decimal.Decimal("10")) / F.col("id"))
def case_div_zero(spark): return D(spark).select(F.col("id") / 0)
def case_mod_zero(spark): return D(spark).select(F.col("id") % F.lit(0))
def case_pow_string(spark): return D(spark).select(F.col("s") ** 2)
def case_cmp(spark): return D(spark).select(F.col("id") == 1, F.col("id") != 1, F.col("x") > F.col("id"), F.col("s").eqNullSafe(None), F.col("id").eqNullSafe("1"), F.col("s").isNull(), F.col("x").isNotNull(), F.isnan("x"))
def case_cmp_bad(spark): return D(spark).select(F.col("f") > dt.date(2020, 1, 1))
def case_bool_python(spark): return bool(F.col("id") == 1)
def case_contains_python(spark): return 1 in F.col("id")
def case_iter_python(spark): return [x for x in F.col("id")]
def case_getitem_forms(spark): return N(spark).select(F.col("a")[0], F.col("a").getItem(1), F.col("m")["k"], F.col("st")["x"], F.col("st").getField("y"), F.col("st").x, F.col("a")[F.col("id") - 1])
def case_getitem_slice(spark): return N(spark).select(F.col("a")[1:2])
def case_getfield_scalar(spark): return N(spark).select(F.col("id").getField("x"))
def case_getitem_oob(spark): return N(spark).where("id = 1").select(F.col("a")[5])
def case_withfield_bad(spark): return N(spark).select(F.col("id").withField("x", F.lit(1)))
def case_withfield_literal(spark): return N(spark).select(F.col("st").withField("x", 1))
def case_dropfields_all(spark): return N(spark).select(F.col("st").dropFields("x", "y"))
def case_dropfields_missing(spark): return N(spark).select(F.col("st").dropFields("nope"))
def case_cast_forms(spark): return D(spark).select(F.col("id").cast("string"), F.col("id").cast(T.LongType()), F.col("x").astype("int"), F.col("s").try_cast("int"))
def case_cast_fail(spark): return D(spark).select(F.col("s").cast("int"))
def case_cast_impossible(spark): return D(spark).select(F.col("f").cast("date"))
def case_cast_python_type(spark): return D(spark).select(F.col("s").cast(123))
def case_alias_multi(spark): return N(spark).select(F.explode("m").alias("k", "v"))
def case_alias_multi_wrong(spark): return N(spark).select(F.explode("m").alias("k"))
def case_alias_multi_on_plain(spark): return D(spark).select(F.col("id").alias("a", "b"))
def case_alias_multi_metadata(spark): return N(spark).select(F.explode("m").alias("k", "v", metadata={"a": 1}))
def case_otherwise_alone(spark): return D(spark).select(F.col("id").otherwise(1))
def case_when_after_otherwise(spark): return D(spark).select(F.when(F.col("id") > 1, 1).otherwise(2).when(F.col("id") > 2, 3))
def case_when_chain(spark): return D(spark).select(F.when(F.col("id") > 3, "x").when(F.col("id") > 2, 2.5).otherwise(F.lit(None)), F.when(F.col("f"), 1))
def case_when_not_bool(spark): return D(spark).select(F.when(F.col("id"), 1))
def case_when_types(spark): return D(spark).select(F.when(F.col("f"), F.lit(1)).otherwise(F.array(F.lit(1))))
@ordered
def case_order_nulls(spark): return D(spark).orderBy(F.col("x").desc_nulls_first(), F.col("s").asc_nulls_last())
@ordered
def case_order_forms(spark): return D(spark).orderBy(["s", "id"], ascending=[False, True])
@ordered
def case_order_ordinal(spark): return D(spark).orderBy(-1)
def case_order_ordinal_bad(spark): return D(spark).orderBy(9)
def case_order_ordinal_zero(spark): return D(spark).orderBy(0)
def case_order_asc_len(spark): return D(spark).orderBy("s", "id", ascending=[True])
def case_order_map(spark): return N(spark).orderBy("m")
def case_over_no_spec(spark): return D(spark).select(F.sum("id").over(1))
def case_isNaN_col(spark): return D(spark).select(F.col("x").isNaN())
def case_transform_col(spark): return D(spark).select(F.col("id").transform(lambda c: c + 1)).columns
def case_outer_alone(spark): return D(spark).select(F.col("id").outer())
def case_col_star(spark): return D(spark).select(F.col("*"), F.col("id").alias("again"))
def case_col_quoted(spark): return spark.createDataFrame([(1, 2)], ["a.b", "c d"]).select("`a.b`", F.col("`c d`") + 1)
def case_col_quoted_missing(spark): return spark.createDataFrame([(1, 2)], ["a.b", "c d"]).select("a.b")
def case_colregex(spark): return D(spark).select(D(spark).colRegex("`(id|s)`"))
def case_colregex_none(spark): return D(spark).select(D(spark).colRegex("`zz.*`")).columns
def case_expr_forms(spark): return D(spark).selectExpr("id as a", "id + 1", "upper(s) u", "*", "count(*) over () as n")
def case_expr_bad(spark): return D(spark).selectExpr("id +")
def case_expr_agg_mix(spark): return D(spark).selectExpr("id", "sum(x)")
def case_lit_big(spark): return spark.range(1).select(F.lit(2**70))
def case_lit_dict(spark): return spark.range(1).select(F.lit({"a": 1}))
def case_lit_nested(spark): return spark.range(1).select(F.lit([[1], [2, 3]]), F.lit([]))
def case_lit_mixed_list(spark): return spark.range(1).select(F.lit([1, "a"]))

# select, withColumn, rename, drop
def case_select_dup(spark): return D(spark).select("id", "id")
def case_select_nested_star(spark): return N(spark).select("st.*", "id")
def case_select_star_bad(spark): return N(spark).select("id.*")
def case_select_empty(spark): return D(spark).select().columns
def case_select_list(spark): return D(spark).select(["id", F.col("s")])
def case_select_missing(spark): return D(spark).select("ids")
def case_select_df_attr(spark): return D(spark).select(E(spark).t)
def case_withcolumn_replace(spark): return D(spark).withColumn("ID", F.col("id") * 10)
def case_withcolumns(spark): return D(spark).withColumns({"a": F.col("id") + 1, "b": F.lit("z"), "s": F.upper("s")})
def case_withcolumns_dup(spark): return D(spark).withColumns({"a": F.lit(1), "A": F.lit(2)})
def case_withcolumns_dependent(spark): return D(spark).withColumns({"a": F.lit(1), "b": F.col("a")})
def case_withcolumns_not_dict(spark): return D(spark).withColumns("a")
def case_withcolumn_not_col(spark): return D(spark).withColumn("a", 1)
def case_withcolumn_agg(spark): return D(spark).withColumn("a", F.sum("id"))
def case_withcolumnrenamed(spark): return D(spark).withColumnRenamed("ID", "k").withColumnRenamed("nope", "z")
def case_withcolumnsrenamed(spark): return D(spark).withColumnsRenamed({"id": "s", "s": "id"})
def case_withcolumnsrenamed_chain(spark): return D(spark).withColumnsRenamed({"id": "a", "a": "b"}).columns
def case_withmetadata(spark): return D(spark).withMetadata("id", {"k": {"n": 1.5}, "l": ["a"]}).schema.json()
def case_withmetadata_missing(spark): return D(spark).withMetadata("nope", {"k": 1})
def case_drop_forms(spark): return D(spark).drop("id", F.col("s"), "nope")
def case_drop_other_df(spark): return D(spark).drop(E(spark).id).columns
def case_drop_int(spark): return D(spark).drop(1)
def case_drop_ambiguous(spark): return D(spark).join(E(spark), "id").drop("t", "x").columns
def case_todf(spark): return D(spark).toDF("a", "b", "c", "d")
def case_todf_count(spark): return D(spark).toDF("a")
def case_to_schema(spark): return D(spark).select("id", "s").to(T.StructType([T.StructField("s", T.StringType()), T.StructField("id", T.LongType())]))
def case_to_schema_missing(spark): return D(spark).to(T.StructType([T.StructField("q", T.StringType())]))
def case_to_schema_notnull(spark): return D(spark).to(T.StructType([T.StructField("q", T.StringType(), False)]))
def case_to_schema_narrow(spark): return D(spark).to(T.StructType([T.StructField("x", T.IntegerType())]))
def case_to_schema_nested(spark): return N(spark).select("st").to(T.StructType([T.StructField("st", T.StructType([T.StructField("y", T.StringType()), T.StructField("x", T.LongType())]))]))
def case_columns_dtypes(spark): return [D(spark).columns, D(spark).dtypes, N(spark).dtypes, D(spark).isEmpty(), D(spark).where("false").isEmpty(), D(spark).isLocal(), D(spark).isStreaming]
def case_getitem_df(spark): return [str(D(spark)["id"]) != "", D(spark)[["id", "s"]].columns, D(spark)[D(spark)["id"] > 2].count(), D(spark)[0] is not None]
def case_getitem_bad_df(spark): return D(spark)[1.5]

# filter, sample, limit
def case_filter_forms(spark): return [D(spark).filter("id > 2").count(), D(spark).where(F.col("f")).count(), D(spark).filter(F.lit(True)).count(), D(spark).filter(F.lit(None)).count()]
def case_filter_not_bool(spark): return D(spark).filter("id")
def case_filter_string_literal(spark): return D(spark).filter(F.lit("true"))
def case_filter_agg(spark): return D(spark).filter(F.sum("id") > 1)
def case_filter_window(spark): return D(spark).filter(F.row_number().over(W.orderBy("id")) > 1)
def case_filter_int_arg(spark): return D(spark).filter(1)
def case_limit_forms(spark): return [D(spark).limit(0).count(), D(spark).limit(2).count(), D(spark).offset(3).count(), D(spark).offset(9).count()]
def case_limit_negative(spark): return D(spark).limit(-1)
def case_offset_negative(spark): return D(spark).offset(-1)
@ordered
def case_limit_offset(spark): return D(spark).orderBy("id").offset(1).limit(2)
def case_head_forms(spark):
    d = D(spark).orderBy("id")
    return [d.head(), d.head(1), d.head(0), d.first(), d.take(2), d.tail(2), d.where("false").head(), d.where("false").head(1)]
def case_tail_negative(spark): return D(spark).tail(-1)
def case_sample_seed(spark): return spark.range(0, 50, 1, 2).sample(0.2, 7)
def case_sample_replacement(spark): return spark.range(0, 20, 1, 2).sample(True, 0.8, 3)
def case_sample_kw(spark): return spark.range(0, 50, 1, 1).sample(fraction=0.1, seed=1)
def case_sample_bad(spark): return D(spark).sample(-0.5)
def case_sample_over_one(spark): return D(spark).sample(1.5)
def case_sample_types(spark): return D(spark).sample("a")
def case_sampleby(spark): return spark.range(0, 60, 1, 1).select((F.col("id") % 3).alias("k"), "id").sampleBy("k", {0: 0.2, 1: 0.5}, 0)
def case_sampleby_bad(spark): return D(spark).sampleBy("id", {1: 2.0}, 0)
def case_sampleby_keys(spark): return D(spark).sampleBy("id", {(1,): 0.5}, 0)
def case_randomsplit(spark): return [x.count() for x in spark.range(0, 100, 1, 2).randomSplit([1.0, 2.0, 1.0], 11)]
def case_randomsplit_neg(spark): return [x.count() for x in D(spark).randomSplit([1.0, -1.0], 11)]
def case_randomsplit_zero(spark): return [x.count() for x in D(spark).randomSplit([0.0, 0.0], 11)]
def case_dropduplicates(spark): return [D(spark).dropDuplicates().count(), D(spark).dropDuplicates(["s"]).count(), D(spark).drop_duplicates(["s", "f"]).count(), D(spark).dropDuplicates([]).count()]
def case_dropduplicates_missing(spark): return D(spark).dropDuplicates(["nope"])
def case_dropduplicates_str(spark): return D(spark).dropDuplicates("s")
def case_dropduplicates_map(spark): return N(spark).dropDuplicates(["m"])
def case_distinct_map(spark): return N(spark).distinct()
def case_dropdup_watermark(spark): return D(spark).dropDuplicatesWithinWatermark(["id"])
def case_repartition_forms(spark): return [D(spark).repartition(3).count(), D(spark).repartition("s").count(), D(spark).repartition(2, "s", F.col("id")).count(), D(spark).repartitionByRange("id").count()]
def case_repartition_zero(spark): return D(spark).repartition(0)
def case_repartition_bad(spark): return D(spark).repartition(1.5)
def case_repartition_range_none(spark): return D(spark).repartitionByRange(2)
def case_repartition_map(spark): return N(spark).repartition("m").count()
def case_repartition_part(spark): return spark.range(0, 10).repartition(3, "id").select("id", F.spark_partition_id().alias("p"))
def case_coalesce_neg(spark): return D(spark).coalesce(-1)
def case_hint_forms(spark): return [D(spark).hint("broadcast").count(), D(spark).hint("nope", 1, "a").count(), D(spark).hint("repartition", 3).count(), D(spark).hint("coalesce", 1).count()]
def case_hint_bad(spark): return D(spark).hint("repartition", "nope").count()
def case_hint_param(spark): return D(spark).hint("a", {"x": 1})
def case_hint_name(spark): return D(spark).hint(1)
