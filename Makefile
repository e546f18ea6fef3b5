# make run    opens the window (ARGS="..." is handed on: make run ARGS="--screenshot feed.png")
# make test   runs every check; this is what decides whether a change is good
# make env    only prepares: the virtual environment and the system libraries that Qt needs
# make lock   renews requirements.lock from pyproject.toml (needs uv)
# make clean  removes what these made
.PHONY: help run test lint types imports suite env lock clean system-libraries test-programs
# The checks print to one terminal, and pytest closes. The suite runs on two cores: alone on one it takes ten minutes.
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv
PYTHON_HERE := $(VENV)/bin/python
# Written last, so that a run that broke off starts again.
STAMP := $(VENV)/ready
# A Python that was upgraded or taken away leaves an environment that no longer starts.
ifneq ($(wildcard $(STAMP)),)
  $(shell $(PYTHON_HERE) -c '' 2>/dev/null || rm -f $(STAMP))
endif

help:
	@sed -n 's/^# \(make \)/\1/p' Makefile

run: env
	@$(PYTHON_HERE) main.py $(ARGS)

# One check after the other, the quick ones first; `make -k test` goes on past one that fails.
test: lint types imports suite

lint: $(STAMP)
	$(PYTHON_HERE) -m ruff check .
	$(PYTHON_HERE) -m ruff format --check .

types: $(STAMP)
	$(PYTHON_HERE) -m mypy

imports: $(STAMP)
	$(PYTHON_HERE) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo

suite: $(STAMP) test-programs
	$(PYTHON_HERE) -m pytest -n 2 $(ARGS)

env: $(STAMP) system-libraries

$(STAMP): requirements.lock pyproject.toml setup/environment.py
	@python=$$(sh setup/python.sh) && $$python setup/environment.py

system-libraries:
	@sh setup/system_packages.sh

test-programs:
	@sh setup/system_packages.sh tests

lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --upgrade \
	    --output-file requirements.lock > /dev/null

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
