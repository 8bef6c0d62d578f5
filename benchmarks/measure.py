"""Measures Gateway beside DuckDB in one run and writes docs/benchmarks.md. Every query's answer is compared with DuckDB's.

usage: measure.py --data DIR --scale N --queries DIR --out FILE [--only q01,q06] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import threading
import time
import uuid
from typing import Callable

import grpc
import psutil
from gateway.server import LocalServer, local_session
from pyspark.sql.connect.proto import base_pb2, base_pb2_grpc
from pyspark.sql.connect.session import SparkSession


class Duck:
    """DuckDB in a process of its own, so that its memory can be told apart."""

    def __init__(self, data: str) -> None:
        worker = pathlib.Path(__file__).with_name("duckdb_worker.py")
        self._process = subprocess.Popen([sys.executable, str(worker), data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.peak_bytes = 0

    def run(self, sql: str) -> tuple[float, list[list[object]]]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(sql) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        self.peak_bytes = 1024 * int(self._process.stdout.readline())
        return answer["seconds"], answer["rows"]

    def close(self) -> None:
        self._process.kill()


def same(ours: list[list[object]], theirs: list[list[object]]) -> bool:
    """Compare as multisets; numbers within 1e-6 (the engines' decimal averages differ in scale)."""

    def number(value: object) -> object:
        try:
            return float(str(value))
        except ValueError:
            return str(value)

    def key(row: list[object]) -> str:
        return json.dumps([f"{v:.5g}" if isinstance(v, float) else v for v in map(number, row)])

    def close(a: object, b: object) -> bool:
        if isinstance(a, float) and isinstance(b, float):
            return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6)
        return a == b

    left, right = sorted(ours, key=key), sorted(theirs, key=key)
    return len(left) == len(right) and all(all(close(number(a), number(b)) for a, b in zip(x, y)) for x, y in zip(left, right))


def timed(spark: SparkSession, sql: str) -> tuple[float, list[list[object]]]:
    started = time.perf_counter()
    rows = spark.sql(sql).collect()
    return time.perf_counter() - started, [list(row) for row in rows]


def peak(pid: int) -> int:
    """The peak resident memory of a process in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return 1024 * int(line.split()[1])
    return 0


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def bare_round_trips(url: str, count: int) -> list[float]:
    """Seconds of `SELECT 1` executions over a stub without the client library."""
    session = str(uuid.uuid4())
    with grpc.insecure_channel(url.removeprefix("sc://")) as channel:
        stub = base_pb2_grpc.SparkConnectServiceStub(channel)

        def trip() -> list[base_pb2.ExecutePlanResponse]:
            request = base_pb2.ExecutePlanRequest(session_id=session)
            request.user_context.user_id = "benchmark"
            request.plan.root.sql.query = "SELECT 1"
            return list(stub.ExecutePlan(request))

        for _ in range(100):
            trip()
        return [seconds(trip) for _ in range(count)]


def cancel_seconds(spark: SparkSession) -> float:
    """Seconds from interruptAll() until a running query's error reaches its caller; the worst of 5."""
    worst = 0.0
    for _ in range(5):
        ended: list[float] = []

        def run() -> None:
            try:
                spark.sql("SELECT count(*) FROM range(10000000) a CROSS JOIN range(10000000) b WHERE a.id * b.id % 7 = 3").collect()
            except Exception:  # the interrupt arrives as an error
                ended.append(time.perf_counter())

        query = threading.Thread(target=run)
        query.start()
        time.sleep(0.5)
        asked = time.perf_counter()
        spark.interruptAll()
        query.join(30)
        assert ended, "the query was not cancelled"
        worst = max(worst, ended[0] - asked)
    return worst


def round_trips(spark: SparkSession) -> tuple[list[float], list[float]]:
    """Seconds of 300 `collect()`s of `SELECT 1`, and of 300 `sql(...).collect()`s, once the server's compiler has come to rest."""
    one = spark.sql("SELECT 1")
    for _ in range(500):
        spark.sql("SELECT 1").collect()
    for _ in range(1500):
        one.collect()
    return [seconds(one.collect) for _ in range(300)], [seconds(lambda: spark.sql("SELECT 1").collect()) for _ in range(300)]


def client_cpu_seconds(spark: SparkSession) -> float:
    """CPU seconds that the client's process spends on a `collect()` of `SELECT 1`, on average."""
    one = spark.sql("SELECT 1")
    before = time.process_time()
    for _ in range(300):
        one.collect()
    return (time.process_time() - before) / 300


def first_reply() -> float:
    """Seconds from the start of a server's process to the first reply of `SELECT 1`."""
    started = time.perf_counter()
    with LocalServer() as server:
        spark = SparkSession.builder.remote(server.url).create()
        spark.sql("SELECT 1").collect()
        first = time.perf_counter() - started
        spark.stop()
    time.sleep(1)  # the next start shall not share the cores with this one's end
    return first


