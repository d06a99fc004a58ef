import { DEFAULT_FLAGS } from "@t4/contracts";
import { formatJson, type JsonObject, pointerLocator } from "@t4/core";
import { assess } from "@t4/registry";
import type { AssessedModule, FactName, Facts, GovernedModule, LocatedFile, ManifestFacts } from "./facts.ts";
import type { Gate, Judgement } from "./gate.ts";

/** A file of this text. */
export function fileOf(path: string, text: string): LocatedFile {
  return { path, at: pointerLocator(text) };
}

/** A module whose manifest is this, as T4 would write it; named `billing` unless it says otherwise. */
export function moduleOf(manifest: JsonObject): GovernedModule {
  const whole = { module: "billing", ...manifest };
  const name = whole.module as string;
  const file = fileOf(`${name}/module.manifest.json`, formatJson(whole));
  return { name, dir: name, manifest: whole, file, files: [file.path] };
}

/** The facts of modules with these manifests, all of them readable. */
export function manifestsOf(...manifests: readonly JsonObject[]): ManifestFacts {
  return { modules: manifests.map(moduleOf), unreadable: [] };
}

/** A module as the registries see it, under the shipped flags unless others are given: `payments.*` are features. Its files are those given, and its manifest. */
export function assessedOf(manifest: JsonObject, files: readonly string[] = [], flags = DEFAULT_FLAGS): AssessedModule {
  const { name, dir, manifest: whole, file } = moduleOf(manifest);
  const facts = { name, dir, manifestPath: file.path, manifest: whole, files: [file.path, ...files], problems: [] };
  return { assessment: assess(facts, { ...RULES, flags }), file };
}

const RULES = {
  enrichedFields: ["features"],
  isFeature: (key: string) => key.startsWith("payments."),
  outputs: [],
};

/** What a gate makes of these facts under the shipped flags. */
export function judge<Need extends FactName>(gate: Gate<Need>, facts: Pick<Facts, Need>): Judgement {
  return gate.judge(facts, DEFAULT_FLAGS);
}

/** Each finding as `code place`, with its pointer as its place or else the file. */
export function brief({ findings }: Judgement): string[] {
  return findings.map(({ code, pointer, file }) => `${code} ${pointer ?? file}`);
}
