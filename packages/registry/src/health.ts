import { roundDown } from "./hundredths.ts";
import type { ManifestFields } from "./fields.ts";

/**
 * The health score, 0 to 100 with at most two decimals: half of the coverage in percent, 30 when the SLA is met, 20 when there is a document
 * that is no draft.
 */
export function healthScore(of: { coverage: number | null; meetsSla: boolean | null; isDocumented: boolean }): number {
  const coverage = Math.min(50, (of.coverage ?? 0) / 2);
  return roundDown(coverage + (of.meetsSla === true ? 30 : 0) + (of.isDocumented ? 20 : 0));
}

/**
 * Whether what was measured keeps its targets: the p95, and the p99 and the availability where they have both a target and a measurement. Null
 * when the p95 lacks either.
 */
export function meetsSla({ targets, observed }: Pick<ManifestFields, "targets" | "observed">): boolean | null {
  if (targets.p95 === null || observed.p95 === null) return null;
  const isTooSlow = observed.p95 > targets.p95 || isAbove(observed.p99, targets.p99);
  return !isTooSlow && !isAbove(targets.availability, observed.availability);
}

function isAbove(value: number | null, limit: number | null): boolean {
  return value !== null && limit !== null && value > limit;
}
