"""Runs queries in DuckDB for measure.py: a JSON request a line in, a JSON answer a line out. Ends with its peak memory."""

from __future__ import annotations

import json
import pathlib
import resource
import sys
import time

import duckdb

connection = duckdb.connect()
connection.execute("SET threads=2")
for file in pathlib.Path(sys.argv[1]).glob("*.parquet"):
    connection.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM read_parquet('{file}')")
for line in sys.stdin:
    started = time.perf_counter()
    rows = connection.execute(json.loads(line)).fetchall()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "rows": rows}, default=str), flush=True)
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss), flush=True)
