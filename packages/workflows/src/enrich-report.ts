import type { Confidence, Finding, JsonValue } from "@t4/core";

/** One field that a run changed, with the evidence for it. `old` and `new` are absent where there was or is nothing. */
export interface ReportedChange {
  field: string;
  old?: JsonValue;
  new?: JsonValue;
  confidence: Confidence;
  provenance: string[];
  reasons: string[];
}

/** A field that got no value: why, and what would lift that. */
export interface ReportedWithheld {
  field: string;
  reason: string;
  needs: string;
}

export type ModuleStatus = "changed" | "unchanged" | "draft" | "failed";

export interface ReportedModule {
  module: string;
  /** The manifest, relative to the workspace. */
  path: string;
  status: ModuleStatus;
  changes: ReportedChange[];
  withheld: ReportedWithheld[];
  findings: Finding[];
}

/** What `t4 enrich` did or would do; schemas/enrich.report.schema.json describes it as JSON. */
export interface EnrichReport {
  dry_run: boolean;
  /** The run's file name without `.ndjson`; null when nothing was recorded. */
  run: string | null;
  modules: ReportedModule[];
  /** Items in the review queue after this run, and how many of them came and went. */
  queue: { items: number; added: number; removed: number };
  summary: { modules: number; changed: number; unchanged: number; draft: number; failed: number; withheld: number };
}

/** Counts a report's modules by status, and its withheld fields. */
export function summarize(modules: readonly ReportedModule[]): EnrichReport["summary"] {
  const count = (status: ModuleStatus) => modules.filter((module) => module.status === status).length;
  return {
    modules: modules.length,
    changed: count("changed"),
    unchanged: count("unchanged"),
    draft: count("draft"),
    failed: count("failed"),
    withheld: modules.reduce((sum, module) => sum + module.withheld.length, 0),
  };
}
