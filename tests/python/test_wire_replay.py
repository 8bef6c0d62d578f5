"""Replays recorded traffic of genuine clients, where the recordings are at hand."""

from __future__ import annotations

import pathlib

import pytest

from wire import replay

WIRE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "spark" / "wire"


@pytest.mark.parametrize("version", ["4.3", "4.0"])
def test_recorded_steps_answer_as_recorded(port: int, version: str) -> None:
    trace = WIRE / f"pyspark-{version}.jsonl.gz"
    if not trace.exists():
        pytest.skip("no recordings")
    results = replay.replay(f"127.0.0.1:{port}", str(trace))
    failed = {step: differences for step, differences in results.items() if differences and not step.startswith(replay.NOT_YET)}
    assert not failed
