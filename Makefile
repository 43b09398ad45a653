# Everything that can be done here; `make` alone lists it. Nothing is needed but Python, make and, for the tests, a browser.
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
build: venv ## The site, in site/: new captures become articles, then every page is made
	@$(BUILDER) convert --site $(SITE)
	@.ci/uncommitted $(dir $(SITE))
	@$(BUILDER) build --site $(SITE) $(ARGS)

serve: venv ## The site in a browser, renewed whenever a file is saved
	@$(BUILDER) serve --site $(SITE) $(ARGS)

check: venv ## What is wrong in content/, where, and how to mend it; nothing is published
	@$(BUILDER) check --site $(SITE) $(ARGS)

convert: venv ## Captures become articles: make convert FROM=content/sources/2015
	@$(BUILDER) convert --site $(SITE) $(FROM) $(ARGS)

new: venv ## A file to fill in: make new KIND=entity NAME="Kofi Annan" (or article, annotation, topic)
	@$(BUILDER) new $(if $(KIND),$(KIND),$(error say what: make new KIND=entity NAME="Kofi Annan")) "$(NAME)" --site $(SITE) $(ARGS)

##@ For developers
test: venv-dev browser checkers ## Every test, in a real browser too
	@$(RUN) -m pytest -n auto --dist loadgroup $(ARGS)

lint: venv-dev ## The code as it should be written
	@$(RUN) -m ruff check builder tests
	@$(RUN) -m ruff format --check builder tests
	@.ci/complexity $(RUN)

format: venv-dev ## The code laid out as `lint` wants it
	@$(RUN) -m ruff check --fix builder tests
	@$(RUN) -m ruff format builder tests

types: venv-dev ## Complete types, strictly checked
	@$(RUN) -m mypy

layers: venv-dev ## Rooms import only what stands below them
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

accept: venv-dev ## Expected results of the tests made anew; read the difference before it is committed
	@ACCEPT=1 $(RUN) -m pytest -q -m 'not browser' $(ARGS)

screenshots: venv-dev browser ## Pictures of the pages, wide and narrow, light and dark, in .cache/screenshots/
	@$(RUN) -m tests.browser.screenshots

bench: venv-dev ## Builds beside those of Hugo and Pelican: make bench ARTICLES=10000 RUNS=5; with ARGS=--growth, how they grow
	@$(RUN) -m tests.bench --articles $(ARTICLES) --runs $(RUNS) $(ARGS)

lock: venv-dev ## The locks made anew from pyproject.toml
	@$(RUN) -m venv .cache/lock-tools && .cache/lock-tools/bin/pip install -q uv
	@.ci/lock .cache/lock-tools/bin/uv

clean: ## All that was made: the site, the cache, the environment
	rm -rf site dist .cache .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find builder tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The environment keeps a copy of the lock it was made from: when the two differ, it is made anew.
venv:
	@cmp -s requirements.lock .venv/requirements.lock && $(RUN) -c '' || .ci/environment $(PYTHON) requirements.lock

venv-dev: venv
	@cmp -s requirements-dev.lock .venv/requirements-dev.lock || .ci/environment $(PYTHON) requirements.lock requirements-dev.lock

browser: venv-dev
	@.ci/browser $(RUN)

checkers:
	@.ci/checkers

.PHONY: build serve check convert new test lint format types layers accept screenshots bench lock clean help venv venv-dev browser checkers
