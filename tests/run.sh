#!/usr/bin/env bash
# Runs the .NET and Python tests and adds up their counts. usage: run.sh core|all
set -uo pipefail
cd "$(dirname "$0")/.."
filter=(); marks=(); [ "$1" = core ] && filter=(--filter "Category!=Long") && marks=(-m "not long")
log=$(mktemp); trap 'rm -f "$log"' EXIT
status=0
dotnet build Gateway.sln -c "${CONFIGURATION:-Release}" -v quiet || { echo "0 passed, 1 failed"; exit 1; }
dotnet test Gateway.sln -c "${CONFIGURATION:-Release}" --no-build "${filter[@]}" 2>&1 | tee -a "$log" || status=1
count() { grep -oE "$1: +[0-9]+" "$log" | grep -oE '[0-9]+$' | paste -sd+ - | bc; }
passed=$(count Passed); failed=$(count Failed); skipped=$(count Skipped)
if [ -x .venv/bin/python ]; then
    python_log=$(SPARK_CONNECT_MODE_ENABLED=1 .venv/bin/python -m pytest -q "${marks[@]}" tests/python 2>&1) || status=1
    echo "$python_log" | tail -30
    number() { echo "$python_log" | tail -1 | grep -oE "[0-9]+ $1" | grep -oE '^[0-9]+' || echo 0; }
    passed=$((passed + $(number passed))); failed=$((failed + $(number failed) + $(number error))); skipped=$((skipped + $(number skipped)))
else
    echo "Python tests skipped: no PySpark client"; skipped=$((skipped + 1))
fi
grep -F '[FAIL]' "$log"
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
[ "$status" = 0 ] && [ "${failed:-0}" = 0 ]
