"""Gateway: a Spark-compatible engine without the JVM.

The Python API is genuine PySpark; this package only starts servers for it.

Examples
--------
>>> import gateway
>>> with gateway.local_session() as spark:  # doctest: +SKIP
...     spark.sql("SELECT 1 AS one").collect()
[Row(one=1)]
"""

from __future__ import annotations

from gateway.server import LocalServer, ServerError, find_server, local_session

__version__ = "0.1.0"

__all__ = ["LocalServer", "ServerError", "__version__", "find_server", "local_session"]
