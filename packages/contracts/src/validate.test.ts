import type { JsonObject, JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { MAX_ERRORS } from "./ajv-options.ts";
import {
  validateCapabilities,
  validateFeatures,
  validateManifest,
  validateQueue,
  validateRejected,
  validateReport,
  validateRunEntry,
  validateRunHeader,
  validateTags,
} from "./validate.ts";

const SHA = "a".repeat(64);
const AT = "2026-11-21T09:00:00Z";
const DESCRIPTION = `Billing turns usage records into invoices and collects them through two providers. ${"It owns money. ".repeat(4)}`;
const api = {
  module: "billing.charge",
  kind: "function",
  defined_in: "src/billing/charge.py#L9",
  capabilities: ["payments"],
  doc_ok: true,
  import_verified: true,
  provenance: ["__init__.py#L1", "importcheck:src/billing/charge.py#L9"],
  confidence: "high",
};
const entry = {
  provenance: ["claude.me#L8"],
  confidence: "high",
  reasons: ["evidence:2"],
  extracted_at: AT,
  value_sha: SHA,
};
const full: JsonObject = {
  schema_version: "1.2.0",
  module: "billing",
  description: DESCRIPTION,
  features: ["payments.idempotency"],
  tags: ["lane:L2", "team:money"],
  components: ["Ledger"],
  apis: { charge: api },
  apis_pending: { refund: { module: "billing", reason: "no docstring", needs_docs: true } },
  performance: {
    sla_targets: { latency_p95_ms: 250, availability: 99.5 },
    derived_at: AT,
    observed: { latency_p95_ms: 12.5, samples: 100, sla_violation: false, observed_at: AT },
  },
  testing: { coverage_target: 80, coverage_observed: 91.5, observed_at: AT, test_types: ["unit"] },
  ownership: { team: "money", codeowners: ["@money"], slack: "#money" },
  metadata: { status: "stable", version: "1.0", created: "2026-01-31", updated: AT },
  links: { docs: ["docs/a.md"], nested: { deep: [1, null, true] } },
  x_anything: { "": "" },
  _provenance: { features: entry },
};

function problems(change: JsonObject): string[] {
  return validateManifest({ ...full, ...change }).map((problem) => `${problem.pointer} ${problem.message}`);
}

describe("validateManifest", () => {
  it("accepts a manifest with every field, and a draft with a name only", () => {
    expect(validateManifest(full)).toEqual([]);
    expect(validateManifest({ module: "billing", metadata: { status: "draft" } })).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ modul: "x" }, '/modul unknown key "modul"; did you mean "module"?'],
    [{ zzzzzzzz: 1 }, '/zzzzzzzz unknown key "zzzzzzzz"'],
    [{ testing: { coverage: 80 } }, '/testing/coverage unknown key "coverage" in testing'],
    [{ module: "9 lives" }, '/module module does not match ^[a-zA-Z_][\\w./-]*$: "9 lives"'],
    [{ description: "Short." }, '/description description must have at least 120 characters, not 6: "Short."'],
    [{ description: "" }, "/description description must not be empty"],
    [{ features: ["a", "b", "a"] }, '/features features holds "a" twice'],
    [{ features: [""] }, "/features/0 features[0] must not be empty"],
    [{ features: "a" }, '/features features must be an array, not "a"'],
    [{ tags: ["lane L2"] }, '/tags/0 tags[0] does not match ^[A-Za-z0-9][\\w.-]*:[^\\s:]\\S*$: "lane L2"'],
    [{ links: { a: [{ b: "" }] } }, "/links/a/0/b links.a[0].b must not be empty"],
    [{ aliases: [""] }, "/aliases/0 aliases[0] must not be empty"],
    [
      { apis: { charge: { ...api, import_verified: false } } },
      "/apis/charge/import_verified apis.charge.import_verified must be true, not false",
    ],
    [
      { apis: { charge: { ...api, kind: "macro" } } },
      '/apis/charge/kind apis.charge.kind must be one of "class", "function", "value", "type", not "macro"',
    ],
    [
      { apis: { charge: { ...api, provenance: [] } } },
      "/apis/charge/provenance apis.charge.provenance must hold at least 1, not []",
    ],
    [
      { testing: { coverage_target: 83 } },
      "/testing/coverage_target testing.coverage_target must be one of 70, 75, 80, 85, 90, 95, not 83",
    ],
    [
      { testing: { coverage_observed: 80 } },
      '/testing testing has "coverage_observed" and must then have "observed_at" too',
    ],
    [{ testing: { observed_at: AT } }, '/testing testing has "observed_at" and must then have "coverage_observed" too'],
    [
      { testing: { coverage_observed: 101, observed_at: AT } },
      "/testing/coverage_observed testing.coverage_observed must be <= 100, not 101",
    ],
    [
      { performance: { sla_targets: { latency_p95_ms: 0 } } },
      "/performance/sla_targets/latency_p95_ms performance.sla_targets.latency_p95_ms must be > 0, not 0",
    ],
    [
      { performance: { derived_at: "2026-02-30T00:00:00Z" } },
      '/performance/derived_at performance.derived_at must be a date-time, not "2026-02-30T00:00:00Z"',
    ],
    [{ performance: { observed: {} } }, '/performance/observed performance.observed lacks "observed_at"'],
    [
      { _provenance: { features: { ...entry, sources: ["a#L1"] } } },
      '/_provenance/features/sources unknown key "sources" in _provenance.features',
    ],
    [
      { _provenance: { features: { ...entry, provenance: [] } } },
      "/_provenance/features/provenance _provenance.features.provenance must hold at least 1, not []",
    ],
    [
      { metadata: { status: "done" } },
      '/metadata/status metadata.status must be one of "draft", "experimental", "stable", "deprecated", not "done"',
    ],
  ])("names what is wrong in %j", (change, expected) => {
    expect(problems(change)).toEqual([expected]);
  });

  it("asks for a description unless the manifest is a draft", () => {
    const { description: _, ...rest } = full;
    expect(validateManifest(rest)).toEqual([
      { pointer: "", keyword: "required", message: 'the file lacks "description"' },
    ]);
    expect(validateManifest({ ...rest, metadata: { status: "draft" } })).toEqual([]);
  });

  it("counts characters, not code units, and refuses emoji but not trade marks", () => {
    expect(problems({ description: "𝒳".repeat(360) })).toEqual([]);
    expect(problems({ description: "𝒳".repeat(361) })).toHaveLength(1);
    expect(problems({ description: `${DESCRIPTION} T4™` })).toEqual([]);
    for (const emoji of ["🚀", "✅", "1️⃣", "🇩🇪"])
      expect(problems({ description: DESCRIPTION + emoji })).toHaveLength(1);
  });

  it("holds Python symbols to Python's import paths, and lets packages of npm have theirs", () => {
    expect(problems({ apis: { charge: { ...api, module: "billing-api" } } })).toHaveLength(1);
    const typescript = { ...api, module: "@money/billing-api", defined_in: "src/index.ts#L4" };
    expect(problems({ apis: { charge: typescript } })).toEqual([]);
    expect(problems({ apis: { charge: { ...typescript, module: "a b" } } })).toHaveLength(1);
    for (const defined_in of ["/etc/a.py#L1", "../a.py#L1", "a/../../b.py#L1", "a.py", "a.py#L0"]) {
      expect(problems({ apis: { charge: { ...api, defined_in } } })).toHaveLength(1);
    }
  });

  it("treats the names of Object.prototype as data", () => {
    const hostile = JSON.parse(
      '{"module":"m","metadata":{"status":"draft"},"apis_pending":{"__proto__":{"module":"m","reason":"r"},"constructor":{"module":"m","reason":""}}}',
    );
    expect(validateManifest(hostile as JsonValue)).toEqual([
      {
        pointer: "/apis_pending/constructor/reason",
        keyword: "minLength",
        message: "apis_pending.constructor.reason must not be empty",
      },
    ]);
    const unknown = JSON.parse(
      '{"module":"m","metadata":{"status":"draft"},"__proto__":{"module":"x"},"constructor":1}',
    ) as JsonValue;
    expect(validateManifest(unknown).map((problem) => problem.pointer)).toEqual(["/__proto__", "/constructor"]);
    const inherited = JSON.parse('{"__proto__":{"module":"x","description":"y"}}') as JsonValue;
    expect(validateManifest(inherited).map((problem) => problem.message)).toContain('the file lacks "module"');
  });

  it("stays brief on a manifest with a hundred thousand faults", () => {
    const links = Array.from({ length: 100_000 }, () => "");
    const apis = Object.fromEntries(links.map((_, index) => [`a${index}`, { ...api, kind: "no" }]));
    const found = validateManifest({ ...full, links, apis });
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThanOrEqual(2 * MAX_ERRORS);
  });
});

