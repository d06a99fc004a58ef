import type { ModuleRegistry, RegisteredModule } from "@t4/contracts";
import { compareCodeUnits } from "@t4/core";
import { type Assessment, mqiOf } from "./assess.ts";
import { roundDown } from "./hundredths.ts";

/** MODULE_REGISTRY.json as it is true at `asOf`. The order of the modules given does not matter. */
export function buildModuleRegistry(modules: readonly Assessment[], asOf: string): ModuleRegistry {
  return {
    schema_version: "1.0.0",
    generated_at: asOf,
    module_count: modules.length,
    modules: byName(modules).map((module) => registerModule(module, asOf)),
  };
}

/** The modules in code-unit order of their names. */
export function byName<T extends Pick<Assessment, "facts">>(modules: readonly T[]): T[] {
  return [...modules].sort((a, b) => compareCodeUnits(a.facts.name, b.facts.name));
}

function registerModule(module: Assessment, asOf: string): RegisteredModule {
  const { facts, fields, files } = module;
  const { observed, observedAt } = fields.coverage;
  return {
    name: facts.name,
    path: facts.dir === "" ? "." : facts.dir,
    manifest: facts.manifestPath,
    description: fields.description,
    status: fields.status,
    lane: fields.lane ?? "unlaned",
    tags: fields.tags,
    owners: fields.owners,
    features: fields.features,
    docs: files.docs,
    tests: files.tests,
    api_count: fields.apis.length,
    health: {
      mqi: mqiOf(module, asOf).score,
      coverage: observed === null ? null : roundDown(observed),
      observed_at: latest(fields.observed.at, observed === null ? null : observedAt),
    },
  };
}

/** Both are in UTC and of one length, so that the later one is the greater text. */
function latest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}
