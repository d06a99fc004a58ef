import { DEFAULT_FLAGS, validateManifest } from "@t4/contracts";
import type { JsonObject, JsonValue } from "@t4/core";
import { assess, type DocumentedAssessment } from "./assess.ts";
import type { ModuleFacts, Rules } from "./facts.ts";

export const NOW = "2026-11-21T09:00:00Z";

export const RULES: Rules = {
  flags: DEFAULT_FLAGS,
  enrichedFields: ["apis", "description", "features", "performance.observed", "testing.coverage_observed"],
  isFeature: (key) => key.startsWith("payments."),
  outputs: ["docs/_generated"],
};

const CITED = { provenance: ["claude.me#L1"], confidence: "high", reasons: ["length:ok"] };

/** A manifest that lacks nothing. */
export function soundManifest(): JsonObject {
  return {
    module: "billing",
    description: `Billing turns usage records into invoices. ${"It collects them once, through two providers. ".repeat(2)}`,
    features: ["payments.dunning", "payments.refunds"],
    tags: ["lane:L3", "domain:payments"],
    ownership: { team: "payments", codeowners: ["@aurora/payments"] },
    metadata: { status: "stable" },
    apis: {
      charge: {
        module: "billing.charge",
        kind: "function",
        defined_in: "billing/charge.py#L9",
        capabilities: [],
        doc_ok: true,
        import_verified: true,
        provenance: ["__init__.py#L1"],
        confidence: "high",
      },
    },
    performance: {
      sla_targets: { latency_p95_ms: 100, availability: 99.9 },
      observed: {
        latency_p50_ms: 20,
        latency_p95_ms: 80,
        latency_p99_ms: 90.5,
        observed_at: "2026-11-18T02:00:00Z",
      },
    },
    testing: { coverage_target: 85, coverage_observed: 91.96, observed_at: "2026-11-18T10:00:00Z" },
    _provenance: Object.fromEntries(RULES.enrichedFields.map((field) => [field, CITED])),
  };
}

/** {@link soundManifest} with one value replaced, or removed where it is undefined; `path` is dotted. */
export function manifestWith(path: string, value: JsonValue | undefined): JsonObject {
  const manifest = soundManifest();
  const keys = path.split(".");
  let parent = manifest;
  for (const key of keys.slice(0, -1)) parent = (parent[key] ??= {}) as JsonObject;
  const last = keys.at(-1) as string;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return manifest;
}

const FILES = ["README.md", "charge.py", "module.manifest.json", "tests/test_charge.py"];

/** Facts of a module in `dir`, named like the folder, and judged by the shipped schema. */
export function factsOf(manifest: JsonObject, dir = "billing", files = FILES): ModuleFacts {
  return {
    name: dir,
    dir,
    manifestPath: `${dir}/module.manifest.json`,
    manifest,
    files: files.map((file) => `${dir}/${file}`),
    problems: validateManifest(manifest).map(({ message }) => message),
  };
}

/** {@link factsOf}, assessed by {@link RULES}; its documents are no drafts. */
export function assessed(manifest: JsonObject, dir?: string, files?: string[]): DocumentedAssessment {
  const assessment = assess(factsOf(manifest, dir, files), RULES);
  return { ...assessment, isDocumented: assessment.files.docs.length > 0 };
}
