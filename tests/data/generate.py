"""Writes the small Parquet files of tests/data/parquet with pyarrow: every codec, encoding, page version and nesting."""
from __future__ import annotations

import datetime
import decimal
import pathlib
import random

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = pathlib.Path(__file__).parent / "parquet"
ROWS = 3000


def pick(generator: random.Random, value: object, share: float = 0.1) -> object:
    return None if generator.random() < share else value


def flat(nulls: float) -> pa.Table:
    g = random.Random(7)
    def column(make, kind):
        return pa.array([pick(g, make(i), nulls) for i in range(ROWS)], kind)
    return pa.table({
        "z": column(lambda i: g.random() < 0.3, pa.bool_()),
        "i8": column(lambda i: g.randint(-128, 127), pa.int8()),
        "i16": column(lambda i: g.randint(-32768, 32767), pa.int16()),
        "i32": column(lambda i: g.randint(-2**31, 2**31 - 1), pa.int32()),
        "i64": column(lambda i: g.randint(-2**63, 2**63 - 1), pa.int64()),
        "small": column(lambda i: i // 100, pa.int64()),
        "u8": column(lambda i: g.randint(0, 255), pa.uint8()),
        "u16": column(lambda i: g.randint(0, 65535), pa.uint16()),
        "u32": column(lambda i: g.randint(0, 2**32 - 1), pa.uint32()),
        "u64": column(lambda i: g.randint(0, 2**64 - 1), pa.uint64()),
        "f": column(lambda i: g.random(), pa.float32()),
        "d": column(lambda i: g.random() if i % 50 else float("nan"), pa.float64()),
        "s": column(lambda i: "".join(g.choices("abcdé", k=g.randint(0, 30))), pa.string()),
        "word": column(lambda i: g.choice(["red", "a colour of many letters", "blue", ""]), pa.string()),
        "b": column(lambda i: g.randbytes(g.randint(0, 20)), pa.binary()),
        "fixed": column(lambda i: g.randbytes(5), pa.binary(5)),
        "dec9": column(lambda i: decimal.Decimal(g.randint(-10**9 + 1, 10**9 - 1)).scaleb(-2), pa.decimal128(9, 2)),
        "dec18": column(lambda i: decimal.Decimal(g.randint(-10**17, 10**17)).scaleb(-4), pa.decimal128(18, 4)),
        "dec38": column(lambda i: decimal.Decimal(g.randint(-10**37, 10**37)).scaleb(-10, decimal.Context(prec=40)), pa.decimal128(38, 10)),
        "date": column(lambda i: datetime.date(1900, 1, 1) + datetime.timedelta(g.randint(0, 90000)), pa.date32()),
        "ms": column(lambda i: g.randint(-10**12, 10**12), pa.timestamp("ms", "UTC")),
        "us": column(lambda i: g.randint(-10**15, 10**15), pa.timestamp("us")),
    })


def nested() -> pa.Table:
    g = random.Random(11)
    def words(n): return [pick(g, g.choice(["x", "yy", "a longer word than twelve"])) for _ in range(n)]
    rows = range(ROWS)
    inner = pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))])
    return pa.table({
        "id": pa.array(rows, pa.int64()),
        "l": pa.array([pick(g, [pick(g, g.randint(0, 9)) for _ in range(g.randint(0, 4))]) for _ in rows], pa.list_(pa.int32())),
        "ll": pa.array([pick(g, [pick(g, words(g.randint(0, 3))) for _ in range(g.randint(0, 3))]) for _ in rows], pa.list_(pa.list_(pa.string()))),
        "s": pa.array([pick(g, {"a": pick(g, i), "b": pick(g, words(g.randint(0, 3)))}) for i in rows], inner),
        "ls": pa.array([pick(g, [pick(g, {"a": pick(g, i), "b": pick(g, words(1))}) for _ in range(g.randint(0, 3))]) for i in rows], pa.list_(inner)),
        "m": pa.array([pick(g, [(f"k{k}", pick(g, k)) for k in range(g.randint(0, 3))]) for _ in rows], pa.map_(pa.string(), pa.int64())),
        "ml": pa.array([pick(g, [(k, pick(g, words(2))) for k in range(g.randint(0, 2))]) for _ in rows], pa.map_(pa.int32(), pa.list_(pa.string()))),
        "deep": pa.array([pick(g, {"x": pick(g, {"y": pick(g, i)})}) for i in rows], pa.struct([("x", pa.struct([("y", pa.int32())]))])),
    })


