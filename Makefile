# Everything a developer types. Needs Python 3.11 or newer, make and the package registries.
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo setup dev run test lint format bench screenshots messages openapi lock

help: ## Print this list
	@echo "Leitu: type one of"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-20s %s\n' "$$name" "$$what"; done

demo: setup ## Build a living demo district and serve it, with one-click accounts
	@$(BIN)/leitu demo

setup: ## Install what Leitu needs into .venv; the command is then .venv/bin/leitu
	@$(PYTHON) scripts/setup.py

dev:
	@$(PYTHON) scripts/setup.py --dev

run: setup ## Serve your own installation (DATABASE_URL, else SQLite in var/)
	@$(BIN)/leitu init
	@echo "Leitu answers at http://$(HOST):$(PORT)/ (Ctrl-C ends it)"
	@$(BIN)/leitu worker --beside & exec $(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --blocking-threads 8 leitu.config.wsgi:application

test: dev ## Run all tests: on SQLite, and on PostgreSQL and in a browser when they are there
	@$(BIN)/python -m scripts.run_tests

lint: dev ## Check style, types, floors, templates, migrations, catalogues and lock files
	@$(BIN)/python -m scripts.lint

format: dev ## Put the Python code into the common shape
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .

bench: dev ## Measure what people wait for against named baselines (needs PostgreSQL)
	@$(BIN)/leitu bench

screenshots: dev ## Photograph every screen, phone and desktop, into screenshots/
	@$(BIN)/python -m scripts.screenshots

messages: dev ## Collect the texts to translate, then say what is missing (needs GNU gettext)
	@$(BIN)/python -m scripts.messages make
	@$(BIN)/python -m scripts.messages check

openapi: dev ## Write the description of the API (docs/api/openapi.json) anew
	@$(BIN)/python scripts/openapi.py make

lock: dev ## Resolve the dependencies again and write the lock files
	@$(BIN)/python -m scripts.lock
