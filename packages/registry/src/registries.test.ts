import { validateMetaRegistry, validateModuleRegistry } from "@t4/contracts";
import { formatJson, type JsonObject, type JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentedAssessment } from "./assess.ts";
import { buildMetaRegistry } from "./meta-registry.ts";
import { buildModuleRegistry } from "./module-registry.ts";
import { assessed, manifestWith, NOW, soundManifest } from "./test-input.ts";

const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as JsonValue;

describe("MODULE_REGISTRY", () => {
  it("says of a module where it is and how it is", () => {
    expect(buildModuleRegistry([assessed(soundManifest(), "src/billing")], NOW)).toEqual({
      schema_version: "1.0.0",
      generated_at: NOW,
      module_count: 1,
      modules: [
        {
          name: "src/billing",
          path: "src/billing",
          manifest: "src/billing/module.manifest.json",
          description: soundManifest()["description"],
          status: "stable",
          lane: "L3",
          tags: ["domain:payments", "lane:L3"],
          owners: ["@aurora/payments"],
          features: ["payments.dunning", "payments.refunds"],
          docs: ["src/billing/README.md"],
          tests: ["src/billing/tests/test_charge.py"],
          api_count: 1,
          health: { mqi: 100, coverage: 91.96, observed_at: "2026-11-18T10:00:00Z" },
        },
      ],
    });
  });

  it("tells an unlaned draft of which nothing is known", () => {
    const [module] = buildModuleRegistry([assessed({ metadata: { status: "draft" } })], NOW).modules;
    expect(module).toMatchObject({ description: null, status: "draft", lane: "unlaned", owners: [], api_count: 0 });
    expect(module?.health).toMatchObject({ coverage: null, observed_at: null });
  });

  it("takes the later of the two measurements", () => {
    const { modules } = buildModuleRegistry(
      [assessed(manifestWith("performance.observed.observed_at", "2026-11-19T00:00:00Z"))],
      NOW,
    );
    expect(modules[0]?.health.observed_at).toBe("2026-11-19T00:00:00Z");
  });

  it("names the root's own folder", () => {
    const root = assessed(soundManifest(), "");
    expect(buildModuleRegistry([root], NOW).modules[0]?.path).toBe(".");
  });
});

describe("META_REGISTRY", () => {
  it("compares what was measured with its targets", () => {
    const [module] = buildMetaRegistry([assessed(soundManifest())], NOW).modules;
    expect(module).toMatchObject({
      docs_count: 1,
      tests_count: 1,
      api_count: 1,
      coverage: { observed: 91.96, target: 85, delta: 6.96, meets_target: true },
      performance: { p50: 20, p95: 80, p99: 90.5, sla_p95_ms: 100, meets_sla: true },
      mqi: { score: 100 },
      health_score: 95.98,
    });
  });

  it("never rounds a missed target away", () => {
    const [module] = buildMetaRegistry([assessed(manifestWith("testing.coverage_observed", 84.9999))], NOW).modules;
    expect(module?.coverage).toEqual({ observed: 84.99, target: 85, delta: -0.01, meets_target: false });
  });

  it("counts a target that is just met as met", () => {
    const [module] = buildMetaRegistry([assessed(manifestWith("testing.coverage_observed", 85))], NOW).modules;
    expect(module?.coverage).toEqual({ observed: 85, target: 85, delta: 0, meets_target: true });
  });

  it("counts what meets its targets, not what has them", () => {
    const slow = manifestWith("performance.observed.latency_p95_ms", 101);
    const modules = [assessed(slow, "a"), assessed(manifestWith("testing.coverage_observed", 1), "b")];
    expect(buildMetaRegistry(modules, NOW).summary).toMatchObject({
      with_coverage: 2,
      with_benchmarks: 2,
      meeting_coverage: 1,
      meeting_sla: 1,
    });
  });

  it("sums up", () => {
    const bare = { module: "b", tags: ["lane:L0"] };
    const { summary } = buildMetaRegistry(
      [assessed(soundManifest(), "a"), assessed(bare, "b"), assessed({}, "c")],
      NOW,
    );
    expect(summary).toEqual({
      modules: 3,
      docs: 3,
      tests: 3,
      apis: 1,
      with_coverage: 1,
      with_benchmarks: 1,
      meeting_coverage: 1,
      meeting_sla: 1,
      average_health: 45.32,
      average_mqi: 33.33,
      by_lane: {
        L0: { modules: 1, average_health: 20, average_mqi: 0 },
        L3: { modules: 1, average_health: 95.98, average_mqi: 100 },
        unlaned: { modules: 1, average_health: 20, average_mqi: 0 },
      },
    });
  });

  it("has no average of nothing", () => {
    expect(buildMetaRegistry([], NOW).summary).toMatchObject({ modules: 0, average_health: null, by_lane: {} });
  });
});

const KEYS = [
  "description",
  "tags",
  "features",
  "apis",
  "apis_pending",
  "testing",
  "performance",
  "metadata",
  "_provenance",
];
const anyManifest: fc.Arbitrary<JsonObject> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 3 }))
    .map(([key, value]) => manifestWith(key, value as JsonValue)),
  fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 3 })).map((each) => each as JsonObject),
);
const anyModules = fc
  .uniqueArray(fc.string({ minLength: 1, unit: "grapheme" }), { maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => anyManifest.map((manifest) => assessed(manifest, name)))));

describe.each([
  ["MODULE_REGISTRY", buildModuleRegistry, validateModuleRegistry],
  ["META_REGISTRY", buildMetaRegistry, validateMetaRegistry],
] as const)("%s of any modules", (_, build, validate) => {
  it("is what its schema says, and the same bytes for every order of modules and files", () => {
    fc.assert(
      fc.property(anyModules, (modules: DocumentedAssessment[]) => {
        const registry = build(modules, NOW);
        expect(validate(asJson(registry))).toEqual([]);
        expect(formatJson(asJson(build([...modules].reverse(), NOW)))).toBe(formatJson(asJson(registry)));
        const turned = modules.map(({ facts }) =>
          assessed(
            Object.fromEntries(Object.entries(facts.manifest).reverse()),
            facts.dir,
            facts.files.map((file) => file.slice(facts.dir.length + 1)).reverse(),
          ),
        );
        expect(formatJson(asJson(build(turned, NOW)))).toBe(formatJson(asJson(registry)));
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
  });
});
