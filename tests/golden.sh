#!/usr/bin/env bash
# Runs the recorded answers in process; writes docs/scoreboard.md and docs/functions.md. Arguments go to the runner.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${GOLDEN:-../shared/spark/golden/sql}
[ -d "$cases" ] || cases=tests/golden/sql
dotnet build tests/Gateway.Golden -c Release -v quiet
functions=../shared/spark/functions.tsv
[ -f "$functions" ] && set -- --spark-functions "$functions" "$@"
exec tests/Gateway.Golden/bin/Release/net10.0/Gateway.Golden "$cases" --scoreboard docs/scoreboard.md --passing tests/golden/passing.txt --functions-page docs/functions.md "$@"
