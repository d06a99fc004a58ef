# T4's targets for a governed repository: `include mk/t4.mk`. Each is one call of t4.
# Override T4 to run another t4, and T4_FLAGS to pass global flags.
T4 ?= npx t4
T4_FLAGS ?=

.PHONY: enrich enrich-dry enrich-check registry meta-registry validate-registry validate-vocab revert-last ledger-check t4-fix t4-help
enrich: ## compose every manifest from its evidence
	@$(T4) $(T4_FLAGS) enrich $(if $(module),--module $(module))

enrich-dry: ## show what enrich would change, and write nothing
	@$(T4) $(T4_FLAGS) enrich --dry-run $(if $(module),--module $(module))

enrich-check: ## fail when enrich would change anything
	@$(T4) $(T4_FLAGS) enrich --check

registry: ## write the registry of modules, docs and tests
	@$(T4) $(T4_FLAGS) registry

meta-registry: ## write the analytics of every module
	@$(T4) $(T4_FLAGS) meta

validate-registry: ## fail when the registry is not what is on disk
	@$(T4) $(T4_FLAGS) registry --check

validate-vocab: ## fail on a malformed or ambiguous vocabulary
	@$(T4) $(T4_FLAGS) vocab check

revert-last: ## undo the newest run, byte for byte (module=NAME: only its files)
	@$(T4) $(T4_FLAGS) revert --last $(if $(module),--module $(module))

ledger-check: ## fail when the ledger was tampered with (base=REF: also when it was not only added to)
	@$(T4) $(T4_FLAGS) ledger verify $(if $(base),--base $(base))

t4-fix: ## repair what is mechanical in manifests
	@$(T4) $(T4_FLAGS) fix

t4-help: ## what t4 can do
	@$(T4) --help