def small() -> pa.Table:
    """Every kind of column in few bytes: fuzz tests damage each byte of these files."""
    rows = range(24)
    item = pa.struct([("x", pa.int32()), ("y", pa.list_(pa.struct([("z", pa.string())])))])
    start = datetime.datetime(2020, 1, 1)
    return pa.table({
        "id": pa.array(rows, pa.int32()),
        "l": pa.array([None if i % 5 == 0 else i * 10**10 for i in rows], pa.int64()),
        "s": pa.array([None if i % 7 == 0 else ["a", "bb", "a longer word than twelve"][i % 3] for i in rows]),
        "d": pa.array([i / 3 for i in rows]),
        "dec": pa.array([None if i % 4 == 0 else decimal.Decimal(i) / 4 for i in rows], pa.decimal128(20, 2)),
        "ts": pa.array([start + datetime.timedelta(hours=i) for i in rows], pa.timestamp("us", "UTC")),
        "b": pa.array([None if i % 3 == 0 else i % 2 == 0 for i in rows]),
        "a": pa.array([None if i % 6 == 0 else [j if j != 1 else None for j in range(i % 4)] for i in rows], pa.list_(pa.int32())),
        "m": pa.array([[(f"k{j}", j) for j in range(i % 3)] for i in rows], pa.map_(pa.string(), pa.int64())),
        "st": pa.array([None if i % 5 == 1 else {"x": i, "y": [{"z": f"v{i}"}]} for i in rows], item),
    })


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    some = flat(0.1)
    def write(name, table, **options):
        pq.write_table(table, TARGET / f"{name}.parquet", **{"row_group_size": 1700, "data_page_size": 4096, **options})
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        write(f"codec-{codec}", some.select(["i32", "s", "word", "dec18"]), compression=codec)
    write("plain", some, use_dictionary=False)
    write("dictionary", some)
    write("required", pa.table(flat(0).columns, schema=pa.schema([f.with_nullable(False) for f in some.schema])))
    write("version2", some, data_page_version="2.0")
    delta = {name: "DELTA_BINARY_PACKED" for name in ("i8", "i16", "i32", "i64", "small", "u32", "date", "us")}
    delta |= {"s": "DELTA_BYTE_ARRAY", "word": "DELTA_LENGTH_BYTE_ARRAY", "b": "DELTA_BYTE_ARRAY", "fixed": "DELTA_BYTE_ARRAY", "z": "RLE"}
    delta |= {"f": "BYTE_STREAM_SPLIT", "d": "BYTE_STREAM_SPLIT"}
    write("delta", some, use_dictionary=False, column_encoding=delta, data_page_version="2.0")
    write("int96", some.select(["us"]), use_deprecated_int96_timestamps=True)
    write("decimal-int", some.select(["dec9", "dec18", "dec38"]), store_decimal_as_integer=True)
    write("nulls", flat(0.98).select(["i32", "s", "word", "z"]))
    write("nested", nested())
    write("nested2", nested(), data_page_version="2.0", use_dictionary=False, compression="zstd")
    write("small-snappy", small(), compression="snappy", row_group_size=10)
    write("small-gzip", small(), compression="gzip", use_dictionary=["s", "l"], use_deprecated_int96_timestamps=True)
    write("small-plain", small().select(["id", "l", "s", "d"]), compression="none", use_dictionary=False)
    small_delta = {"id": "DELTA_BINARY_PACKED", "l": "DELTA_BINARY_PACKED", "ts": "DELTA_BINARY_PACKED", "s": "DELTA_BYTE_ARRAY", "d": "BYTE_STREAM_SPLIT"}
    write("small-version2", small(), compression="zstd", use_dictionary=False, column_encoding=small_delta, data_page_version="2.0")


if __name__ == "__main__":
    main()
