# T4's targets for a governed repository: `include mk/t4.mk`. Each is one call of t4. Override before the include:
#   T4          how to run t4; unless set, the one that npm installed here, never one fetched from a registry
#   T4_FLAGS    global flags, such as --root services
#   T4_NEEDS    what make has to bring about before t4 can run, such as node_modules
#   T4_REPORTS  a folder that is there, for what `quality` finds as t4.sarif, t4.xml (JUnit) and t4.json; unless set, none is written
T4 ?= npx --no -- t4
T4_FLAGS ?=
T4_NEEDS ?=
T4_REPORTS ?=
export T4_REPORTS

# What is given on make's command line or in the environment reaches t4 as one word, whatever is in it.
t4_module = $(if $(value module),--module "$$module")
t4_modules = $(if $(value module),--module "$$module",--all)
t4_version = $(if $(value version),"$$version")
t4_name = $(if $(value module),"$$module")
t4_base = $(if $(value base),--base "$$base")
# In GitHub Actions findings show on the lines of the change, and in the summary of the job.
t4_reports = $(if $(T4_REPORTS),--format sarif="$$T4_REPORTS/t4.sarif" --format junit="$$T4_REPORTS/t4.xml" --format json="$$T4_REPORTS/t4.json")
t4_github = $(if $(value GITHUB_STEP_SUMMARY),--format text --format github --format markdown="$$GITHUB_STEP_SUMMARY")

T4_TARGETS := quality enrich enrich-dry enrich-check registry meta-registry docs-map validate-registry validate-meta-registry \
  validate-docs-map slo-report validate-slo validate-schema validate-vocab validate-queue validate-docs cov cov-all \
  cov-gate bench bench-all trends scaffold-dry scaffold-apply scaffold-core tests-scaffold-dry tests-scaffold-apply \
  tests-scaffold-core tests-smoke tests-fast validate-t4 validate-t4-strict tag-prod revert-last ledger-check t4-fix t4-help
.PHONY: $(T4_TARGETS)
$(T4_TARGETS): | $(T4_NEEDS)

quality: ## run every gate (base=REF: the ledger must only have grown since)
	@$(T4) $(T4_FLAGS) quality $(t4_base) $(t4_reports) $(t4_github)

enrich: ## compose every manifest from its evidence (module=NAME: only that one)
	@$(T4) $(T4_FLAGS) enrich $(t4_module)

enrich-dry: ## show what enrich would change, and write nothing (module=NAME)
	@$(T4) $(T4_FLAGS) enrich --dry-run $(t4_module)

enrich-check: ## fail when enrich would change anything
	@$(T4) $(T4_FLAGS) enrich --check

registry: ## write the registry of modules, docs and tests
	@$(T4) $(T4_FLAGS) registry

meta-registry: ## write the analytics of every module
	@$(T4) $(T4_FLAGS) meta

docs-map: ## write the documentation map and the module index
	@$(T4) $(T4_FLAGS) docs map

validate-registry: ## fail when the registry is not what is on disk
	@$(T4) $(T4_FLAGS) registry --check

validate-meta-registry: ## fail when the analytics are out of date
	@$(T4) $(T4_FLAGS) meta --check

validate-docs-map: ## fail when the documentation map or the module index is out of date
	@$(T4) $(T4_FLAGS) docs map --check

slo-report: ## write the dashboard of targets and measurements
	@$(T4) $(T4_FLAGS) slo

validate-slo: ## fail when the dashboard is not what is on disk
	@$(T4) $(T4_FLAGS) slo --check

validate-schema: ## fail when a manifest or a file of settings does not validate
	@$(T4) $(T4_FLAGS) gate schema

validate-vocab: ## fail on a malformed or ambiguous vocabulary
	@$(T4) $(T4_FLAGS) vocab check

validate-queue: ## fail when the review queue is malformed or holds what is settled
	@$(T4) $(T4_FLAGS) gate queue

validate-docs: ## fail on front matter or links of module documents that are wrong
	@$(T4) $(T4_FLAGS) gate frontmatter links

cov: ## run a module's tests with coverage, and keep the result (module=NAME)
	@$(T4) $(T4_FLAGS) cov $(t4_name)

cov-all: ## run the tests of every module with coverage, and keep the results
	@$(T4) $(T4_FLAGS) cov --all

cov-gate: ## fail when coverage is below its target (base=REF: in modules touched since)
	@$(T4) $(T4_FLAGS) gate coverage $(if $(value base),--changed) $(t4_base)

bench: ## run a module's benchmarks, and keep the result (module=NAME)
	@$(T4) $(T4_FLAGS) bench $(t4_name)

bench-all: ## run the benchmarks of every module, and keep the results
	@$(T4) $(T4_FLAGS) bench --all

trends: ## write how coverage and benchmarks developed
	@$(T4) $(T4_FLAGS) trends

scaffold-dry: ## show which documents modules have not got, and write nothing (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold docs $(t4_modules)

scaffold-apply: ## write the documents that modules have not got, as drafts (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold docs $(t4_modules) --apply

scaffold-core: ## write the documents that core modules have not got, as drafts
	@$(T4) $(T4_FLAGS) scaffold docs --core --apply

tests-scaffold-dry: ## show which tests modules have not got, and write nothing (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold tests $(t4_modules)

tests-scaffold-apply: ## write the tests that modules have not got (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold tests $(t4_modules) --apply

tests-scaffold-core: ## write the tests that core modules have not got
	@$(T4) $(T4_FLAGS) scaffold tests --core --apply

tests-smoke: ## run the smoke tests of modules (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold run smoke $(t4_module)

tests-fast: ## run all tests of modules but integration tests and benchmarks (module=NAME)
	@$(T4) $(T4_FLAGS) scaffold run fast $(t4_module)

validate-t4: ## make the checkpoint: a line for each of its eight checks
	@$(T4) $(T4_FLAGS) validate

validate-t4-strict: ## make the checkpoint, and stop at the first check that fails
	@$(T4) $(T4_FLAGS) validate --strict

tag-prod: ## tag a clean commit that passes the checkpoint for production (version=X)
	@$(T4) $(T4_FLAGS) tag-prod $(t4_version)

revert-last: ## undo the newest run, byte for byte (module=NAME: only its files)
	@$(T4) $(T4_FLAGS) revert --last $(t4_module)

ledger-check: ## fail when the ledger was tampered with (base=REF: also when shortened)
	@$(T4) $(T4_FLAGS) ledger verify $(t4_base)

t4-fix: ## repair what is mechanical in manifests
	@$(T4) $(T4_FLAGS) fix

t4-help: ## what t4 can do
	@$(T4) --help
