# Needs Python 3.11 or newer and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
DEMO ?= demo-study

.PHONY: demo test check dev docs clean

demo: .venv/installed
	@$(BIN)/familypanel demo $(DEMO)

test: dev
	$(BIN)/python -m pytest

# Style, types and layers; CI runs this too.
check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p familypanel
	PYTHONPATH=.dev $(BIN)/lint-imports

dev: .venv/test-installed .dev/familypanel

# The pages that are generated from the code.
docs: dev
	$(BIN)/python docs/generate.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test-installed: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

# Type checkers need the package under its own name; the folder itself may be called anything.
.dev/familypanel:
	@mkdir -p .dev && ln -sfn .. $@

clean:
	rm -rf .venv .dev build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis demo-study
