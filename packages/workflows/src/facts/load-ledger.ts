import type { LedgerFacts } from "@t4/gates";
import { verifyLedger } from "../verify-ledger.ts";
import type { FactTools } from "./fact-tools.ts";

/** What says that something cannot be told from here; beside findings, `t4 ledger verify` counts it among them. */
const OPEN = new Set(["E_GIT", "E_ROOT"]);

/**
 * What `t4 ledger verify` finds, with the base that was asked for. Findings of modules out of scope are left out, but not those of touched files: a
 * manifest that was removed or renamed is recorded under a name that no module has now. Throws as it does.
 */
export async function loadLedger({ context, base, scope, touched }: FactTools): Promise<LedgerFacts> {
  const { findings, unmeasured, runs } = await verifyLedger({ base }, context);
  const concerned = [...findings, ...unmeasured].filter(
    ({ module, file }) =>
      scope === undefined || module === undefined || scope.has(module) || touched?.has(file) === true,
  );
  return {
    findings: concerned.filter(({ code }) => !OPEN.has(code)),
    unmeasured: concerned.filter(({ code }) => OPEN.has(code)),
    runs,
  };
}
