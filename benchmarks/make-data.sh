#!/usr/bin/env bash
# Generates TPC-H and TPC-DS Parquet data with tpcgen-cli.
# usage: make-data.sh tpch|tpcds SCALE DIR      (TPCGEN names the program when it is not on PATH)
set -euo pipefail
suite=${1:?suite: tpch or tpcds}
scale=${2:?scale factor}
directory=${3:?output directory}
"${TPCGEN:-tpcgen-cli}" "$suite" parquet -s "$scale" --output-dir "$directory"
ls -l "$directory"
