#!/usr/bin/env bash
# Makes .venv with the genuine PySpark client: from $WHEELS where it is set, else from PyPI. Where neither works, says so and
# leaves no .venv: Python tests are then skipped visibly.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/python ] && [ -f .venv/.complete ] && exit 0
python=${PYTHON:-/usr/bin/python3}
packages=(pandas pyarrow grpcio grpcio-status googleapis-common-protos zstandard pytest psutil duckdb)
rm -rf .venv
echo "Making .venv with the PySpark client"
"$python" -m venv .venv || { echo "no Python venv here: Python tests will be skipped"; rm -rf .venv; exit 0; }
if [ -n "${WHEELS:-}" ]; then
    install=(.venv/bin/pip install -q --no-index --find-links "$WHEELS")
    client=$(ls "$WHEELS"/clients/pyspark-4.3*.whl 2>/dev/null || echo pyspark-client)
else
    install=(.venv/bin/pip install -q)
    client="pyspark-client>=4.2"
fi
if "${install[@]}" "$client" "${packages[@]}" setuptools wheel >.venv/pip.log 2>&1; then
    [ -f pyproject.toml ] && .venv/bin/pip install -q --no-index --no-build-isolation --no-deps -e . >>.venv/pip.log 2>&1
    touch .venv/.complete
else
    echo "no PySpark client to be had (see pip's message): Python tests will be skipped"; tail -2 .venv/pip.log; rm -rf .venv
fi
