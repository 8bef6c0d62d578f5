"""Replays recorded DataFrame programs (tests/golden/df): each must answer what Apache Spark 4.3 answered.

A program file holds functions `case_NAME(spark)` that return a DataFrame, return a value, or raise; its answers lie beside it.
The recordings are made by the runner that comes with the recorded answers of Spark; this file reads them for the types they use.
"""

from __future__ import annotations

import decimal
import json
import math
import pathlib
from typing import Any, Callable

import pytest

PROGRAMS = pathlib.Path(__file__).resolve().parents[1] / "golden" / "df"
ANSWERS = {a["case"]: a for file in sorted(PROGRAMS.glob("*.jsonl")) for a in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def error_of(exception: Exception) -> dict[str, Any]:
    """Condition, SQLSTATE, parameters, contexts and class of an error."""
    from pyspark.errors import PySparkException

    if not isinstance(exception, PySparkException):
        return {"condition": None, "class": type(exception).__name__}
    found: dict[str, Any] = {
        "condition": exception.getCondition(),
        "sqlState": exception.getSqlState(),
        "params": dict(exception.getMessageParameters() or {}),
        "class": type(exception).__name__,
    }
    contexts = []
    for context in exception.getQueryContext() or []:
        try:
            contexts.append({"type": context.objectType(), "start": context.startIndex(), "stop": context.stopIndex(), "fragment": context.fragment()})
        except Exception:
            contexts.append({"fragment": context.fragment()})
    return {**found, "context": contexts} if contexts else found


def cell(value: Any) -> Any:
    """A value of a row as recordings write it."""
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity") if math.isinf(value) else repr(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex().upper()
    if isinstance(value, dict):
        return [[cell(k), cell(v)] for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return [cell(v) for v in value]
    return value


def plain(value: Any) -> Any:
    """A returned value as recordings write it."""
    from pyspark.sql import Row

    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": cell(value)}
    if isinstance(value, Row):
        return {"$row": [[name, plain(v)] for name, v in zip(value.__fields__, value)]}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return plain(call())
    except Exception as exception:
        return {"error": error_of(exception)}


def load(file: pathlib.Path) -> dict[str, Callable[..., Any]]:
    names: dict[str, Any] = {"__name__": file.stem, "ordered": lambda case: case, "attempt": attempt}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    return {f"{file.stem}/{name[5:]}": case for name, case in names.items() if name.startswith("case_")}


CASES = {name: case for file in sorted(PROGRAMS.glob("*.py")) for name, case in load(file).items() if name in ANSWERS}


@pytest.mark.parametrize("name", sorted(CASES))
def test_program_answers_as_spark(spark, name: str) -> None:
    from pyspark.sql.connect.dataframe import DataFrame

    spark.conf.set("spark.sql.session.timeZone", "America/Los_Angeles")
    want = ANSWERS[name]
    try:
        result = CASES[name](spark)
        got = result if not isinstance(result, DataFrame) else (result.schema.jsonValue()["fields"], [cell(row) for row in result.collect()])
    except Exception as exception:
        assert "error" in want, exception
        assert error_of(exception) == want["error"]
        return
    assert "error" not in want
    if "value" in want:
        assert plain(got) == want["value"]
        return
    schema, rows = got
    assert schema == want["schema"]
    order = (lambda row: 0) if want.get("ordered") else (lambda row: json.dumps(row))
    assert sorted(rows, key=order) == sorted(want["rows"], key=order)
