import { DEFAULT_LANE } from "@t4/core";
import { type Mqi, mqiOf } from "@t4/registry";
import type { AssessedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { unreadableManifests } from "../../unreadable.ts";
import { adviceOn, isMendable, type MissingPart, PLACES } from "./advice.ts";

/** The Manifest Quality Index, as of now, is at least `min_mqi` of the lane. */
export const gate = defineGate({
  id: "mqi",
  question: "Is every manifest as well evidenced as its lane asks?",
  counts: "modules",
  needs: ["assessments", "manifests", "now"],
  codes: {
    "below-minimum": {
      says: "The Manifest Quality Index is below the minimum of the module's lane.",
      fix: "Supply what `t4 why MODULE mqi` lists, of which the finding names the first.",
    },
  },
  judge({ assessments, manifests, now }, { min_mqi }) {
    const asked = assessments.flatMap((module) => {
      const lane = module.assessment.fields.lane ?? DEFAULT_LANE;
      const minimum = min_mqi[lane];
      return minimum === undefined ? [] : [{ module, lane, minimum }];
    });
    return {
      findings: asked.flatMap((each) => judgeModule(each, now)),
      measured: asked.length,
      unmeasured: unreadableManifests(manifests),
      inapplicable: whyNot(Object.keys(min_mqi)),
    };
  },
});

function whyNot(lanes: readonly string[]): string {
  return lanes.length === 0 ? "no lane has a minimum" : `no module is in the lanes ${lanes.join(", ")}`;
}

interface Asked {
  module: AssessedModule;
  lane: string;
  minimum: number;
}

const MOST_NEEDS = 3;

function judgeModule({ module, lane, minimum }: Asked, now: string): GateFinding[] {
  const { facts, fields } = module.assessment;
  const mqi = mqiOf(module.assessment, now);
  if (mqi.score >= minimum) return [];
  const parts = missingParts(mqi);
  const [first] = parts;
  const isPending = first?.id === "apis" && fields.pendingApis.length > 0;
  const pointer = isPending ? "/apis_pending" : first === undefined ? "" : PLACES[first.id];
  const needs = parts.flatMap((part) => part.needs);
  const more = needs.length - MOST_NEEDS;
  const listed = [...needs.slice(0, MOST_NEEDS), ...(more > 0 ? [`${more} more`] : [])].join("; ");
  const held = fields.lane === undefined ? `a module without lane (${lane})` : `lane ${lane}`;
  const message = `the MQI is ${mqi.score}, the minimum of ${held} ${minimum}; missing: ${listed.replaceAll("`", "")}`;
  const mendableFirst = parts.toSorted(
    (a, b) => Number(isMendable(b.id, module.assessment)) - Number(isMendable(a.id, module.assessment)),
  );
  const fix = adviceOn(enoughOf(mendableFirst, minimum - mqi.score), module.assessment, now);
  return [
    {
      code: "below-minimum",
      module: facts.name,
      file: module.file.path,
      ...module.file.at(pointer),
      pointer,
      message,
      fix,
      subject: "",
    },
  ];
}

function missingParts({ parts }: Mqi): MissingPart[] {
  return parts.flatMap(({ id, weight, judgement }) =>
    judgement.outcome === "missing" ? [{ id, weight, needs: judgement.needs }] : [],
  );
}

/** The first parts that together are worth so many points. */
function enoughOf(parts: readonly MissingPart[], points: number): MissingPart[] {
  const chosen: MissingPart[] = [];
  let left = points;
  for (const part of parts) {
    if (left <= 0) break;
    chosen.push(part);
    left -= part.weight;
  }
  return chosen;
}
