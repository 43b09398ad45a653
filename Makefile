# The tasks of this repository; `make` lists them. They need Python, make and, for the tests, a browser.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
SITE ?= site.yaml
ARGS ?=
ARTICLES ?= 10000
RUNS ?= 5

RUN := .venv/bin/python
BUILDER := $(RUN) -m builder

##@ For editors
build: venv ## Convert new captures and build the site in site/
	@$(BUILDER) convert --site $(SITE)
	@.ci/uncommitted $(dir $(SITE))
	@$(BUILDER) build --site $(SITE) $(ARGS)

serve: venv ## Preview the site in a browser, rebuilt whenever a file is saved
	@$(BUILDER) serve --site $(SITE) $(ARGS)

check: venv ## Check content/ and explain how to fix problems; nothing is published
	@$(BUILDER) check --site $(SITE) $(ARGS)

convert: venv ## Convert captures to articles: make convert FROM=content/sources/2015
	@$(BUILDER) convert --site $(SITE) $(FROM) $(ARGS)

new: venv ## Create a file to fill in: make new KIND=entity NAME="Kofi Annan" (or article, annotation, topic)
	@$(BUILDER) new $(if $(KIND),$(KIND),$(error usage: make new KIND=entity NAME="Kofi Annan")) "$(NAME)" --site $(SITE) $(ARGS)

##@ For developers
test: venv-dev browser checkers ## Run all tests, including those in a browser
	@$(RUN) -m pytest -n auto --dist loadgroup $(ARGS)

lint: venv-dev ## Check code style and complexity
	@$(RUN) -m ruff check builder tests
	@$(RUN) -m ruff format --check builder tests
	@.ci/complexity $(RUN)

format: venv-dev ## Format the code and fix what can be fixed automatically
	@$(RUN) -m ruff check --fix builder tests
	@$(RUN) -m ruff format builder tests

types: venv-dev ## Check types with mypy, strictly
	@$(RUN) -m mypy

layers: venv-dev ## Check that packages import only lower layers
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

accept: venv-dev ## Regenerate expected test results; review the diff before committing
	@ACCEPT=1 $(RUN) -m pytest -q -m 'not browser' $(ARGS)

screenshots: venv-dev browser ## Take screenshots, wide and narrow, light and dark, into .cache/screenshots/
	@$(RUN) -m tests.browser.screenshots

bench: venv-dev ## Compare builds with Hugo and Pelican: make bench ARTICLES=10000 RUNS=5 (ARGS=--growth for several sizes)
	@$(RUN) -m tests.bench --articles $(ARTICLES) --runs $(RUNS) $(ARGS)

lock: venv-dev ## Update the lock files from pyproject.toml
	@$(RUN) -m venv .cache/lock-tools && .cache/lock-tools/bin/pip install -q uv
	@.ci/lock .cache/lock-tools/bin/uv

clean: ## Remove the site, the cache and the environment
	rm -rf site dist .cache .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find builder tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List the tasks
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment has a copy of the lock that it was made from; when the two differ, it is made again.
venv:
	@cmp -s requirements.lock .venv/requirements.lock && $(RUN) -c '' || .ci/environment $(PYTHON) requirements.lock

venv-dev: venv
	@cmp -s requirements-dev.lock .venv/requirements-dev.lock || .ci/environment $(PYTHON) requirements.lock requirements-dev.lock

browser: venv-dev
	@.ci/browser $(RUN)

checkers:
	@.ci/checkers

.PHONY: build serve check convert new test lint format types layers accept screenshots bench lock clean help venv venv-dev browser checkers
