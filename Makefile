.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8011
ASSETS := s11/static/build/manifest.json

.PHONY: help setup run test check bench soak lock format clean

help: ## List what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

$(ASSETS): .venv/.ready package.json package-lock.json s11/colours.json $(wildcard assets/*) $(wildcard assets/*/*)
	$(BIN)/python assets/build.py

setup: .venv/.ready $(ASSETS) ## Set up the virtual environment and the built assets

run: setup ## Make the demo board and serve it on 127.0.0.1
	$(BIN)/s11 demo --port $(PORT)

test: setup ## Pass every test
	$(BIN)/pytest -n 2 --dist worksteal

check: setup ## Formatting, lint, types, import rules, data files, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/s11 standards lint
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python tests/rules/sizes.py

format: .venv/.ready ## Format the Python code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## Print the figures, as ratios measured side by side
	$(BIN)/python -m bench

soak: setup ## Run the long proofs
	$(BIN)/pytest -m soak --soak

lock: ## Resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock

clean: ## Remove everything that was set up
	rm -rf .venv node_modules s11/static/build var
