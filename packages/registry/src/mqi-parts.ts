import type { AnalysedModule } from "@t4/contracts";
import { DEFAULT_LANE, getOwn, isJsonObject, type JsonValue } from "@t4/core";
import { judgeFreshness } from "./freshness.ts";
import { type Evidence, judgedBy, type Judgement } from "./judgement.ts";
import { objectAt, valueAt } from "./read-value.ts";

export type PartId = keyof AnalysedModule["mqi"]["parts"];

/** A part of the Manifest Quality Index. */
export interface Part {
  id: PartId;
  /** Points of 100 when every part applies. */
  weight: number;
  /** What earns the points. */
  title: string;
  judge: (evidence: Evidence) => Judgement;
}

/** The parts of the MQI. Each is earned as a whole or not at all. */
export const PARTS: readonly Part[] = [
  { id: "schema", weight: 20, title: "the manifest is valid", judge: judgeSchema },
  { id: "provenance", weight: 15, title: "every enriched field has provenance", judge: judgeProvenance },
  { id: "features", weight: 15, title: "every feature is in the vocabulary", judge: judgeFeatures },
  { id: "apis", weight: 15, title: "every API is verified and documented", judge: judgeApis },
  { id: "targets", weight: 10, title: "SLA targets are set", judge: judgeTargets },
  { id: "freshness", weight: 15, title: "what was measured is fresh", judge: judgeFreshness },
  { id: "coverage", weight: 10, title: "coverage is at its target", judge: judgeCoverage },
];

function judgeSchema({ facts }: Evidence): Judgement {
  return judgedBy(facts.problems.map((problem) => `mend the manifest: ${problem}`));
}

function judgeProvenance({ facts, rules }: Evidence): Judgement {
  const present = rules.enrichedFields.filter((field) => !isEmpty(valueAt(facts.manifest, field)));
  if (present.length === 0) return judgedBy(["no field is enriched yet: run `t4 enrich`"]);
  const entries = objectAt(facts.manifest, "_provenance");
  const without = present.filter((field) => !citesSomething(getOwn(entries, field)));
  return judgedBy(without.map((field) => `${field} says nothing of where it comes from: run \`t4 enrich\``));
}

function citesSomething(entry: JsonValue | undefined): boolean {
  const cited = isJsonObject(entry) ? getOwn(entry, "provenance") : undefined;
  return Array.isArray(cited) && cited.length > 0 && cited.every((each) => typeof each === "string" && each !== "");
}

function judgeFeatures({ facts, fields, rules }: Evidence): Judgement {
  const written = valueAt(facts.manifest, "features");
  if (isEmpty(written)) {
    return judgedBy([
      "the manifest names no feature: `t4 queue` lists the phrases that wait for one, `t4 why` what was withheld",
    ]);
  }
  if (!Array.isArray(written) || written.some((key) => typeof key !== "string" || key === "")) {
    return judgedBy(["features is not a list of vocabulary keys"]);
  }
  const unknown = fields.features.filter((key) => !rules.isFeature(key));
  return judgedBy(
    unknown.map(
      (key) => `${JSON.stringify(key)} is not in the vocabulary: add it with \`t4 vocab add\`, or take it out`,
    ),
  );
}

/** What can be done about a part that T4 cannot read yet. */
export const WITHOUT_EXPORTS =
  "lower `min_mqi` of the lane in schemas/flags.json, or waive the finding of the gate mqi in t4.waivers.json";

function judgeApis({ fields, hasCode, hasPython, rules }: Evidence): Judgement {
  const { apis, pendingApis } = fields;
  if (apis.length + pendingApis.length === 0) {
    if (!hasCode) return { outcome: "inapplicable", because: "the module has no code" };
    if (hasPython) return judgedBy(["no public symbol was found: export one, then run `t4 enrich`"]);
    return judgedBy([`T4 reads exports of Python only so far, and the module has no Python: ${WITHOUT_EXPORTS}`]);
  }
  const needsDocs = rules.flags.require_doc_ok_for_apis;
  return judgedBy([
    ...apis.filter(({ verified }) => !verified).map(({ name }) => `${name} is not verified: run \`t4 enrich\``),
    ...apis.filter(({ documented }) => needsDocs && !documented).map(({ name }) => `${name} needs a longer docstring`),
    ...pendingApis.map(({ name, reason }) => `${name} is pending: ${reason}`),
  ]);
}

function judgeTargets({ fields }: Evidence): Judgement {
  const isSet = Object.values(fields.targets).some((target) => target !== null);
  return judgedBy(isSet ? [] : ["no SLA target is set: give the module a lane, or set performance.sla_targets"]);
}

function judgeCoverage({ fields, coverageTarget: target }: Evidence): Judgement {
  const { observed } = fields.coverage;
  if (observed === null) return judgedBy([`coverage was not measured; its target is ${target} %`]);
  return judgedBy(observed >= target ? [] : [`coverage is ${observed} %, its target ${target} %`]);
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** What a module's coverage is held to: its own target, else its lane's. Percent. */
export function coverageTargetOf({ fields, rules }: Pick<Evidence, "fields" | "rules">): number {
  return fields.coverage.target ?? rules.flags.coverage_targets[fields.lane ?? DEFAULT_LANE];
}
