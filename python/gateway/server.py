"""Starting and stopping Gateway servers."""

from __future__ import annotations

import atexit
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Iterator, Mapping, Sequence

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


class ServerError(RuntimeError):
    """Raised when a server cannot be found or does not start."""


def find_server() -> pathlib.Path:
    """Find the server executable.

    Looks at the environment variable ``GATEWAY_SERVER``, then beside this package (``artifacts/server`` of a
    checkout), then on ``PATH``.

    Returns
    -------
    pathlib.Path
        The executable.

    Raises
    ------
    ServerError
        No server is there.
    """
    named = os.environ.get("GATEWAY_SERVER")
    candidates = [pathlib.Path(named)] if named else []
    here = pathlib.Path(__file__).resolve()
    candidates.append(here.parent / "_server" / "Gateway.Server")
    candidates.extend(parent / "artifacts" / "server" / "Gateway.Server" for parent in here.parents)
    on_path = shutil.which("Gateway.Server")
    if on_path:
        candidates.append(pathlib.Path(on_path))
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ServerError("no Gateway server found: run `make publish`, or set GATEWAY_SERVER to the executable")


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LocalServer:
    """A server process of one's own on the loopback interface.

    Parameters
    ----------
    port : int, optional
        Port to listen on; by default a free one.
    arguments : sequence of str, optional
        Further arguments of the server executable.
    environment : mapping, optional
        Environment variables to set for the server.

    Examples
    --------
    >>> with LocalServer() as server:  # doctest: +SKIP
    ...     print(server.url)
    sc://127.0.0.1:41873
    """

    def __init__(
        self, *, port: int | None = None, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        self.port = port or free_port()
        self._command = [str(find_server()), "--host", "127.0.0.1", "--port", str(self.port), *arguments]
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The connection string for ``SparkSession.builder.remote``."""
        return f"sc://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while the server runs."""
        return self._process.pid if self._process else None

    def start(self) -> LocalServer:
        """Start the server and wait until it accepts connections.

        Raises
        ------
        ServerError
            The process ended, or does not listen after 30 seconds.
        """
        self._process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)
        atexit.register(self.stop)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise ServerError(f"the server ended with exit code {self._process.returncode}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
                return self
            time.sleep(0.01)
        self.stop()
        raise ServerError(f"the server does not listen on port {self.port} after {_START_SECONDS:.0f} s")

    def stop(self) -> None:
        """Stop the server: politely, then by force. Does nothing when it is not running."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> LocalServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextlib.contextmanager
def local_session(*, config: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """Open a PySpark session on a private server that ends with it.

    Parameters
    ----------
    config : mapping of str to str, optional
        Spark settings of the session.

    Yields
    ------
    pyspark.sql.SparkSession
        A genuine PySpark (Connect) session. Its executions are not reattachable: on the loopback of a server that ends with the
        session no connection is lost and found again, and without the client's release calls a small query takes half the time.
    """
    os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")
    from pyspark.sql.connect.session import SparkSession

    with LocalServer() as server:
        spark = SparkSession.builder.remote(server.url).create()
        spark.client.disable_reattachable_execute()
        try:
            for key, value in (config or {}).items():
                spark.conf.set(key, value)
            yield spark
        finally:
            spark.stop()
