# What one does here, in one word each. `make` alone lists it.
#
# Everything runs from .venv, made from the hashed lock files; everything the program writes lies in var/.

PYTHON ?= python3
WORKERS ?= auto
VENV := .venv
PY := $(VENV)/bin/python

# An empty file says which lock the environment was made from: while it is newer than the lock, nothing is
# asked of the network and `make run` starts at once.
RUN_ENV := $(VENV)/.installed-run
DEV_ENV := $(VENV)/.installed-dev

# The tests choose their engines themselves: what the shell has set for `make run` must not leak into them.
LAPTOP := env -u DATABASE_URL -u REDIS_URL -u HOSTS -u HTTPS -u EMAIL_URL -u SECRET_KEY -u DEBUG

# `-v` takes back the `-q` of pyproject.toml: here the summary is what people and machines read.
# Benchmarks are scripts that measure; nothing under tests/bench is a test.
PYTEST := $(PY) -m pytest -v -rs -n $(WORKERS) --ignore=tests/bench

.PHONY: help run test test-services check bench lock messages clean
.NOTPARALLEL:

help: ## list what one can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN_ENV) ## start Palabre on http://127.0.0.1:8000 (PORT, HOST), demo included the first time
	@$(PY) manage.py serve

test: $(DEV_ENV) ## the whole suite on SQLite and the in-memory layer (ARGS="-k word")
	$(LAPTOP) $(PYTEST) -m "not postgres and not redis" $(ARGS)

test-services: $(DEV_ENV) ## the same suite on a PostgreSQL and a Redis started for it
	$(LAPTOP) $(PY) tests/services.py $(PYTEST) -m "not sqlite and not embedded" $(ARGS)

# The deploy check is asked of an instance as it would stand in production, so that its answer means something.
check: $(DEV_ENV) ## lint, missing migrations, untranslated messages, the floors, Django's deploy check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(LAPTOP) $(PY) manage.py makemigrations --check --dry-run
	$(PY) tests/check_messages.py
	$(LAPTOP) $(PY) -m pytest tests/test_house.py
	$(LAPTOP) HOSTS=palabre.example SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
		$(PY) manage.py check --deploy --fail-level WARNING

bench: $(DEV_ENV) ## measure beside the bare framework and print the ratios
	$(PY) -m tests.bench $(ARGS)

messages: $(DEV_ENV) ## refresh governance/locale/en from the French sources (no gettext needed)
	$(PY) tests/check_messages.py --write

# Only names, versions and hashes go in: a lock that records an address ties everyone to one registry.
# Pins stay as they are unless asked: make lock ARGS=--upgrade
LOCK := $(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(ARGS)
lock: $(RUN_ENV) ## renew both lock files from pyproject.toml (ARGS=--upgrade)
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install -q uv
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## forget the environment and the caches; var/ and its data stay
	rm -rf $(VENV) .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The environment -------------------------------------------------------------------------------

# What one lock file names, exactly. uv does it in three seconds; plain pip, in thirty, where uv is not to be had.
# An environment whose Python is gone, too old or without pip is made anew rather than mended.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Palabre needs Python 3.11 or newer: $(PYTHON) is not. Try: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Making $(VENV)...'; $(PYTHON) -m venv --clear $(VENV); }
	@echo 'Installing $(1)...'; \
	export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	{ $(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install -q uv 2>/dev/null; } \
	&& $(PY) -m uv pip sync -q --python $(PY) --require-hashes $(1) \
	|| { echo 'uv could not; installing with pip.'; $(PY) -m pip install -q --require-hashes -r $(1); }
endef

# The dev lock holds all of the runtime lock: an environment made for tests runs Palabre too, and `make run`
# never takes the tools away again.
$(DEV_ENV): requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $(DEV_ENV) $(RUN_ENV)

$(RUN_ENV): requirements.txt
	$(call install,$(if $(wildcard $(DEV_ENV)),requirements-dev.txt,requirements.txt))
	@touch $(if $(wildcard $(DEV_ENV)),$(DEV_ENV)) $(RUN_ENV)

# A copied or half-removed environment may keep its stamps and not its Python: then they say nothing.
ifneq ($(shell $(PY) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
.PHONY: $(DEV_ENV) $(RUN_ENV)
endif
