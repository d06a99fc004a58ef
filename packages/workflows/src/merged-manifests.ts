import { type Finding, sha256 } from "@t4/core";
import { headsOf, latestByPath, type Run } from "@t4/ledger";
import { type LedgerPlace, listRuns, readLedger } from "@t4/writer";
import type { EvidenceCache } from "./evidence/cache.ts";
import type { LoadedModule } from "./load-modules.ts";

/**
 * The manifests that git made of what several branches wrote, and that no run recorded: there is no person's edit in them to ask about. The ledger is read
 * only when its runs or a manifest are others than when there last was nothing to find. Throws `E_LEDGER`.
 */
export async function findMerged(
  place: LedgerPlace,
  modules: readonly LoadedModule[],
  cache: EvidenceCache,
): Promise<LoadedModule[]> {
  const state = await stateOf(place, modules);
  if (cache.isSettled(state)) return [];
  const { runs } = await readLedger(place);
  const latest = latestByPath(runs);
  const merged = modules.filter((module) => {
    const last = latest.get(module.manifestPath)?.entry;
    return last !== undefined && last.after !== module.sha && isMerge(runs, module);
  });
  if (merged.length === 0) cache.settle(state);
  return merged;
}

/** What the ledger and these manifests are together: the same as long as there is no other run and no other manifest. */
export async function stateOf(place: LedgerPlace, modules: readonly Pick<LoadedModule, "sha">[]): Promise<string> {
  return sha256([...(await listRuns(place)), ...modules.map(({ sha }) => sha)].join("\n"));
}

function isMerge(runs: readonly Run[], { manifestPath, sha }: LoadedModule): boolean {
  const heads = headsOf(runs, manifestPath);
  return heads.length > 1 && heads.every(({ entry }) => entry.after !== sha);
}

/** What a run that writes nothing says of such a manifest. */
export function mergedFinding({ name, manifestPath }: LoadedModule): Finding {
  return {
    code: "E_UNRECORDED",
    severity: "warning",
    module: name,
    file: manifestPath,
    message: `${manifestPath} is what a merge made of several branches, and no run recorded that`,
    fix: "Run `t4 enrich`, which records it.",
  };
}
