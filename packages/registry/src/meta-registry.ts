import type { AnalysedModule, MetaRegistry } from "@t4/contracts";
import { type DocumentedAssessment, healthOf, mqiOf } from "./assess.ts";
import { fromHundredths, roundDown, toHundredths } from "./hundredths.ts";
import { byName } from "./module-registry.ts";
import { recordMqi } from "./mqi.ts";
import { summarize } from "./summary.ts";

/** META_REGISTRY.json as it is true at `asOf`. The order of the modules given does not matter. */
export function buildMetaRegistry(modules: readonly DocumentedAssessment[], asOf: string): MetaRegistry {
  const analysed = byName(modules).map((module) => analyseModule(module, asOf));
  return { schema_version: "1.0.0", generated_at: asOf, modules: analysed, summary: summarize(analysed) };
}

function analyseModule(module: DocumentedAssessment, asOf: string): AnalysedModule {
  const { facts, fields, files } = module;
  return {
    name: facts.name,
    lane: fields.lane ?? "unlaned",
    status: fields.status,
    docs_count: files.docs.length,
    tests_count: files.tests.length,
    api_count: fields.apis.length,
    tags: fields.tags,
    coverage: compareCoverage(fields.coverage.observed, module.coverageTarget),
    performance: {
      p50: fields.observed.p50,
      p95: fields.observed.p95,
      p99: fields.observed.p99,
      sla_p95_ms: fields.targets.p95,
      meets_sla: module.meetsSla,
      observed_at: fields.observed.at,
    },
    mqi: recordMqi(mqiOf(module, asOf)),
    health_score: healthOf(module),
  };
}

function compareCoverage(observed: number | null, target: number): AnalysedModule["coverage"] {
  if (observed === null) return { observed, target, delta: null, meets_target: null };
  return {
    observed: roundDown(observed),
    target,
    delta: fromHundredths(toHundredths(observed) - toHundredths(target)),
    meets_target: observed >= target,
  };
}
