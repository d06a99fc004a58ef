import type { AnalysedModule, LaneSummary, MetaRegistry } from "@t4/contracts";
import { averageOf } from "./hundredths.ts";

/** Totals and averages over the modules; a lane without a module is left out. */
export function summarize(modules: readonly AnalysedModule[]): MetaRegistry["summary"] {
  const count = (holds: (module: AnalysedModule) => boolean): number => modules.filter(holds).length;
  const sum = (of: (module: AnalysedModule) => number): number => modules.reduce((total, each) => total + of(each), 0);
  const lanes = [...new Set(modules.map(({ lane }) => lane))];
  return {
    ...averages(modules),
    docs: sum((module) => module.docs_count),
    tests: sum((module) => module.tests_count),
    apis: sum((module) => module.api_count),
    with_coverage: count(({ coverage }) => coverage.observed !== null),
    with_benchmarks: count(({ performance }) => performance.observed_at !== null),
    meeting_coverage: count(({ coverage }) => coverage.meets_target === true),
    meeting_sla: count(({ performance }) => performance.meets_sla === true),
    by_lane: Object.fromEntries(lanes.map((lane) => [lane, averages(modules.filter((each) => each.lane === lane))])),
  };
}

function averages(modules: readonly AnalysedModule[]): LaneSummary {
  return {
    modules: modules.length,
    average_health: averageOf(modules.map((module) => module.health_score)),
    average_mqi: averageOf(modules.map((module) => module.mqi.score)),
  };
}
