# Every verb of daily work. The set-up is a private .venv from the hashed lock; a second run finds it ready.

VENV := .venv
BIN := $(VENV)/bin
DEPENDENCIES := $(VENV)/.dependencies-installed
READY := $(VENV)/.package-installed

OUT ?= out
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format docs bench soak live lock clients picture clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv from requirements.lock and install dealspec into it

demo: $(READY) ## run the main job on both embedded CRMs; the report is out/report.html
	@$(BIN)/dealspec demo --out $(OUT) $(ARGS)

test: $(READY) ## run the tests; ARGS="-k words" narrows them
	@$(BIN)/python -m pytest $(ARGS)

check: $(READY) ## format, lint, types, import laws, generated pages
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python scripts/generate_docs.py --check

format: $(READY) ## rewrite the code in the one format
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

docs: $(READY) ## write the generated pages anew from what they are about
	@$(BIN)/python scripts/generate_docs.py

bench: $(READY) ## run the benchmarks, which assert ratios measured inside one run
	@$(BIN)/python -m pytest -q benchmarks $(ARGS)

soak: $(READY) ## run the laws with thousands of examples, and the tests that take minutes
	@DEALSPEC_TEST_PROFILE=soak $(BIN)/python -m pytest -m 'soak or hypothesis' $(ARGS)

clients: $(READY) ## install jsforce and the Salesforce CLI into build/clients, for the tests that want them
	@PYTHON=$(BIN)/python scripts/install-clients

live: $(READY) ## ask a sandbox what the embedded orgs say, and record it: TARGET=name PROJECT=folder
	@[ -n "$(TARGET)" ] || { echo 'Name a target of dealspec.yaml: make live TARGET=sandbox PROJECT=folder' >&2; exit 64; }
	@DEALSPEC_LIVE="$(TARGET)" DEALSPEC_LIVE_PROJECT="$(or $(PROJECT),.)" \
		$(BIN)/python -m pytest -q -s tests/contract/test_live.py $(ARGS)

picture: demo ## regenerate docs/images/report.png from a demo run (needs Chromium)
	@[ -n "$(CHROMIUM)" ] || { echo 'No Chromium was found. On Debian: apt-get install chromium' >&2; exit 1; }
	@mkdir -p docs/images build
	@"$(CHROMIUM)" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
		--disable-background-networking --user-data-dir=build/chromium --window-size=1280,900 \
		--screenshot=docs/images/report.png "file://$(abspath $(OUT))/report.html" 2>build/chromium.log \
		|| { cat build/chromium.log >&2; exit 1; }
	@echo 'Wrote docs/images/report.png'

lock: ## resolve requirements.lock again from pyproject.toml; UPGRADE=1 also takes newer versions
	@python=$$(PYTHON='$(PYTHON)' scripts/find-python) && "$$python" -m venv build/lock
	@build/lock/bin/python -m pip install --quiet pip-tools
	@CUSTOM_COMPILE_COMMAND='make lock' build/lock/bin/pip-compile --quiet --generate-hashes --strip-extras \
		--allow-unsafe --extra dev --all-build-deps --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links $(if $(UPGRADE),--upgrade) --output-file requirements.lock pyproject.toml

clean: ## remove everything that was made here
	@rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -rf src/dealspec.egg-info
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock holds the build backend too, so nothing is fetched that the lock does not name.
$(DEPENDENCIES): requirements.lock
	@python=$$(PYTHON='$(PYTHON)' scripts/find-python) && echo "Setting up $(VENV) with $$python" && \
		"$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --progress-bar off --require-hashes -r requirements.lock
	@touch $@

$(READY): $(DEPENDENCIES) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@
