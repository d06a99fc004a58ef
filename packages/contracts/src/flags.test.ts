import { describe, expect, it } from "vitest";
import { DEFAULT_FLAGS, parseFlags } from "./flags.ts";

const parse = (flags: object): ReturnType<typeof parseFlags> =>
  parseFlags({ path: "schemas/flags.json", text: JSON.stringify(flags) });

describe("parseFlags", () => {
  it("has the shipped thresholds where no file says otherwise", async () => {
    expect(await parseFlags(undefined)).toBe(DEFAULT_FLAGS);
    expect(await parse({ $schema: "x" })).toEqual(DEFAULT_FLAGS);
  });

  it("merges what the file says over them, key by key", async () => {
    const flags = await parse({
      min_confidence: "high",
      coverage_targets: { L2: 85 },
      sla_policy: { L2: { latency_p99_ms: 400 }, L0: { availability: 90 } },
      min_mqi: { L0: 10 },
      gates: { mqi: false },
      slo_lanes: ["L5"],
    });
    expect(flags).toEqual({
      ...DEFAULT_FLAGS,
      min_confidence: "high",
      coverage_targets: { ...DEFAULT_FLAGS.coverage_targets, L2: 85 },
      sla_policy: {
        ...DEFAULT_FLAGS.sla_policy,
        L2: { latency_p95_ms: 250, latency_p99_ms: 400, availability: 99.5 },
        L0: { latency_p95_ms: 1000, availability: 90 },
      },
      min_mqi: { ...DEFAULT_FLAGS.min_mqi, L0: 10 },
      gates: { ...DEFAULT_FLAGS.gates, mqi: false },
      slo_lanes: ["L5"],
    });
  });

  it("accepts older spellings, and lets the new ones win", async () => {
    const older = {
      min_mqi_for_l2_modules: 70,
      min_mqi_for_l3_modules: 75,
      require_import_verified_for_apis: true,
      auto_backfill_notion_options: true,
      notion_sync_batch_size: 50,
      notion_rate_limit_ops_per_sec: 3,
    };
    expect(await parse(older)).toEqual({ ...DEFAULT_FLAGS, min_mqi: { ...DEFAULT_FLAGS.min_mqi, L2: 70, L3: 75 } });
    expect((await parse({ ...older, min_mqi: { L2: 80 } })).min_mqi).toMatchObject({ L2: 80, L3: 75 });
  });

  it.each([
    [{ min_confidance: "high" }, 'unknown key "min_confidance"', 'Did you mean "min_confidence"?'],
    [{ gates: { schem: false } }, 'unknown key "schem" in gates', 'Did you mean "schema"?'],
    [{ coverage_targets: { L9: 80 } }, 'unknown key "L9" in coverage_targets', 'Did you mean "L0"?'],
    [{ sla_policy: { L2: { p95: 1 } } }, 'unknown key "p95" in sla_policy.L2', "Known keys: latency_p95_ms"],
    [{ sla_policy: { L2: { latency_p95_ms: 0 } } }, "sla_policy.L2.latency_p95_ms must be more than 0, not 0", "Mend"],
    [{ coverage_targets: { L2: 83 } }, "coverage_targets.L2 must be one of 70, 75, 80, 85, 90, 95, not 83", "Mend"],
    [{ min_mqi: { L2: 101 } }, "min_mqi.L2 must be at most 100, not 101", "Mend"],
    [{ min_doc_chars: -1 }, "min_doc_chars must be at least 0, not -1", "Mend"],
    [{ min_doc_chars: 1.5 }, "min_doc_chars must be an integer, not 1.5", "Mend"],
    [{ gates: { mqi: "no" } }, 'gates.mqi must be a boolean, not "no"', "Mend"],
    [
      { freshness_lanes: ["l2"] },
      'freshness_lanes[0] must be one of "L0", "L1", "L2", "L3", "L4", "L5", not "l2"',
      "Mend",
    ],
  ])("names what is wrong in %j", async (flags, message, hint) => {
    await expect(parse(flags)).rejects.toMatchObject({
      code: "E_CONFIG",
      message: `schemas/flags.json: ${message}`,
      hint: expect.stringContaining(hint),
      line: 1,
    });
  });
});
