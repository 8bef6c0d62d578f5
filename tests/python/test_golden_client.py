"""Runs the recorded SQL cases through the genuine client with the recordings' own checker.

What passes there must be just what passes in process (tests/golden/passing.txt): the runner in process stands for the client.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
CHECKER = GOLDEN.parents[2] / "shared" / "spark" / "golden" / "check.py"


@pytest.mark.long
@pytest.mark.skipif(not CHECKER.exists(), reason="the recordings' checker is not here")
@pytest.mark.parametrize("file", sorted((GOLDEN / "sql").glob("*.jsonl")), ids=lambda file: file.stem)
def test_cases_pass_through_the_client_as_in_process(file: pathlib.Path, fresh_port: int, tmp_path: pathlib.Path) -> None:
    failures = tmp_path / "failures.jsonl"
    subprocess.run([sys.executable, str(CHECKER), "--remote", f"sc://127.0.0.1:{fresh_port}", "--failures", str(failures), str(file)], check=False, stdout=subprocess.DEVNULL)
    missed = {case["case"] for case in map(json.loads, failures.read_text(encoding="utf-8").splitlines()) if not case["typed"]}
    cases = {case["case"] for case in map(json.loads, file.read_text(encoding="utf-8").splitlines()[1:])}
    in_process = set((GOLDEN / "passing.txt").read_text(encoding="utf-8").split()) & cases
    assert {"only in process": sorted(in_process - (cases - missed)), "only through the client": sorted(cases - missed - in_process)} == {"only in process": [], "only through the client": []}
