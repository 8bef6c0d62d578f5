#!/usr/bin/env bash
# Runs the recorded answers in process; writes docs/scoreboard.md and docs/functions.md. Arguments go to the runner.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${GOLDEN:-../shared/spark/golden/sql}
[ -d "$cases" ] || cases=tests/golden/sql
dotnet build tests/Gateway.Golden -c Release -v quiet
functions=../shared/spark/functions.tsv
[ -f "$functions" ] && set -- --spark-functions "$functions" "$@"
runner=tests/Gateway.Golden/bin/Release/net10.0/Gateway.Golden
# The scoreboard counts Spark's cases; the list that the tests hold has the repository's own cases too.
"$runner" tests/golden/sql --passing tests/golden/passing.txt >/dev/null
exec "$runner" "$cases" --scoreboard docs/scoreboard.md --functions-page docs/functions.md "$@"
