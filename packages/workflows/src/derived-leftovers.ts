import { posix } from "node:path";
import { OPERATIONS_VIEW } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import { findLeftovers, removeLeftovers } from "@t4/writer";
import { ledgerPlace } from "./open.ts";

/** The folders of the files that are derived and replaced as a whole, relative to the root. */
export function derivedFolders({ config }: Workspace): string[] {
  const { queue, ledger, generated, trends } = config;
  return [posix.dirname(queue), ledger, generated, trends, posix.dirname(OPERATIONS_VIEW)];
}

/** True when a killed command left something beside a derived file. False also when nobody can say: it would be in nobody's way. */
export async function hasDerivedLeftovers(workspace: Workspace): Promise<boolean> {
  return (await find(workspace).catch(() => [])).length > 0;
}

/** Removes what {@link hasDerivedLeftovers} sees, as far as that can be done. The caller holds the lock. */
export async function sweepDerived(workspace: Workspace): Promise<void> {
  const left = await find(workspace).catch(() => []);
  if (left.length > 0) await removeLeftovers(ledgerPlace(workspace), left).catch(() => undefined);
}

/** Drafts of locks are left to whoever takes the lock. */
async function find(workspace: Workspace): Promise<string[]> {
  const request = { derivedFolders: derivedFolders(workspace), paths: [] };
  const found = await findLeftovers(ledgerPlace(workspace), request);
  return found.filter((path) => !path.startsWith(".t4/"));
}
