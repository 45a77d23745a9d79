# Every target works from any folder (make -C path run), as root or not, with or without .git.
ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
# The first Python on PATH that is new enough.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif
ARGS ?=
# A machine may keep Python from writing down what it compiled. Every process would compile it all anew: of a run of
# the tests that is a minute.
unexport PYTHONDONTWRITEBYTECODE
IN_VENV = cd '$(ROOT)' && exec .venv/bin/python

.PHONY: help environment run test test-fast proof check bench load chaos mutate lock

help:
	@echo "make run        start Acquaint here (PORT=8123 make run moves it); Ctrl-C stops it"
	@echo "make test       every test, with a real browser; ARGS='-k name' picks some"
	@echo "make test-fast  the same without the browser"
	@echo "make proof      what kills and waits: reminders and make run under faults, environments made anew, races"
	@echo "make check      lint, types, layers, templates, deploy check, security lint"
	@echo "make bench      the ratios of the pages on a large campus; ARGS=tests/bench/test_overview.py runs one file"
	@echo "make load       the evening before the due date: 300 students log within five minutes; SEED=7 repeats a run"
	@echo "make chaos      3,000 reminders and make run itself under faults: nothing lost, nothing twice; SEED=7 repeats a run"
	@echo "make mutate     takes out each filter and guard, one at a time: the authorization matrix notices; CHANGED=1: of a change"
	@echo "make lock       new requirements/*.txt from the names in pyproject.toml"

environment:
	@test -n '$(PYTHON)' || { echo 'Acquaint needs Python 3.11 or later on PATH: install it first.' >&2; exit 1; }
	@cd '$(ROOT)' && $(PYTHON) -m tools.environment

run: environment
	@$(IN_VENV) -m tools.run --until-parent-ends

test: environment
	@$(IN_VENV) -m tools.suite all $(ARGS)

proof: environment
	@$(IN_VENV) -m tools.suite proof $(ARGS)

test-fast: environment
	@$(IN_VENV) -m tools.suite fast $(ARGS)

chaos: environment
	@$(IN_VENV) -m tools.suite chaos $(ARGS)

bench: environment
	@$(IN_VENV) -m tools.suite bench $(ARGS)

load: environment
	@$(IN_VENV) -m tools.suite load $(ARGS)

mutate: environment
	@$(IN_VENV) -m tools.mutate

check: environment
	@$(IN_VENV) -m tools.checks

lock:
	@test -n '$(PYTHON)' || { echo 'Acquaint needs Python 3.11 or later on PATH: install it first.' >&2; exit 1; }
	@cd '$(ROOT)' && $(PYTHON) -m tools.locking
