# Developing T4. The targets that a governed repository includes are in mk/t4.mk.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PNPM_VERSION := 12.21.0
PNPM := .tools/node_modules/.bin/pnpm
INSTALLED := node_modules/.installed
SOURCES := $(shell find packages schemas vocab mk -name node_modules -prune -o -name dist -prune -o -name generated -prune -o -type f -print 2>/dev/null)

T4 ?= node packages/cli/bin/t4.cjs
T4_NEEDS := packages/cli/dist/t4.cjs
# The workspace on which T4 shows, here and in CI, that governed repositories stay green; as of a day on which its measurements are fresh.
T4_FLAGS ?= --root fixtures/workspaces/governed --now 2026-11-21T12:00:00Z
include mk/t4.mk

$(PNPM):
	@npm install --prefix .tools --no-save --ignore-scripts --no-audit --no-fund --loglevel=error pnpm@$(PNPM_VERSION)

$(INSTALLED): $(PNPM) pnpm-lock.yaml pnpm-workspace.yaml package.json $(wildcard packages/*/package.json)
	@$(PNPM) install --frozen-lockfile --reporter=append-only
	@touch $@

packages/cli/dist/t4.cjs: $(INSTALLED) $(SOURCES)
	@$(PNPM) run --silent generate
	@npx tsc -b
	@$(PNPM) run --silent bundle
	@touch $@

.PHONY: help install build demo test test-long check check-code check-packages bench-enrich bench-ledger bench-revert bench-quality bench-coverage bench-growth ci clean
help: ## list the targets, a line each
	@grep -hE '^[a-zA-Z0-9_-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  %-20s %s\n", $$1, $$2 }'

install: $(INSTALLED) ## install what T4 is built with, from the lockfile

build: packages/cli/dist/t4.cjs ## type-check, compile and bundle; afterwards `npx t4` works here

demo: build ## enrich the bundled workspace as a dry run, ending in a diff and a summary
	@$(T4) --root fixtures/workspaces/aurora enrich --dry-run

check: build ## formatter, linter, dead code, layers, packages, workflows, generated docs
	@$(MAKE) --jobs=2 --output-sync check-code check-packages

check-code:
	@$(PNPM) run --silent format:check
	@$(PNPM) run --silent lint
	@$(PNPM) run --silent knip
	@$(PNPM) run --silent layers
	@node --import tsx packages/cli/scripts/lint-workflows.ts
	@$(PNPM) run --silent docs:check

check-packages:
	@$(PNPM) --filter './packages/*' exec publint --strict --pack npm > /dev/null

test: check ## every check and every test, at most six minutes on two cores
	@$(PNPM) exec vitest run --coverage

test-long: build ## the long fault and fuzz campaigns
	@$(PNPM) exec vitest run --mode long

bench-enrich: build ## time a cold and a warm enrich of 150 modules
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-enrich.ts

bench-ledger: build ## time the verification of ledgers of 100,000 lines
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-ledger.ts

bench-revert: build ## time a revert of 150 manifests, twice
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-revert.ts

bench-quality: build ## time every gate on 150 modules, and the hook on one of them
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-quality.ts

smoke: ## what CI runs on each Node: the demo, then smoke tests of a sample
	@.ci/smoke

ci: ## what CI runs: both suites, in which nothing may be skipped
	@.ci/run

bench-coverage: build ## time the ingestion of one Cobertura report of 50 MB for 1,000 modules
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-coverage.ts

bench-growth: build ## look for inputs whose time grows as their square
	@node --conditions=t4-source --import tsx packages/testkit/scripts/bench-growth.ts $(names)

clean: ## remove what was built
	@rm -rf packages/*/dist packages/contracts/src/generated coverage
