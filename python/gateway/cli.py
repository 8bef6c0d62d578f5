"""The ``gateway`` command."""

from __future__ import annotations

import argparse
import os
import pathlib
import runpy
import subprocess
import sys
from typing import Sequence

from gateway import __version__
from gateway.server import LocalServer, ServerError, find_server, local_session


def _serve(arguments: argparse.Namespace) -> int:
    command = [str(find_server()), "--host", arguments.host, "--port", str(arguments.port)]
    return subprocess.call(command)


def _sql(arguments: argparse.Namespace) -> int:
    source = pathlib.Path(arguments.statement)
    text = source.read_text(encoding="utf-8") if arguments.statement.endswith(".sql") and source.is_file() else arguments.statement
    with local_session() as spark:
        spark.sql(text).show(arguments.rows, truncate=False)
    return 0


def _run(arguments: argparse.Namespace) -> int:
    with LocalServer() as server:
        os.environ["SPARK_REMOTE"] = server.url
        os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")
        sys.argv = [arguments.script, *arguments.arguments]
        runpy.run_path(arguments.script, run_name="__main__")
    return 0


def _version(_: argparse.Namespace) -> int:
    print(f"gateway {__version__}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gateway", description="A Spark-compatible engine without the JVM.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run a server in the foreground")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=15002)
    serve.set_defaults(run=_serve)
    sql = commands.add_parser("sql", help="run a statement or a .sql file and print its rows")
    sql.add_argument("statement")
    sql.add_argument("--rows", type=int, default=100, help="rows to print at most")
    sql.set_defaults(run=_sql)
    run = commands.add_parser("run", help="run a PySpark script against a private server")
    run.add_argument("script")
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    run.set_defaults(run=_run)
    commands.add_parser("version", help="print the version").set_defaults(run=_version)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Arguments after the program's name; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, 1 after an error, 2 for a wrong command line.
    """
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except ServerError as error:
        print(f"gateway: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
