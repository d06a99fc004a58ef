import type { Confidence, Lane, T4Error } from "@t4/core";
import { GATE_IDS } from "./gate-ids.ts";
import type { SettingsSource } from "./read-settings.ts";

/** What a lane's modules must hold: milliseconds, and percent of requests. */
export interface SlaTargets {
  latency_p95_ms?: number;
  latency_p99_ms?: number;
  availability?: number;
}

/** How strict T4 is. */
export interface Flags {
  enforce_observed_freshness_days: number;
  freshness_lanes: Lane[];
  slo_lanes: Lane[];
  /** Percent of lines, one of 70, 75, 80, 85, 90, 95. */
  coverage_targets: Record<Lane, number>;
  sla_policy: Partial<Record<Lane, SlaTargets>>;
  /** A signal below this is withheld. */
  min_confidence: Confidence;
  min_mqi: Partial<Record<Lane, number>>;
  /** A docstring of at least so many characters gives `doc_ok`. */
  min_doc_chars: number;
  require_doc_ok_for_apis: boolean;
  /** By gate id; false turns it off. */
  gates: Record<string, boolean>;
}

const ENFORCED: Lane[] = ["L2", "L3", "L4", "L5"];

/** The shipped thresholds. */
export const DEFAULT_FLAGS: Flags = {
  enforce_observed_freshness_days: 14,
  freshness_lanes: ENFORCED,
  slo_lanes: ENFORCED,
  coverage_targets: { L0: 70, L1: 75, L2: 80, L3: 85, L4: 90, L5: 90 },
  sla_policy: {
    L0: { latency_p95_ms: 1000, availability: 95 },
    L1: { latency_p95_ms: 500, availability: 99 },
    L2: { latency_p95_ms: 250, availability: 99.5 },
    L3: { latency_p95_ms: 100, availability: 99.9 },
    L4: { latency_p95_ms: 100, availability: 99.95 },
    L5: { latency_p95_ms: 50, availability: 99.99 },
  },
  min_confidence: "medium",
  min_mqi: { L2: 90, L3: 95, L4: 95, L5: 95 },
  min_doc_chars: 80,
  require_doc_ok_for_apis: true,
  gates: Object.fromEntries(GATE_IDS.map((id) => [id, true])),
};

/**
 * The flags of a workspace: the file's values over {@link DEFAULT_FLAGS}, maps merged key by key; undefined is no file. Older spellings
 * are accepted: `min_mqi_for_l2_modules` and its L3 twin set `min_mqi` where that says nothing, the others change nothing.
 * Throws `E_CONFIG` with file, line and column.
 */
export async function parseFlags(source: SettingsSource | undefined): Promise<Flags> {
  if (source === undefined) return DEFAULT_FLAGS;
  const [{ readSettings }, { flagsShape, flagKeysAt }] = await Promise.all([
    import("./read-settings.ts"),
    import("./flags-shape.ts"),
  ]);
  const given = readSettings(source, flagsShape, flagKeysAt);
  const base = DEFAULT_FLAGS;
  return {
    enforce_observed_freshness_days: given.enforce_observed_freshness_days ?? base.enforce_observed_freshness_days,
    freshness_lanes: given.freshness_lanes ?? base.freshness_lanes,
    slo_lanes: given.slo_lanes ?? base.slo_lanes,
    coverage_targets: { ...base.coverage_targets, ...given.coverage_targets },
    sla_policy: mergePolicies(base.sla_policy, given.sla_policy ?? {}),
    min_confidence: given.min_confidence ?? base.min_confidence,
    min_mqi: {
      ...base.min_mqi,
      ...(given.min_mqi_for_l2_modules === undefined ? {} : { L2: given.min_mqi_for_l2_modules }),
      ...(given.min_mqi_for_l3_modules === undefined ? {} : { L3: given.min_mqi_for_l3_modules }),
      ...given.min_mqi,
    },
    min_doc_chars: given.min_doc_chars ?? base.min_doc_chars,
    require_doc_ok_for_apis: given.require_doc_ok_for_apis ?? base.require_doc_ok_for_apis,
    gates: { ...base.gates, ...given.gates },
  };
}

/** Everything that {@link parseFlags} could throw about the flags' values. Throws `E_JSON` and its kin. */
export async function flagsFaults(source: SettingsSource): Promise<T4Error[]> {
  const [{ settingsFaults }, { flagsShape, flagKeysAt }] = await Promise.all([
    import("./read-settings.ts"),
    import("./flags-shape.ts"),
  ]);
  return settingsFaults(source, flagsShape, flagKeysAt);
}

function mergePolicies(base: Flags["sla_policy"], given: Flags["sla_policy"]): Flags["sla_policy"] {
  const merged = { ...base };
  for (const [lane, targets] of Object.entries(given) as [Lane, SlaTargets][]) {
    merged[lane] = { ...base[lane], ...targets };
  }
  return merged;
}
