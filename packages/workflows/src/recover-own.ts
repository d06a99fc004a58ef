import { join } from "node:path";
import { T4Error } from "@t4/core";
import { trackedAmong } from "@t4/readers";
import { type LedgerPlace, listUnfinished, recover, type Recovery } from "@t4/writer";

/**
 * Ends every run that was left unfinished here; the caller holds the lock. An unfinished run that git tracks came with a checkout: what it would do to
 * the files here is nobody's intention, so it throws `E_LEDGER`. Else it throws what {@link recover} does.
 */
export async function recoverOwn(place: LedgerPlace): Promise<Recovery> {
  const paths = (await listUnfinished(place)).map((name) => join(place.ledgerDir, "runs", name));
  const [tracked] = await trackedAmong(place.files, place.root, paths);
  if (tracked !== undefined) {
    throw new T4Error("E_LEDGER", `${tracked} is a run that was left unfinished, and git tracks it`, {
      file: tracked,
      hint: `When it began elsewhere: git rm -f -- ${tracked}. When it began here: git rm --cached -- ${tracked}, then run the command again.`,
    });
  }
  return recover(place);
}

/** What was done about runs that earlier commands left unfinished, a line each; empty for nothing. */
export function tellRecovery({ rolledForward, rolledBack, discarded }: Recovery): string[] {
  return [
    ...rolledForward.map((id) => `a command was cut short here; its run ${id.slice(0, 12)} is whole now`),
    ...rolledBack.map((id) => `a command was cut short here; its run ${id.slice(0, 12)} was taken back`),
    ...discarded.map((name) => `a command was cut short here; its draft ${name} was dropped`),
  ];
}
