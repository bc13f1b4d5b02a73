# Everything a developer does. `make run` needs Python 3.11 to 3.13 and nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test check scale crash bench fmt lock browser clean

run: .venv/ready ## start everything and print where it is
	@exec $(BIN)/python manage.py up

test: check browser ## the whole suite, on engines of its own
	$(BIN)/python -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder $(ARGS)

check: .venv/ready-dev ## style, types, layers, migrations, deployment
	@.ci/check

scale: .venv/ready-dev ## what is tried at full size: ten thousand agreements, the full list of places
	$(BIN)/python -m pytest -m scale $(ARGS)

crash: .venv/ready-dev ## kill -9 of everything at random, for minutes; and that it must fail without the sweeper
	$(BIN)/python -m tests.crash $(ARGS)
	$(BIN)/python -m tests.crash --without-sweeper --minutes 1 --notices 400

bench: .venv/ready-dev ## the speed targets against their baselines
	$(BIN)/python -m tests.benchmarks $(ARGS)

fmt: .venv/ready-dev ## put the source in shape
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: .venv/ready-dev ## newest versions within requirements*.in, with hashes
	$(BIN)/uv pip compile requirements.in -o requirements.txt --upgrade $(LOCKING)
	$(BIN)/uv pip compile requirements-dev.in -o requirements-dev.txt --upgrade $(LOCKING)

LOCKING := --generate-hashes --no-emit-index-url --universal --python-version 3.11 --no-header --quiet

browser: .venv/ready-dev
	@$(BIN)/python -m tests.browser

clean: ## forget the environment (the hub's data in .hub/ stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/python:
	@test -n "$(PYTHON)" || { echo "no Python found; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "$(PYTHON) is not Python 3.11 to 3.13; set PYTHON=/path/to/one"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: requirements.txt | .venv/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/ready-dev: requirements.txt requirements-dev.txt | .venv/python
	$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@ .venv/ready

