# One command sets up and renders an example (make demo), one runs all tests (make test).
# Needs Python 3.11 or newer and nothing else; what it installs goes to .venv.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON=... names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
PYTEST_ARGS ?=

.PHONY: demo test setup check lint types imports conformance clean

demo: $(VENV)/runs ## Set up and render charts/ticketing
	$(BIN)/chartkit render charts/ticketing

test: $(VENV)/develops ## Set up and run all tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

setup: $(VENV)/develops ## Set up for development

check: lint types imports test ## Everything that CI checks

lint: $(VENV)/develops
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/develops
	$(BIN)/mypy

imports: $(VENV)/develops
	$(BIN)/lint-imports

conformance: $(VENV)/develops ## Compare with the recorded output of real Helm (needs the shared data, see CONTRIBUTING.md)
	CHARTKIT_CONFORMANCE=all $(BIN)/python -m pytest tests/conformance $(PYTEST_ARGS)

clean:
	rm -rf $(VENV)

$(VENV)/runs: pyproject.toml
	@test -n "$(PYTHON)" || { echo "chartkit needs Python 3.11 or newer (with the venv module); none was found." >&2; exit 1; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/develops: pyproject.toml $(VENV)/runs
	$(BIN)/python -m pip install --quiet --editable '.[test,dev]'
	touch $@
