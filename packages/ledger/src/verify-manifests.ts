import { dirName, type Finding } from "@t4/core";
import { ledgerFinding, shellWord, shortSha } from "./verify-finding.ts";
import type { HeadLine } from "./verify-chain.ts";

/** The manifests that runs wrote, each with the lines that none came after. Files that are no manifests, such as vocabularies, are left out. */
export function recordedManifests(heads: ReadonlyMap<string, readonly HeadLine[]>): Map<string, HeadLine[]> {
  const manifests = new Map<string, HeadLine[]>();
  for (const [path, lines] of heads) {
    const own = lines.filter(({ line }) => line.module !== null);
    if (own.length > 0) manifests.set(path, own);
  }
  return manifests;
}

/** What is wrong with a manifest whose bytes on disk have this SHA-256 (null: it is gone); undefined when its recorded state is one of `heads`. */
export function judgeManifest(path: string, sha: string | null, heads: readonly HeadLine[]): Finding | undefined {
  if (heads.some(({ line }) => line.after === sha)) return undefined;
  const module = heads[0]?.line.module ?? "";
  const left = heads.map(({ run, line, number }) => `${shortSha(line.after)} by ${run.file}:${number}`).join(" or ");
  const what = sha === null ? "is gone, though no run removed it" : `holds ${shortSha(sha)}, which no run recorded`;
  const restore = `git checkout HEAD -- ${shellWord(path)}`;
  // By its folder, as the edit may have changed its name.
  const fix = `Take it into the ledger: t4 record ${shellWord(dirName(path) || module)} --reason "…"; or restore it: ${restore}`;
  return { ...ledgerFinding("E_UNRECORDED", path, undefined, `${path} ${what}; it was left as ${left}`, fix), module };
}
