import type { Flags } from "@t4/contracts";
import { DEFAULT_LANE, shellWord } from "@t4/core";
import { ageOf } from "@t4/registry";
import type { AssessedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { isPersons, measureAgain } from "../../measure-again.ts";
import { unreadableManifests } from "../../unreadable.ts";

/** In `slo_lanes`, what was measured lately keeps its targets. Whether it was measured lately enough is the question of `freshness`. */
export const gate = defineGate({
  id: "slo",
  question: "Does what was measured keep its service levels?",
  counts: "targets",
  needs: ["assessments", "manifests", "now"],
  codes: {
    "latency-above-target": {
      says: "The observed p95 is above its target.",
      fix: "Make it faster and measure again with `t4 bench`, or raise the target.",
    },
    "availability-below-target": {
      says: "The observed availability is below its target.",
      fix: "Mend the tests that fail and let `t4 enrich` read their report, or lower the target.",
    },
  },
  judge({ assessments, manifests, now }, flags) {
    const measured = assessments.filter((module) => isMeasured(module, flags));
    const undated = measured.filter(({ assessment }) => assessment.fields.observed.at === null);
    const dated = measured.filter(({ assessment }) => assessment.fields.observed.at !== null);
    const fresh = dated.filter(({ assessment }) => !ageOf(assessment, assessment.fields.observed.at, now).isStale);
    const levels = fresh.flatMap(levelsOf);
    return {
      findings: levels.flatMap(judgeLevel),
      measured: levels.length,
      unmeasured: [
        ...unreadableManifests(manifests),
        ...undated.map(({ file }) => `${file.path} does not say when its performance was observed`),
      ],
      inapplicable: whyNot(flags, dated.length - fresh.length),
    };
  },
});

function isMeasured({ assessment }: AssessedModule, flags: Flags): boolean {
  const { lane, observed } = assessment.fields;
  return flags.slo_lanes.includes(lane ?? DEFAULT_LANE) && (observed.p95 ?? observed.availability) !== null;
}

function whyNot({ slo_lanes }: Flags, stale: number): string {
  const why = `no module of the lanes ${slo_lanes.join(", ")} has both a target and a fresh measurement`;
  return stale === 0 ? why : `${why}; ${stale === 1 ? "one measurement is" : `${stale} measurements are`} not fresh`;
}

interface Level {
  module: AssessedModule;
  what: "p95" | "availability";
  target: number;
  observed: number;
}

function levelsOf(module: AssessedModule): Level[] {
  const { targets, observed } = module.assessment.fields;
  return (["p95", "availability"] as const).flatMap((what) => {
    const [target, value] = [targets[what], observed[what]];
    return target === null || value === null ? [] : [{ module, what, target, observed: value }];
  });
}

function judgeLevel({ module, what, target, observed }: Level): GateFinding[] {
  const { name } = module.assessment.facts;
  const key = what === "p95" ? "latency_p95_ms" : "availability";
  const pointer = `/performance/observed/${key}`;
  const base = { module: name, file: module.file.path, pointer, subject: what };
  const targetPlace = `\`${key}\` in performance.sla_targets`;
  if (what === "p95") {
    if (observed <= target) return [];
    const message = `the observed p95 is ${observed} ms, its target ${target} ms`;
    const fix = `Make it faster and measure again: ${measureAgain("bench", module.assessment).join(", then ")}; or raise ${targetPlace}.`;
    return [{ ...base, ...module.file.at(pointer), code: "latency-above-target", message, fix }];
  }
  if (observed >= target) return [];
  const message = `the observed availability is ${observed} %, its target ${target} %`;
  const read = isPersons("performance.observed", module.assessment)
    ? `accept ${shellWord(name)} performance.observed`
    : `enrich --module ${shellWord(name)}`;
  const fix = `Mend the tests that fail, make their JUnit report anew, and read it: \`t4 ${read}\`; or lower ${targetPlace}.`;
  return [{ ...base, ...module.file.at(pointer), code: "availability-below-target", message, fix }];
}
