import { AT_EXTRACTION, type FieldOutcome, type JsonObject } from "@t4/core";
import type { Admitted } from "./admit-outcome.ts";
import { getField } from "./field-path.ts";
import type { Owner } from "./owner.ts";
import { isSameJson } from "./same-json.ts";

/**
 * What happens to a field that dates another: it is written with its leader, goes with it, and stays otherwise. `own` is what an
 * extractor said of it, such as the date in a report; without that it is the time of extraction. Its confidence is its leader's matter.
 */
export function followLeader(
  field: string,
  leader: Admitted,
  leaderOwner: Owner,
  own: FieldOutcome | undefined,
): Admitted | undefined {
  if (leader.outcome === "withheld") return undefined;
  const { extractor } = leader;
  if (leader.outcome === "absent" || leaderOwner === "person") return { outcome: "absent", field, extractor };
  if (own?.outcome === "signal") return own;
  return { ...leader, field, signal: { ...leader.signal, value: AT_EXTRACTION } };
}

/** The time of the last write of the targets: it stays as long as they do. */
export function datePolicy(derivedAt: Admitted, targets: Admitted, manifest: JsonObject, now: string): Admitted {
  if (derivedAt.outcome !== "signal" || targets.outcome !== "signal") return derivedAt;
  const written = getField(manifest, "performance.derived_at");
  const unchanged = isSameJson(getField(manifest, "performance.sla_targets"), targets.signal.value);
  const value = unchanged && typeof written === "string" && written !== "" ? written : now;
  return { ...derivedAt, signal: { ...derivedAt.signal, value } };
}

/**
 * The owners of a measurement and of its date, which mean something only together: a person who set one has set both, and a
 * person's value without the other is against the schema.
 */
export function ownersTogether(leader: Owner, follower: Owner): [leader: Owner, follower: Owner] {
  if (leader === "absent") return [leader, follower === "person" ? "invalid" : follower];
  if (follower === "absent") return [leader === "person" ? "invalid" : leader, follower];
  return leader === "person" || follower === "person" ? ["person", "person"] : [leader, follower];
}
