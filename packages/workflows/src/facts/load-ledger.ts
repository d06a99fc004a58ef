import type { LedgerFacts } from "@t4/gates";
import type { VerifiedPart } from "@t4/ledger";
import { verifyLedger } from "../verify-ledger.ts";
import type { FactTools } from "./fact-tools.ts";

/** What says that something cannot be told from here; beside findings, `t4 ledger verify` counts it among them. */
const OPEN = new Set(["E_GIT", "E_ROOT"]);

/**
 * What `t4 ledger verify` finds, with the base that was asked for. Findings of modules out of scope are left out, but not those of touched files: a
 * manifest that was removed or renamed is recorded under a name that no module has now. Throws as it does.
 */
export async function loadLedger(tools: FactTools): Promise<LedgerFacts> {
  const { context, base, scope, touched, sources } = tools;
  const { findings, unmeasured, runs } = await verifyLedger({ base, sources, part: await partOf(tools) }, context);
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

/** What a narrowed run looks at: the manifests in scope, and what of the ledger was touched itself. */
async function partOf({ scope, touched = new Set(), modules }: FactTools): Promise<VerifiedPart | undefined> {
  if (scope === undefined) return undefined;
  const { modules: read, failed } = await modules();
  const inScope = [...read, ...failed].filter(({ name }) => scope.has(name)).map(({ manifestPath }) => manifestPath);
  const manifests = new Set([...inScope, ...touched]);
  return { manifest: (path) => manifests.has(path), ledgerFile: (file) => touched.has(file) };
}
