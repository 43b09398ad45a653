# `make` lists the targets. They need Python and make; the tests need a browser too.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
SITE ?= site.yaml
ARGS ?=
ARTICLES ?= 10000
RUNS ?= 5
COVERAGE ?=
REPORT ?=
SEED := $(or $(SEED),$(shell date +%s))

RUN := .venv/bin/python
BUILDER := $(RUN) -m builder

##@ For editors
build: venv ## Convert new captures, then build the site in site/
	@$(BUILDER) convert --site $(SITE) --keep-going
	@.ci/uncommitted $(dir $(SITE))
	@$(BUILDER) build --site $(SITE) $(ARGS)

serve: venv ## Preview the site in a browser; it is rebuilt whenever a file is saved
	@$(BUILDER) serve --site $(SITE) $(ARGS)

check: venv ## Check the content and explain how to fix problems
	@$(BUILDER) check --site $(SITE) $(ARGS)

convert: venv ## Convert captures to articles: make convert FROM=content/sources/2015
	@$(BUILDER) convert --site $(SITE) $(FROM) $(ARGS)

new: venv ## Create a file to fill in: make new KIND=entity NAME="Kofi Annan" (or article, annotation, topic)
	@$(BUILDER) new $(if $(KIND),$(KIND),$(error name a kind: make new KIND=entity NAME="Kofi Annan")) "$(NAME)" --site $(SITE) $(ARGS)

##@ For developers
test: venv-dev browser checkers ## Run the tests, in a browser too; with COVERAGE=1, fail when coverage falls
	@$(RUN) -m pytest -n auto --dist loadgroup $(if $(COVERAGE),--cov --cov-report=$(REPORT)) $(ARGS)

coverage: ## Run the tests and list the lines that none of them runs
	@$(MAKE) --no-print-directory test COVERAGE=1 REPORT=term-missing:skip-covered

test-deep: venv-dev ## Run property tests with random examples and tests of many minutes: make test-deep SEED=1
	@echo "make test-deep SEED=$(SEED) repeats this run"
	@SEED=$(SEED) $(RUN) -m pytest -n auto --dist loadgroup -m 'deep or hypothesis' \
	  --hypothesis-profile=deep --hypothesis-seed=$(SEED) $(ARGS)

lint: venv-dev ## Check style, format and complexity
	@$(RUN) -m ruff check builder tests
	@$(RUN) -m ruff format --check builder tests
	@.ci/complexity $(RUN)

format: venv-dev ## Fix style and format
	@$(RUN) -m ruff check --fix builder tests
	@$(RUN) -m ruff format builder tests

types: venv-dev ## Check types
	@$(RUN) -m mypy

layers: venv-dev ## Check that imports go down through the layers
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

accept: venv-dev ## Regenerate expected test results; review the diff before committing
	@ACCEPT=1 $(RUN) -m pytest -q -m 'not browser and not deep' $(ARGS)

screenshots: venv-dev browser ## Take screenshots of pages, wide and narrow, light and dark, in .cache/screenshots/
	@$(RUN) -m tests.browser.screenshots

bench: venv-dev ## Compare builds with Hugo and Pelican: make bench ARTICLES=10000 RUNS=5; or ARGS=--growth
	@$(RUN) -m tests.bench --articles $(ARTICLES) --runs $(RUNS) $(ARGS)

lock: venv-dev ## Lock the dependencies of pyproject.toml
	@$(RUN) -m venv .cache/lock-tools && .cache/lock-tools/bin/pip install -q uv
	@.ci/lock .cache/lock-tools/bin/uv

clean: ## Remove the site, the cache and the environment
	rm -rf site dist .cache .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find builder tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment keeps a copy of the lock it was made from: when the two differ, it is recreated.
venv:
	@cmp -s requirements.lock .venv/requirements.lock && $(RUN) -c '' || .ci/environment $(PYTHON) requirements.lock

venv-dev: venv
	@cmp -s requirements-dev.lock .venv/requirements-dev.lock || .ci/environment $(PYTHON) requirements.lock requirements-dev.lock

browser: venv-dev
	@.ci/browser $(RUN)

checkers:
	@.ci/checkers

.PHONY: build serve check convert new test coverage test-deep lint format types layers accept screenshots bench lock clean help venv venv-dev browser checkers
