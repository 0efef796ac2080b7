# The two commands of the README are `make demo` and `make test`. They need git, make and Python 3.11 to 3.13 with venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PORT ?= 8000
PKG ?= $(notdir $(wildcard packages/component-*))
UV := $(CURDIR)/tools/uv

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
export PYTHON REQUIRE_ALL CHROMIUM PUBLISHED
unexport VIRTUAL_ENV

# uv brings its own list of certificate authorities; a company's network or a test machine may have added one to Debian's
DEBIAN_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(DEBIAN_CERTIFICATES),)
export SSL_CERT_FILE ?= $(DEBIAN_CERTIFICATES)
endif
ifneq ($(shell test -n "$$HOME" && mkdir -p "$${XDG_CACHE_HOME:-$$HOME/.cache}/uv" 2>/dev/null && echo usable),usable)
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
endif

.PHONY: help sync demo demo-fastapi test check fmt lint types packaging build wheels matrix lowest newest neighbours release-check bench bench-morph bench-nesting bench-sockets fuzz-morph faults order growth random-acts soak clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-12s %s\n", $$1, $$2 }'

sync: ## The venv with everything, as locked
	@$(UV) sync --quiet --all-packages --locked

demo: ## The example site on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(UV) sync --quiet --locked --package component-examples --no-default-groups --inexact
	@cd examples/django_example && python manage.py migrate --verbosity 0 && python manage.py seed_demo
	@echo "The demo is at http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@cd examples/django_example && exec python manage.py runserver 127.0.0.1:$(PORT)

demo-fastapi: ## The FastAPI example, at the same address
	@$(UV) sync --quiet --locked --package component-examples --no-default-groups --inexact
	@echo "The demo is at http://127.0.0.1:$(PORT) (Ctrl-C ends it)"
	@cd examples && exec python -m uvicorn --port $(PORT) fastapi_example:app

test: sync ## Every test (SUITES="packages/component-core tests" for some)
	@python tools/run_tests.py $(SUITES)

# Two at a time, each with its own output in one piece: none of them uses more than one core.
check: sync ## What CI asks beside the tests
	@$(MAKE) --no-print-directory -j2 --output-sync=target lint types packaging wheels

fmt: sync ## Format, and mend what ruff can
	@ruff format .
	@ruff check --fix .

lint: sync ## Style, direction of imports, workflows, lock file and version ranges
	ruff format --check .
	ruff check .
	lint-imports --no-cache
	check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	zizmor --offline --quiet --pedantic .github/workflows
	python -m pytest -q tests/test_layers.py
	$(UV) lock --check --quiet
	$(UV) pip check --quiet

types: sync ## mypy and pyright, both strict
	mypy
	pyright

packaging: sync ## What the wheels owe each other
	python -m pytest -q tests/test_packaging.py

