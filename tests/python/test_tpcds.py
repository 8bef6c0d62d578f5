"""TPC-DS at scale 0.01 through the genuine client, with the suite's own checker and Spark's answers."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

BENCH = pathlib.Path(__file__).resolve().parents[3] / "shared" / "bench"


@pytest.mark.long
@pytest.mark.skipif(not BENCH.exists(), reason="the suite's data and checker are not here")
def test_all_queries_answer_as_spark(port: int) -> None:
    data = BENCH / "tpcds" / "data-sf0.01"
    run = subprocess.run([sys.executable, str(BENCH / "check.py"), "--remote", f"sc://127.0.0.1:{port}", "--suite", "tpcds", "--data", str(data), "--scale", "0.01"], capture_output=True, text=True, check=False)
    assert run.stdout.rstrip().endswith("99 of 99 right"), run.stdout[-2000:]