describe("the other schemas", () => {
  const item = {
    phrase: "Dunning schedule",
    normalized: "dunning schedule",
    kind: "unmapped",
    modules: [{ module: "billing", source: "claude.me#L9" }],
    count: 1,
    first_seen: AT,
    status: "open",
  };
  const header = { t4: 1, op: "enrich", at: AT, actor: "owner@example.org", reason: null, parents: [SHA], modules: 1 };
  const change = { field: "/features", new: ["a"], extractor: "features", confidence: "high" };
  const runEntry = {
    module: "billing",
    path: "billing/module.manifest.json",
    before: null,
    after: SHA,
    changes: [change],
  };
  const count = { modules: 1, changed: 1, unchanged: 0, draft: 0, failed: 0, withheld: 0 };
  const report = {
    version: 1,
    command: "enrich",
    root: "/w",
    dry_run: true,
    run: null,
    modules: [],
    queue: { items: 0, added: 0, removed: 0 },
    summary: count,
  };

  it.each([
    ["queue", validateQueue, { version: 1, items: [item] }, { version: 1, items: [{ ...item, kind: "new" }] }],
    [
      "features",
      validateFeatures,
      { "a.b": { title: "A", category: "c", synonyms: ["x"] } },
      { a: { title: "A", synonyms: [] } },
    ],
    ["capabilities", validateCapabilities, { a: { title: "A", synonyms: [] } }, { a: { title: "", synonyms: [] } }],
    ["tags", validateTags, { allowed: ["lane:*", "team:x"] }, { allowed: ["lane"] }],
    ["rejected", validateRejected, { rejected: ["x"] }, { rejected: ["x", "x"] }],
    ["run header", validateRunHeader, header, { ...header, parents: ["abc"] }],
    ["run entry", validateRunEntry, runEntry, { ...runEntry, before: "abc" }],
    ["report", validateReport, report, { ...report, summary: {} }],
  ])("%s: accepts what it should and names what it should not", (_, validate, good, bad) => {
    expect(validate(good as JsonValue)).toEqual([]);
    expect(validate(bad as JsonValue)).not.toEqual([]);
  });
});
