# What people run. Everything is installed into .venv, with the versions of constraints.txt;
# a second run is quick, and a changed pyproject.toml or constraints.txt installs again.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
ARGS   ?=
# Tests that run at once. Each file's stay together, in one process; tests/conftest.py says which first.
AT_ONCE ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test bench lint format screenshots catalogue

help: ## Say what there is
	@echo "Outreach. Run 'make' followed by one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)$$/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 15
	@echo "ARGS=... is handed on, as in: make test ARGS='-k store'"

run: $(VENV)/.for-use ## Open the demonstration: a central store and five tablets
	$(BIN)/outreach demo $(ARGS)

test: $(VENV)/.for-tests ## Run every test (Chromium and PostgreSQL are installed where we may)
	@.ci/system
	$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(VENV)/.for-tests ## Measure, beside a bare baseline in the same run
	@.ci/system
	$(BIN)/python -m pytest tests/bench -o python_files='bench_*.py' -p no:randomly -s -q $(ARGS)

lint: $(VENV)/.for-tests ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.for-tests ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/.for-tests ## Take the README's pictures again, into assets/screenshots
	@.ci/system
	OUTREACH_SCREENSHOTS=assets/screenshots $(BIN)/python -m pytest tests/browser $(ARGS)

catalogue: $(VENV)/.for-use ## Gather every text into assets/locale/outreach.pot, for translators
	$(BIN)/python -m outreach.catalogue

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Outreach needs Python 3.11 or later. Name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.for-use: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e '.[store]'
	@touch $@

$(VENV)/.for-tests: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e '.[store,dev]'
	@touch $@ $(VENV)/.for-use
