"""Where errors of DataFrame programs point."""
import datetime
from pyspark.sql import functions as F, types as T, Window as W


def frame(spark):
    return spark.createDataFrame([(1, "a", 1.5, [1, 2]), (2, "b", None, []), (3, "x", 0.0, None)], "i int, s string, d double, a array<int>")


def case_division_under_alias(spark):
    return frame(spark).select((F.col("i") / F.lit(0)).alias("q"))


def case_division_under_cast(spark):
    return frame(spark).select((F.col("i") / (F.col("i") - F.col("i"))).cast("string"))


def case_division_in_function(spark):
    return frame(spark).select(F.abs(F.col("i") / F.lit(0)))


def case_function_under_alias(spark):
    return frame(spark).select(F.element_at("a", 5).alias("e"))


def case_function_in_operator(spark):
    return frame(spark).select(F.element_at(F.lit([1, 2]), 5) + 1)


def case_cast_in_function(spark):
    return frame(spark).select(F.upper(F.col("s").cast("int").cast("string")))


def case_cast_under_alias(spark):
    return frame(spark).select(F.col("s").cast("int").alias("n"))


def case_implicit_cast_in_operator(spark):
    return frame(spark).select(F.col("s") + 1)


def case_implicit_cast_in_filter(spark):
    return frame(spark).filter(F.col("s") == 1)


def case_implicit_cast_filter_text(spark):
    return frame(spark).filter("s = 1")


def case_expr_text_in_operator(spark):
    return frame(spark).select(F.expr("1 / 0") + 1)


def case_expr_text_alias(spark):
    return frame(spark).select(F.expr("i / 0").alias("z"))


def case_select_expr_runtime(spark):
    return frame(spark).selectExpr("i", "i / 0 AS z")


def case_overflow_plus(spark):
    return frame(spark).select(F.lit(2147483647) + F.col("i"))


def case_negate_overflow(spark):
    return frame(spark).select(-(F.lit(-2147483648) - F.col("i") + F.col("i")))


def case_mod_zero(spark):
    return frame(spark).select(F.col("i") % 0)


def case_unresolved_in_function(spark):
    return frame(spark).select(F.abs("nope"))


def case_unresolved_in_operator(spark):
    return frame(spark).select(F.col("nope") + 1)


def case_unresolved_alias(spark):
    return frame(spark).select(F.col("nope").alias("x"))


def case_unresolved_name(spark):
    return frame(spark).select("nope")


def case_unresolved_filter(spark):
    return frame(spark).filter(F.col("nope") > 1)


def case_unresolved_order(spark):
    return frame(spark).orderBy("nope")


def case_unresolved_order_desc(spark):
    return frame(spark).orderBy(F.col("nope").desc())


def case_unresolved_group(spark):
    return frame(spark).groupBy("nope").count()


def case_unresolved_agg(spark):
    return frame(spark).groupBy("i").agg(F.sum("nope"))


def case_unresolved_agg_dict(spark):
    return frame(spark).groupBy("i").agg({"nope": "max"})


def case_mismatch_operator(spark):
    return frame(spark).select(F.col("a") + 1)


def case_mismatch_function(spark):
    return frame(spark).select(F.upper(F.array(F.lit(1))) if False else F.array_contains("i", 1))


def case_mismatch_function_alias(spark):
    return frame(spark).select(F.array_contains("i", 1).alias("z"))


def case_mismatch_filter(spark):
    return frame(spark).filter(F.col("i"))


def case_mismatch_nested(spark):
    return frame(spark).select(F.abs(F.col("a")).alias("b"))


def case_when_mismatch(spark):
    return frame(spark).select(F.when(F.col("i") == 1, F.col("a")).otherwise(F.col("s")))


def case_when_not_boolean(spark):
    return frame(spark).select(F.when(F.col("i"), 1))


def case_window_bad_frame(spark):
    return frame(spark).select(F.sum("i").over(W.orderBy("i").rowsBetween(2, 1)))


def case_window_bad_frame_alias(spark):
    return frame(spark).select(F.sum("i").over(W.orderBy("i").rowsBetween(2, 1)).alias("w"))


def case_window_no_order(spark):
    return frame(spark).select(F.row_number().over(W.partitionBy("i")))


def case_window_missing_column(spark):
    return frame(spark).select(F.sum("nope").over(W.partitionBy("i")))


def case_window_missing_partition(spark):
    return frame(spark).select(F.sum("i").over(W.partitionBy("nope")))


def case_window_in_filter(spark):
    return frame(spark).filter(F.row_number().over(W.orderBy("i")) == 1)


def case_window_not_aggregate(spark):
    return frame(spark).select(F.upper("s").over(W.orderBy("i")))


def case_window_without_over(spark):
    return frame(spark).select(F.row_number())


def case_aggregate_in_filter(spark):
    return frame(spark).filter(F.sum("i") > 1)


def case_nested_aggregate(spark):
    return frame(spark).agg(F.sum(F.max("i")))


def case_missing_group(spark):
    return frame(spark).groupBy("i").agg(F.col("s"))


def case_wrong_arguments(spark):
    return frame(spark).select(F.call_function("abs", F.lit(1), F.lit(2)))


def case_unknown_function(spark):
    return frame(spark).select(F.call_function("no_such", F.lit(1)))


def case_unknown_function_alias(spark):
    return frame(spark).select(F.call_function("no_such", F.lit(1)).alias("x"))


def case_get_item_runtime(spark):
    return frame(spark).select(F.col("a")[5])


