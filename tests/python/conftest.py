"""Starts one server for the whole run and gives each test a session of its own."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import subprocess
import uuid
from typing import Iterator

import pytest

os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")

ROOT = pathlib.Path(__file__).resolve().parents[2]


def server_command() -> list[str] | None:
    """The server to test: GATEWAY_SERVER, the published one, or the newest build."""
    if explicit := os.environ.get("GATEWAY_SERVER"):
        return [explicit]
    published = ROOT / "artifacts" / "server" / "Gateway.Server"
    builds = sorted((ROOT / "server" / "Gateway.Server" / "bin").glob("*/net10.0/Gateway.Server.dll"), key=lambda path: path.stat().st_mtime)
    if builds and (not published.exists() or builds[-1].stat().st_mtime > published.stat().st_mtime):
        return ["dotnet", str(builds[-1])]
    return [str(published)] if published.exists() else None


@contextlib.contextmanager
def running_server() -> Iterator[int]:
    """A server process of one's own; gives its port."""
    command = server_command()
    if command is None:
        pytest.skip("no server was built")
    process = subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"sc://\S+:(\d+)", line)
        assert match, f"the server did not start: {line!r}"
        yield int(match.group(1))
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The port of the server that most tests share."""
    if running := os.environ.get("GATEWAY_PORT"):
        yield int(running)
        return
    with running_server() as own:
        yield own


@pytest.fixture
def fresh_port() -> Iterator[int]:
    """The port of a server that nobody used before: its catalog is empty."""
    with running_server() as own:
        yield own


@pytest.fixture
def spark(port: int):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}/;session_id={uuid.uuid4()}").create()
    yield session
    session.stop()
