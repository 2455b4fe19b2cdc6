# The same few commands for people and for CI. Needs Python 3.11 or newer and make, nothing else.
VENV   := .venv
PYTHON := $(VENV)/bin/python
SYSTEM_PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Most of the tests' time is waiting for other processes, so there are four of them on a small machine as well.
TEST_PROCESSES ?= $(shell test "$$(getconf _NPROCESSORS_ONLN)" -gt 3 && echo auto || echo 4)

# Compiled modules are kept: the tests start the command line some hundred times. What is imported is compiled then, and not all that is installed.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help chat slack cluster test check eval bench train vectors sbom lock install clean

help: ## List the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

chat: $(VENV)/.installed ## Install what is missing and talk with the assistant in the terminal
	@$(PYTHON) -m bot chat

slack: $(VENV)/.installed ## Try the bot in a Slack on this machine: messages, mentions, /verdict, buttons; no workspace needed
	@$(PYTHON) -m tests.slack.terminal --with-bot --manifest bot/slack/install/manifest.json

cluster: $(VENV)/.installed-dev ## The same with three workers over PostgreSQL and a Chroma server; `kill 1` kills one of them
	@$(PYTHON) -m tests.slack.cluster

# In the folders' order: by their number of tests the files of few long ones would come last, when there is nothing else left to do.
test: $(VENV)/.installed-dev ## Install what is missing and run the tests
	$(PYTHON) -m pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev ## Lint, format and type check
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

eval: $(VENV)/.installed-dev ## Measure answers, readings and verdicts on the labelled cases
	$(PYTHON) -m tests.evals

bench: $(VENV)/.installed-dev ## Measure speed and memory beside the budgets
	$(PYTHON) -m tests.bench

train: $(VENV)/.installed-dev ## Train the classifiers from the sentences in tests/training/data
	$(PYTHON) -m tests.training

vectors: $(VENV)/.installed-dev ## Make the vectors that are packaged with the notes, of what was changed in them
	$(PYTHON) -m tests.training.vectors

sbom: $(VENV)/.installed-dev ## Write sbom.cdx.json, what it is made of, and print the licences
	@$(PYTHON) -m tests.sbom sbom.cdx.json

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -q -o requirements-dev.lock
	uv pip compile pyproject.toml --group training --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -q -o requirements-training.lock

install: $(VENV)/.installed ## Install what the assistant needs into .venv

clean: ## Remove the environment and caches; data stays where it is
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(SYSTEM_PYTHON)" || { echo "Python 3.11 or newer is needed and was not found on the PATH." >&2; exit 1; }
	@echo "Creating the environment in $(VENV)" >&2
	@$(SYSTEM_PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	@echo "Installing the requirements; the first time this takes a minute or two" >&2
	@$(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock >&2
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing the requirements for development; the first time this takes a minute or two" >&2
	@$(PYTHON) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.lock >&2
	@touch $@ $(VENV)/.installed
