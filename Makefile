# Commands of the project; the README, developers and CI use the same ones.
SHELL := /bin/bash
PORT ?= 15002
WHEELS ?= $(wildcard ../shared/wheels)
PYTHON ?= /usr/bin/python3
CONFIGURATION ?= Release
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1
export WHEELS

.PHONY: build publish test test-all demo serve golden bench format clean venv

build:            ## compile everything, warnings are errors
	dotnet build Gateway.sln -c $(CONFIGURATION) -v minimal

publish:          ## the release server with its runtime, precompiled as one image (ReadyToRun composite), in artifacts/server; 3 to 5 minutes
	dotnet publish server/Gateway.Server -c Release -r linux-x64 --self-contained true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true -o artifacts/server -v minimal

venv:             ## Python environment with the genuine client, from PyPI or the folder of wheels
	PYTHON=$(PYTHON) tests/venv.sh

test: venv        ## the fast core of all tests; ends with "N passed, N failed, N skipped"
	tests/run.sh core

test-all: venv    ## the long sweeps too
	tests/run.sh all

demo: venv publish ## from nothing to an answer on real data
	tests/demo.sh

serve: publish    ## the release server in the foreground
	exec artifacts/server/Gateway.Server --port $(PORT)

golden:           ## recorded answers of Spark, in process; writes docs/scoreboard.md
	tests/golden.sh

bench: venv publish ## benchmarks beside DuckDB; writes docs/benchmarks.md
	benchmarks/run.sh

format:
	dotnet format Gateway.sln

clean:
	git clean -fdXq -e '!.venv'
