# make help lists what there is.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
STAMP := .venv/.installed
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
FLASK := $(BIN)/flask
# The tests run in parallel, browser and PostgreSQL tests among them.
WORKERS ?= auto

.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

install: $(STAMP) $(CATALOGUES:.po=.mo) ## make the environment in .venv with the locked packages

$(RUNTIME): requirements/runtime.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages ..."
	@$(PIP) requirements/runtime.txt
	@touch $@

$(STAMP): requirements/dev.txt $(RUNTIME)
	@echo "Installing what the tests need ..."
	@$(PIP) requirements/dev.txt
	@touch $@

%.mo: %.po $(RUNTIME)
	@$(BIN)/pybabel --quiet compile -i $< -o $@

run: $(RUNTIME) $(CATALOGUES:.po=.mo) ## start the server on 127.0.0.1:8000; on first start with the demonstration programme
	@$(FLASK) db upgrade
	@$(FLASK) demo --if-empty
	@$(BIN)/gunicorn --bind 127.0.0.1:8000 --workers 2 --threads 4 --log-level warning wsgi:app

test: install ## run every check and test (browser and PostgreSQL too)
	@bash tests/requirements.sh
	@$(MAKE) --no-print-directory lint types
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not slow"

test-long: install ## run what takes longer than a coffee break
	@bash tests/requirements.sh
	@$(BIN)/pytest -n $(WORKERS) -m slow

lint: install ## check style, templates and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet

types: install ## check the types
	@$(BIN)/mypy

format: install ## format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: install ## measure what the product claims about speed and size
	@$(BIN)/python -m bench

screenshots: install ## make the pictures of the README anew
	@bash tests/requirements.sh
	@$(BIN)/python -m docs.screenshots.make

translations: install ## collect the texts of the code into the catalogues
	@$(BIN)/python -m translations.update

lock: install ## choose the newest versions that fit and write them with their hashes
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/runtime.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev pyproject.toml -c requirements/runtime.txt -o requirements/dev.txt

.PHONY: help install run test test-long lint types format bench screenshots translations lock
