import * as z from "zod/mini";
import { GATE_IDS } from "./gate-ids.ts";

const LANES = ["L0", "L1", "L2", "L3", "L4", "L5"] as const;
const lane = z.enum(LANES);
const percent = z.number().check(z.gte(0), z.lte(100));
const days = z.int().check(z.gte(0), z.lte(36_500));
const coverageTarget = z.literal([70, 75, 80, 85, 90, 95]);
const slaTargets = z.strictObject({
  latency_p95_ms: z.optional(z.number().check(z.gt(0), z.lte(10_000))),
  latency_p99_ms: z.optional(z.number().check(z.gt(0), z.lte(20_000))),
  availability: z.optional(percent),
});

/** schemas/flags.json as zod reads it, every key optional; schemas/flags.schema.json is generated from this. */
export const flagsShape = z.strictObject({
  $schema: z.optional(z.string()),
  enforce_observed_freshness_days: z.optional(days.check(z.describe("How old a measurement may be, in days."))),
  freshness_lanes: z.optional(z.array(lane).check(z.describe("Lanes whose measurements must be fresh."))),
  slo_lanes: z.optional(z.array(lane).check(z.describe("Lanes held to their service level targets."))),
  coverage_targets: z.optional(z.partialRecord(lane, coverageTarget)),
  sla_policy: z.optional(z.partialRecord(lane, slaTargets)),
  min_confidence: z.optional(z.enum(["high", "medium", "low"])),
  min_mqi: z.optional(z.partialRecord(lane, percent)),
  min_doc_chars: z.optional(z.int().check(z.gte(0), z.lte(100_000))),
  require_doc_ok_for_apis: z.optional(z.boolean()),
  gates: z.optional(z.partialRecord(z.enum(GATE_IDS), z.boolean())),
  min_mqi_for_l2_modules: z.optional(percent.check(z.describe("Older spelling of min_mqi.L2."))),
  min_mqi_for_l3_modules: z.optional(percent.check(z.describe("Older spelling of min_mqi.L3."))),
  require_import_verified_for_apis: z.optional(z.unknown().check(z.describe("Older; always so now."))),
  auto_backfill_notion_options: z.optional(z.unknown().check(z.describe("Older; accepted and ignored."))),
  notion_sync_batch_size: z.optional(z.unknown().check(z.describe("Older; accepted and ignored."))),
  notion_rate_limit_ops_per_sec: z.optional(z.unknown().check(z.describe("Older; accepted and ignored."))),
});

/** The keys known in the object at `path` of the flags file. */
export function flagKeysAt(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(flagsShape._zod.def.shape);
  if (path.length === 2) return Object.keys(slaTargets._zod.def.shape);
  return path[0] === "gates" ? GATE_IDS : LANES;
}
