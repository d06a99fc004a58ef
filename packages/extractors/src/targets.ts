import type { Flags, SlaTargets } from "@t4/contracts";
import { DEFAULT_LANE, valueSha, type FieldOutcome, type JsonValue, type Lane } from "@t4/core";

const EXTRACTOR = "targets";

/** The service level that policy sets for a lane; undefined when it sets none. A module without a lane is held to L2. */
export function policyTargets(lane: Lane | undefined, flags: Flags): SlaTargets | undefined {
  const { sla_policy: policy } = flags;
  const targets = policy[lane ?? DEFAULT_LANE];
  return targets === undefined || Object.keys(targets).length === 0 ? undefined : targets;
}

/** `performance.sla_targets` and `testing.coverage_target`, as the policy in the flags sets them for the module's lane. */
export function extractTargets(lane: Lane | undefined, flags: Flags): FieldOutcome[] {
  const sla = policyTargets(lane, flags);
  const coverage = flags.coverage_targets[lane ?? DEFAULT_LANE];
  return [
    fromPolicy("performance.sla_targets", sla && { ...sla }, lane),
    fromPolicy("testing.coverage_target", coverage, lane),
  ];
}

function fromPolicy(field: string, value: JsonValue | undefined, lane: Lane | undefined): FieldOutcome {
  if (value === undefined) return { field, extractor: EXTRACTOR, outcome: "absent" };
  const signal = {
    value,
    provenance: [`policy:lane:${lane ?? DEFAULT_LANE}`],
    confidence: "high" as const,
    reasons: [lane === undefined ? "lane:default" : "lane:own"],
    source_sha: valueSha({ lane: lane ?? DEFAULT_LANE, field, value }),
  };
  return { field, extractor: EXTRACTOR, outcome: "signal", signal };
}
