import type { Finding } from "@t4/core";
import { ledgerFinding, shellWord } from "./verify-finding.ts";

/** A file as git stored it. */
export interface StoredFile {
  /** Relative to the workspace. */
  file: string;
  /** Its blob id. */
  blob: string;
}

/** What is no longer as it was: a ledger is only ever added to. `present` gives the blob ids of the files that are there. */
export function judgeAppendOnly(
  stored: readonly StoredFile[],
  present: ReadonlyMap<string, string>,
  base: string,
): Finding[] {
  return stored.flatMap(({ file, blob }) => {
    const now = present.get(file);
    if (now === blob) return [];
    const what = now === undefined ? "was removed" : "was changed";
    const fix = `Restore it: git checkout ${base.slice(0, 12)} -- ${shellWord(file)}`;
    return [ledgerFinding("E_LEDGER_REWRITTEN", file, undefined, `${file} ${what} since ${base.slice(0, 12)}`, fix)];
  });
}
