#!/usr/bin/env bash
# Starts the published server, runs SQL and a DataFrame program over TPC-H data from PySpark (or .NET where there is no client).
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -x .venv/bin/python ]; then
    SPARK_CONNECT_MODE_ENABLED=1 GATEWAY_SERVER=$PWD/artifacts/server/Gateway.Server .venv/bin/python docs/examples/demo.py tests/data/tpch-sf0.01
else
    echo "No PySpark client here: the demo runs through the .NET door"
    dotnet run --project docs/examples/dotnet -c Release
fi
