#!/usr/bin/env bash
# TPC-H beside DuckDB in one run, and the small latencies; writes docs/benchmarks.md. SCALE=1 by default; data is generated where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
scale=${SCALE:-1}; data=${DATA:-artifacts/tpch-sf$scale}
if [ ! -d "$data" ]; then
    .venv/bin/pip install -q --no-index --find-links "${WHEELS:?set WHEELS or DATA}" tpcgen-cli
    .venv/bin/tpcgen-cli tpch parquet -s "$scale" --output-dir "$data"
fi
export SPARK_CONNECT_MODE_ENABLED=1 GATEWAY_SERVER=$PWD/artifacts/server/Gateway.Server
exec .venv/bin/python benchmarks/measure.py --data "$data" --scale "$scale" --queries "${QUERIES:-../shared/bench/tpch/queries}" --out docs/benchmarks.md "$@"