build: sync ## Wheels and sdists of every package into dist/
	@rm -rf dist
	@for package in $(notdir $(wildcard packages/component-*)); do \
		log=$$($(UV) build --no-sources --package $$package --out-dir dist 2>&1) || { echo "$$log"; exit 1; }; \
	done
	twine check --strict dist/*

wheels: build ## Each wheel alone in a clean venv, with its own tests (PKG=component-core for one)
	@for package in $(PKG); do echo "== the wheel of $$package"; tools/test_wheel $$package || exit 1; done

matrix: sync ## Every Python and Django that the packages support (PKG=component-django ONLY="3.12 django=6.0" for some)
	@python tools/run_matrix.py --only "$(ONLY)" $(PKG)

lowest: build ## Each package with the lowest versions that its ranges allow (PKG=component-django for one)
	@python tools/resolution.py lowest $(PKG)

newest: build ## Each package with the newest versions that its ranges allow (PKG=component-django for one)
	@python tools/resolution.py newest $(PKG)

neighbours: build ## The adapters as last released, on the core of this tree (PKG=component-django for one)
	@python tools/neighbours.py $(PKG)

release-check: build ## Dry run of a release: changelog, build, clean venv, its own tests (PKG=component-django for one)
	@for package in $(PKG); do python tools/release.py check $$package && tools/test_wheel $$package || exit 1; done

bench: sync ## What one event costs the server, next to a view by hand (BENCH="--processes 2" for a quicker look)
	@cd tests && exec python -m benchmarks $(BENCH)

bench-morph: sync ## What an update costs the browser, next to htmx 4, idiomorph and morphdom (BENCH="--rounds 5" for a quicker look)
	@CHROMIUM=$$(tools/chromium) && cd tests && exec env CHROMIUM="$$CHROMIUM" python -m benchmarks.morph $(BENCH)

fuzz-morph: sync ## The morph on a hundred thousand pairs of random trees (FUZZ_PAIRS=1000 FUZZ_SEEDS="5 6" for others)
	@CHROMIUM=$$(tools/chromium) && export CHROMIUM FUZZ_PAIRS=$(or $(FUZZ_PAIRS),25000) FUZZ_SEEDS="$(or $(FUZZ_SEEDS),11 12 13 14)" && \
		exec python -m pytest -q tests/browser/test_morph.py -k random_trees

bench-nesting: sync ## A page of a hundred nested components, next to the same as includes (BENCH="--rows 20" for fewer)
	@cd tests && exec python -m benchmarks.nesting $(BENCH)

bench-sockets: sync ## 2,000 sockets on one process, next to bare ones (BENCH="--sockets 500" for fewer)
	@cd tests && exec python -m benchmarks.sockets $(BENCH)

# Two processes: playwright keeps an event loop running, beside which pytest-asyncio can run none.
faults: sync ## Everything that breaks, in its long form: about half an hour; the report is in .faults/ (FAULT_ACTS=5000 for more acts)
	@CHROMIUM=$$(tools/chromium) && export CHROMIUM FAULT_ACTS=$(or $(FAULT_ACTS),1000) FAULTS=long FAULT_REPORT=faults.md && \
		rm -f .faults/faults.md && { python -m pytest -q tests/faults; first=$$?; } ; python -m pytest -q tests/browser/test_faults.py tests/browser/test_two_windows.py tests/browser/test_restarts.py tests/browser/test_signing_out.py tests/browser/test_herd.py && exit $$first

order: sync ## The client against the core on ten thousand sequences of faults (ORDER_SEQUENCES=1000 for others); the report is in .faults/
	@export ORDER_SEQUENCES=$(or $(ORDER_SEQUENCES),10000) FAULT_REPORT=order.md && \
		rm -f .faults/order.md && exec python -m pytest -q -n 2 tests/faults/test_order.py

growth: sync ## A thousand visits and ten thousand updates of one page, seven minutes: neither memory nor DOM may grow
	@CHROMIUM=$$(tools/chromium) && export CHROMIUM NAVIGATIONS=$(or $(NAVIGATIONS),1000) STREAM_UPDATES=$(or $(STREAM_UPDATES),10000) && \
		exec python -m pytest -q tests/browser/test_visits.py tests/browser/test_streams.py -k "leave_nothing_behind or keeps_the_page_small"

random-acts: sync ## Random clicks on components in components, by two hundred seeds, a quarter of an hour (RANDOM_SEEDS=20 for fewer)
	@CHROMIUM=$$(tools/chromium) && export CHROMIUM RANDOM_SEEDS=$(or $(RANDOM_SEEDS),200) && \
		exec python -m pytest -q tests/browser/test_random_acts.py

soak: sync ## Faults in a random order for 5 minutes (SOAK_MINUTES=30 SOAK_SEED=1 for others); the report is in .faults/
	@export SOAK_MINUTES=$(or $(SOAK_MINUTES),5) SOAK_SEED=$(or $(SOAK_SEED),$$(date +%s)) FAULT_REPORT=soak.md && \
		exec python -m pytest -q -s tests/faults/test_soak.py

clean: ## Remove what make installed and built
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache packages/*/.pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