def small(lines: list[str]) -> None:
    """Start, SELECT 1, range sum, cancel, memory at rest."""
    first = statistics.median(first_reply() for _ in range(5))
    with LocalServer() as server:
        spark = SparkSession.builder.remote(server.url).create()
        spark.sql("SELECT 1").collect()
        time.sleep(5)
        assert server.pid
        rest = psutil.Process(server.pid).memory_info().rss
        remote, remote_both = round_trips(spark)
        client = client_cpu_seconds(spark)
        bare = bare_round_trips(server.url, 300)
        cancel = cancel_seconds(spark)
        sums = [timed(spark, "SELECT sum(id) FROM range(100000000)") for _ in range(5)]
        assert sums[0][1] == [[4999999950000000]]
        spark.stop()
    with local_session() as session:
        local, local_both = round_trips(session)
    lines.append("| measure | figure | aim |\n|---|---:|---:|")
    lines.append(f"| process start to the first reply of `SELECT 1`, median of 5 | {first:.2f} s | 0.6 s |")
    lines.append(f"| `SELECT 1` round trip through the genuine client (`collect()` in a `gateway.local_session()`), p50 | {1000 * statistics.median(local):.2f} ms | 3 ms |")
    lines.append(f"| the same with the client's reattachable executions, its default for `remote()` (4 release calls a query); the client's own CPU in it | {1000 * statistics.median(remote):.2f}, {1000 * client:.2f} ms | |")
    lines.append(f"| `spark.sql(...).collect()`: two executions and a configuration call; local session, then `remote()` | {1000 * statistics.median(local_both):.2f}, {1000 * statistics.median(remote_both):.2f} ms | |")
    lines.append(f"| `SELECT 1` over a bare gRPC stub (what of it is the server's), p50 | {1000 * statistics.median(bare):.2f} ms | |")
    lines.append(f"| interrupt of a running cross join to the error at the client, worst of 5 | {1000 * cancel:.0f} ms | 200 ms |")
    lines.append(f"| `sum` over `range(100_000_000)`, best of 5 | {min(s[0] for s in sums):.3f} s | 0.15 s |")
    lines.append(f"| resident memory of the server at rest, 5 s after its first `SELECT 1` | {rest / 1e6:.0f} MB | 150 MB |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "scale", "queries", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--only")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    data = str(pathlib.Path(options.data).resolve())
    lines = ["# Benchmarks", "", f"Written by `make bench`: TPC-H at scale {options.scale}, Parquet, 2 threads each, best of {options.rounds}, DuckDB in the same run. Every answer is compared.", ""]
    small(lines)
    lines += ["", "| query | Gateway ms | DuckDB ms | ratio | first run ms | answer |", "|---|---:|---:|---:|---:|---|"]
    duck = Duck(data)
    ours_total = theirs_total = 0.0
    with LocalServer() as server:
        spark = SparkSession.builder.remote(server.url).create()
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        for file in sorted(pathlib.Path(data).glob("*.parquet")):
            spark.read.parquet(str(file)).createOrReplaceTempView(file.stem)
        for path in sorted(pathlib.Path(options.queries).glob("q*.sql")):
            if options.only and path.stem not in options.only.split(","):
                continue
            sql = path.read_text().strip().rstrip(";")
            try:
                runs = []
                theirs = []
                for _ in range(options.rounds):
                    runs.append(timed(spark, sql))
                    theirs.append(duck.run(sql.replace("`", '"')))
                ours_best, theirs_best = min(r[0] for r in runs), min(r[0] for r in theirs)
                verdict = "equal" if same(runs[-1][1], theirs[-1][1]) else "**differs**"
                ours_total += ours_best
                theirs_total += theirs_best
                lines.append(f"| {path.stem} | {1000 * ours_best:.0f} | {1000 * theirs_best:.0f} | {ours_best / theirs_best:.1f} | {1000 * runs[0][0]:.0f} | {verdict} |")
            except Exception as error:  # one failing query must not hide the others
                lines.append(f"| {path.stem} | failed | | | | {type(error).__name__}: {str(error)[:80]!r} |")
            print(lines[-1], flush=True)
        assert server.pid
        ours_peak = peak(server.pid)
        spark.stop()
    lines.append(f"| **total** | {1000 * ours_total:.0f} | {1000 * theirs_total:.0f} | {ours_total / theirs_total if theirs_total else 0:.1f} | | |")
    lines += ["", f"Peak resident memory: Gateway {ours_peak / 1e6:.0f} MB, DuckDB {duck.peak_bytes / 1e6:.0f} MB, ratio {ours_peak / duck.peak_bytes:.1f}."]
    duck.close()
    pathlib.Path(options.out).write_text("\n".join(lines) + "\n")
    print("\n".join(lines[-3:]))


main()
