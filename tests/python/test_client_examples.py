"""Runs the examples in the docstrings of the genuine client, and compares what they print with what Spark's documentation says.

The docstrings whose examples do not all hold are listed, with why, in client-examples-open.txt; every other one has to hold.
"""

from __future__ import annotations

import doctest
import importlib
import os
import pathlib
import signal
from typing import Any, Iterator

import pytest
from pyspark.sql import SparkSession

OPEN = pathlib.Path(__file__).with_name("client-examples-open.txt")
SECONDS = 40
FLAGS = ["spark.sql.timeType.enabled", "spark.sql.timestampNanosTypes.enabled"]
"""What Spark's own run of its examples switches on."""
MODULES = [
    "pyspark.sql.connect.functions.builtin",
    "pyspark.sql.connect.catalog",
    "pyspark.sql.connect.conf",
    "pyspark.sql.dataframe",
    "pyspark.sql.column",
    "pyspark.sql.session",
    "pyspark.sql.readwriter",
    "pyspark.sql.group",
    "pyspark.sql.window",
    "pyspark.sql.tvf",
    "pyspark.sql.table_arg",
    "pyspark.sql.types",
    "pyspark.sql.observation",
]


class _Runner(doctest.DocTestRunner):
    """Collects the examples that do not hold instead of printing them."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL)
        self.faults: list[str] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        self.faults.append(f"{example.source}--- expected\n{example.want}--- got\n{got}")

    def report_unexpected_exception(self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any) -> None:
        self.faults.append(f"{example.source}--- raised\n{exc_info[1]}")


def faults_of(module_name: str, spark: SparkSession) -> Iterator[tuple[str, list[str]]]:
    """Gives each docstring that has examples, by its name in the module, with those that do not hold."""
    module = importlib.import_module(module_name)
    names = {**module.__dict__, "spark": spark}
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, globs=names):
        if test.examples:
            runner = _Runner()
            signal.alarm(SECONDS)
            try:
                runner.run(test, out=lambda text: None, clear_globs=False)
            finally:
                signal.alarm(0)
            yield test.name.removeprefix(module_name + "."), runner.faults


def _late(*_: object) -> None:
    raise TimeoutError(f"an example took more than {SECONDS} s")


@pytest.mark.long
@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str, port: int, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of the module holds, but for those of the listed docstrings."""
    known = {line.split()[0] for line in OPEN.read_text().splitlines() if line and not line.startswith("#")}
    monkeypatch.chdir(tmp_path)
    previous = signal.signal(signal.SIGALRM, _late)
    spark = SparkSession.builder.remote(f"sc://localhost:{port}").create()
    for flag in FLAGS:
        spark.conf.set(flag, "true")
    try:
        found = dict(faults_of(module, spark))
    finally:
        signal.signal(signal.SIGALRM, previous)
        spark.stop()
    assert found, "the module has no examples"
    if collected := os.environ.get("RECORD_OPEN_EXAMPLES"):
        with open(collected, "a", encoding="utf-8") as out:
            out.writelines(f"{module}:{name}\n" for name, faults in found.items() if faults)
        return
    new = {name: faults for name, faults in found.items() if faults and f"{module}:{name}" not in known}
    assert not new, "\n".join(f"{name}:\n" + "\n".join(faults) for name, faults in new.items())
