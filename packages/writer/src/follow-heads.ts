import { findHeads, type RunHeader } from "@t4/ledger";
import type { LedgerPlace } from "./ledger-paths.ts";
import { readHeaders } from "./read-ledger.ts";

/**
 * The header of a run that comes after all there are: its parents are the heads, and it is not dated before any of them, also when their writer's
 * clock was ahead or this one is behind, which `clock` then tells. Throws as {@link readHeads} does.
 */
export async function followHeads<T extends Pick<RunHeader, "at">>(
  place: LedgerPlace,
  header: T,
): Promise<T & Pick<RunHeader, "parents" | "clock">> {
  const runs = await readHeaders(place);
  const parents = findHeads(runs);
  const heads = new Set(parents);
  let { at } = header;
  for (const run of runs) if (heads.has(run.id) && run.header.at > at) at = run.header.at;
  return { ...header, at, ...(at !== header.at && { clock: header.at }), parents };
}