def case_get_item_runtime_alias(spark):
    return frame(spark).select(F.col("a").getItem(5).alias("x"))


def case_cast_bad_types(spark):
    return frame(spark).select(F.col("a").cast("int"))


def case_between_mismatch(spark):
    return frame(spark).select(F.col("a").between(1, 2))


def case_isin_mismatch(spark):
    return frame(spark).select(F.col("a").isin(1, 2))


def case_like_mismatch(spark):
    return frame(spark).select(F.col("a").like("x"))


def case_substr_mixed(spark):
    return frame(spark).select(F.col("a").substr(1, 2))


def case_union_cast(spark):
    return spark.range(1).selectExpr("1 AS x").union(spark.sql("SELECT 'q' AS x"))


def case_scalar_subquery_rows(spark):
    return frame(spark).select(frame(spark).select("i").scalar())


def case_scalar_subquery_rows_alias(spark):
    return frame(spark).select((frame(spark).select("i").scalar() + 1).alias("z"))


def case_to_date_bad(spark):
    return spark.sql("SELECT 'x' AS s").select(F.to_date("s"))


def case_to_timestamp_format_bad(spark):
    return spark.sql("SELECT 'x' AS s").select(F.to_timestamp("s", "yyyy-MM-dd").alias("t"))


def case_make_date_bad(spark):
    return frame(spark).select(F.make_date(F.lit(2024), F.lit(13), F.lit(1)))


def case_raise_error(spark):
    return frame(spark).select(F.raise_error(F.lit("boom")))


def case_raise_error_alias(spark):
    return frame(spark).select(F.raise_error(F.lit("boom")).alias("x"))


def case_assert_true(spark):
    return frame(spark).select(F.assert_true(F.col("i") > 5))


def case_array_index_function(spark):
    return frame(spark).select(F.elt(F.lit(9), F.lit("a"), F.lit("b")))


def case_decimal_overflow(spark):
    return frame(spark).select(F.lit("123456789").cast("decimal(5,2)"))


def case_sum_overflow(spark):
    return spark.sql("SELECT 9223372036854775807L AS x UNION ALL SELECT 1L").agg(F.sum("x"))


def case_avg_string_group(spark):
    return frame(spark).groupBy("i").avg("s")


def case_join_condition_mismatch(spark):
    return frame(spark).join(frame(spark).withColumnRenamed("i", "j"), F.col("i") + F.col("j"))


def case_join_using_missing(spark):
    return frame(spark).join(frame(spark), "nope")


def case_join_runtime(spark):
    l, r = frame(spark).alias("l"), frame(spark).alias("r")
    return l.join(r, F.col("l.i") / F.lit(0) == F.col("r.i")).select("l.i")


def case_ambiguous(spark):
    l, r = frame(spark).alias("l"), frame(spark).alias("r")
    return l.join(r, F.col("l.i") == F.col("r.i")).select("i")


def case_drop_fields(spark):
    return frame(spark).select(F.struct("i").alias("st")).select(F.col("st").dropFields("i"))


def case_with_field_not_struct(spark):
    return frame(spark).select(F.col("i").withField("z", F.lit(1)))


def case_explode_not_array(spark):
    return frame(spark).select(F.explode("i"))


def case_explode_twice(spark):
    return frame(spark).select(F.explode("a"), F.explode("a"))


def case_explode_nested(spark):
    return frame(spark).select(F.explode("a") + 1)


def case_with_column_missing(spark):
    return frame(spark).withColumn("z", F.col("nope"))


def case_lambda_runtime(spark):
    return frame(spark).select(F.transform("a", lambda x: x / 0))


def case_lambda_mismatch(spark):
    return frame(spark).select(F.filter("a", lambda x: x + 1))


def case_aggregate_lambda(spark):
    return frame(spark).select(F.aggregate("a", F.lit(0), lambda x, y: F.concat(x, y)))


def case_sequence_bad(spark):
    return frame(spark).select(F.sequence(F.lit(1), F.lit(5), F.lit(-1)))


def case_map_duplicate(spark):
    return frame(spark).select(F.create_map(F.lit(1), F.lit(2), F.lit(1), F.lit(3)))


def case_conv_overflow(spark):
    return frame(spark).select(F.conv(F.lit("zzzzzzzzzzzzzzzzzzzzz"), 36, 10))


def case_to_number_bad(spark):
    return frame(spark).select(F.to_number("s", F.lit("999")))


def case_from_json_schema(spark):
    return frame(spark).select(F.from_json("s", "a intt"))


def case_format_number_bad(spark):
    return frame(spark).select(F.format_number("s", 2))


def case_parse_url_bad(spark):
    return frame(spark).select(F.parse_url(F.lit("http://a b"), F.lit("HOST")))


def case_regexp_bad(spark):
    return frame(spark).select(F.regexp_replace("s", "(", "x"))


def case_rlike_bad(spark):
    return frame(spark).select(F.col("s").rlike("("))


def case_unhex_division(spark):
    return frame(spark).select(F.try_divide(F.col("i"), F.lit(0)), F.unhex(F.lit("zz")))


def case_bad_date_diff(spark):
    return frame(spark).select(F.datediff("s", F.lit("2024-01-01")))


def case_next_day_bad(spark):
    return frame(spark).select(F.next_day(F.lit("2024-01-01"), "xx"))


def case_date_add_bad(spark):
    return frame(spark).select(F.date_add(F.lit("q"), 1))
