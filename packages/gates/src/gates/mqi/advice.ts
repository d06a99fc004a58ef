import { shellWord } from "@t4/core";
import { ageOf, type Assessment, type Mqi, WITHOUT_EXPORTS } from "@t4/registry";
import { measureAgain, type Measuring } from "../../measure-again.ts";

type PartId = Mqi["parts"][number]["id"];

/** A part of the MQI that is not earned, and what its points need. */
export interface MissingPart {
  id: PartId;
  weight: number;
  needs: readonly string[];
}

/** Where in a manifest a part is earned: a JSON Pointer. */
export const PLACES: Readonly<Record<PartId, string>> = {
  schema: "",
  provenance: "/_provenance",
  features: "/features",
  apis: "/apis",
  targets: "/performance/sla_targets",
  freshness: "/performance/observed/observed_at",
  coverage: "/testing/coverage_observed",
};

type Command = "enrich" | Measuring;

interface Step {
  /** What a person does first. */
  edit?: string;
  commands: readonly Command[];
}

const ORDER: readonly Command[] = ["enrich", "bench", "cov"];

/** What earns the parts: edits, then commands between backticks, each once. */
export function adviceOn(parts: readonly MissingPart[], assessment: Assessment, now: string): string {
  const steps = parts.map(({ id }) => stepFor(id, assessment, now));
  const edits = steps.flatMap(({ edit }) => edit ?? []);
  const name = shellWord(assessment.facts.name);
  const commands = ORDER.filter((each) => steps.some((step) => step.commands.includes(each))).flatMap((command) =>
    command === "enrich" ? [`\`t4 enrich --module ${name}\``] : measureAgain(command, assessment),
  );
  const run = commands.length === 0 ? [] : [`run ${commands.join(", then ")}`];
  const text = [...edits, ...run].join("; then ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** False for what no edit of the module earns: exports of a language that T4 does not read. */
export function isMendable(id: PartId, { files, fields }: Assessment): boolean {
  return id !== "apis" || files.hasPython || fields.apis.length + fields.pendingApis.length > 0;
}

function stepFor(id: PartId, assessment: Assessment, now: string): Step {
  const { rules, coverageTarget } = assessment;
  switch (id) {
    case "schema":
      return { edit: "mend the manifest, as the gate schema tells", commands: [] };
    case "provenance":
      return { commands: ["enrich"] };
    case "features":
      return {
        edit: "name the features in a context document as the vocabulary does, or teach it their wordings",
        commands: ["enrich"],
      };
    case "apis":
      if (!isMendable(id, assessment)) return { edit: WITHOUT_EXPORTS.replaceAll("`", ""), commands: [] };
      return {
        edit: `document each public symbol in at least ${rules.flags.min_doc_chars} characters, and define it in the module's own source`,
        commands: ["enrich"],
      };
    case "targets":
      return { edit: "set performance.sla_targets where the lane has no policy", commands: ["enrich"] };
    case "freshness":
      return { commands: measuringAgain(assessment, now) };
    case "coverage":
      return { edit: `add tests until coverage is at ${coverageTarget} %`, commands: ["cov"] };
  }
}

/** The commands that make stale measurements anew; where nothing was measured, the one that the module is ready for. */
function measuringAgain(assessment: Assessment, now: string): Command[] {
  const { observed, coverage } = assessment.fields;
  const isStale = (at: string | null): boolean => at !== null && ageOf(assessment, at, now).isStale;
  const again: Command[] = [
    ...(isStale(observed.at) ? ["bench" as const] : []),
    ...(coverage.observed !== null && isStale(coverage.observedAt) ? ["cov" as const] : []),
  ];
  if (again.length > 0) return again;
  return [assessment.files.tests.length > 0 ? "cov" : "bench"];
}
