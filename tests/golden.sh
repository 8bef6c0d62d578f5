#!/usr/bin/env bash
# Runs the recorded answers in process and writes docs/scoreboard.md. Arguments go to the runner.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${GOLDEN:-../shared/spark/golden/sql}
[ -d "$cases" ] || cases=tests/golden/sql
dotnet build tests/Gateway.Golden -c Release -v quiet
exec tests/Gateway.Golden/bin/Release/net10.0/Gateway.Golden "$cases" --scoreboard docs/scoreboard.md --passing tests/golden/passing.txt "$@"
