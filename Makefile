.DEFAULT_GOAL := help
.PHONY: help setup demo up down test lint format docs benchmark soak lock clean

PYTHON ?= python3
BIN := .venv/bin
# The lock is complete, so nothing is resolved here (--no-deps): pip would ask for hashes of "package[extra]" again.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
READER := .venv/readers/duckdb-1.1.3

help:  ## List what can be made.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/installed  ## Create .venv and install everything from the lock.

# Made in one go, so that an interrupted set-up is begun again and never taken for a whole one.
.venv/installed: requirements.lock pyproject.toml tests/readers.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else f"Segmart needs Python 3.11 to 3.13; {sys.executable} is {sys.version.split()[0]}. Name another: make setup PYTHON=python3.11")'
	@echo "Setting up .venv from requirements.lock (about a minute)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(PIP) --no-deps --no-warn-conflicts --require-hashes --target $(READER) -r tests/readers.lock
	@touch $@

demo: setup  ## Run the main job on a year of real purchases, and show the segments.
	@$(BIN)/python scripts/demo.py

up: setup  ## Start a local Airflow for SEGMART_HOME, with its UI on 127.0.0.1, in the background.
	@$(BIN)/python scripts/local_airflow.py up

# Without setup: what runs can be stopped also when the lock has changed.
down:  ## Stop it, and leave no process behind.
	@$(BIN)/python scripts/local_airflow.py down

test: lint  ## Everything that CI runs: lint, then all tests.
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: setup  ## Check style, in Python, SQL and YAML; changes nothing.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/yamllint --strict .
	@$(BIN)/python scripts/lint_sql.py

format: setup  ## Mend what can be mended of it.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python scripts/lint_sql.py --fix

docs: setup  ## Build the dbt docs site of SEGMART_HOME's last build, and the catalogue of data sources.
	@$(BIN)/python scripts/dbt_docs.py

benchmark: setup  ## Print how this machine does against bare DuckDB and pandas, as ratios (hours); how well people are recognised, and segments found; whether rebuilding grows the build file.
	@$(BIN)/python -m benchmarks.marts
	@$(BIN)/python benchmarks/loading.py
	@$(BIN)/python benchmarks/known_files.py
	@$(BIN)/python -m benchmarks.identities
	@$(BIN)/python -m benchmarks.segmentation
	@$(BIN)/python benchmarks/segment_scoring.py
	@$(BIN)/python benchmarks/rebuilds.py

soak: setup  ## Ten minutes of a real scheduler, with extracts landing and readers querying; nothing may get lost.
	@$(BIN)/python -m benchmarks.soak

lock:  ## Resolve requirements.lock anew from pyproject.toml.
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --all-extras --python-version 3.11 --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

clean:  ## Remove .venv and caches; the data under SEGMART_HOME stays.
	@rm -rf .venv .ruff_cache .pytest_cache .hypothesis dbt_project/target dbt_project/logs *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
