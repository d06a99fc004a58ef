import type { Flags } from "@t4/contracts";
import { DEFAULT_LANE } from "@t4/core";
import type { AssessedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { type Measuring, measureAgain } from "../../measure-again.ts";
import { unreadableManifests } from "../../unreadable.ts";

const DAY_MS = 86_400_000;
/** Clocks of machines that measure are off by at most this. */
const SKEW_MS = DAY_MS;

/** Observed data in `freshness_lanes` is at most `enforce_observed_freshness_days` old. A module where nothing was observed has nothing to be stale. */
export const gate = defineGate({
  id: "freshness",
  question: "Is what was measured recent enough?",
  counts: "measurements",
  needs: ["assessments", "manifests", "now"],
  codes: {
    stale: {
      says: "A measurement is older than the flags allow in the module's lane.",
      fix: "Measure again with `t4 bench` or `t4 cov`.",
    },
    future: {
      says: "A measurement is dated more than a day ahead of the clock.",
      fix: "Set the clock of the machine that measures, then measure again with `t4 bench` or `t4 cov`.",
    },
  },
  judge({ assessments, manifests, now }, flags) {
    const measured = assessments.flatMap((module) => measurementsOf(module, flags));
    return {
      findings: measured.flatMap((measurement) => judgeAge(measurement, now, flags.enforce_observed_freshness_days)),
      measured: measured.length,
      unmeasured: [...unreadableManifests(manifests), ...assessments.flatMap((module) => undatedOf(module, flags))],
      inapplicable: `no module of the lanes ${flags.freshness_lanes.join(", ")} has measurements`,
    };
  },
});

interface Measurement {
  module: AssessedModule;
  /** What was measured, and the command that measures it again. */
  what: "performance" | "coverage";
  command: Measuring;
  pointer: string;
  at: string;
}

function measurementsOf(module: AssessedModule, flags: Flags): Measurement[] {
  const { fields } = module.assessment;
  if (!flags.freshness_lanes.includes(fields.lane ?? DEFAULT_LANE)) return [];
  const { observed, coverage } = fields;
  const performance = { what: "performance", command: "bench", pointer: "/performance/observed/observed_at" } as const;
  const tested = { what: "coverage", command: "cov", pointer: "/testing/observed_at" } as const;
  return [
    ...(observed.at === null ? [] : [{ ...performance, module, at: observed.at }]),
    ...(coverage.observed === null || coverage.observedAt === null
      ? []
      : [{ ...tested, module, at: coverage.observedAt }]),
  ];
}

/** A measurement without its time may be of any age. */
function undatedOf({ assessment, file }: AssessedModule, flags: Flags): string[] {
  const { lane, observed, coverage } = assessment.fields;
  if (!flags.freshness_lanes.includes(lane ?? DEFAULT_LANE)) return [];
  const isMeasured = [observed.p50, observed.p95, observed.p99, observed.availability].some((level) => level !== null);
  return [
    ...(isMeasured && observed.at === null
      ? [`${file.path}: performance.observed does not say when it was measured`]
      : []),
    ...(coverage.observed !== null && coverage.observedAt === null
      ? [`${file.path}: testing.coverage_observed does not say when it was measured`]
      : []),
  ];
}

function judgeAge({ module, what, command, pointer, at }: Measurement, now: string, days: number): GateFinding[] {
  const { name } = module.assessment.facts;
  const age = Date.parse(now) - Date.parse(at);
  const base = {
    module: name,
    file: module.file.path,
    pointer,
    subject: what,
    fix: `Measure again: ${measureAgain(command, module.assessment).join(", then ")}`,
  };
  if (age > days * DAY_MS) {
    const old = Math.floor(age / DAY_MS);
    const message = `${what} was measured ${old} days ago (${at}), more than the ${days} days allowed`;
    return [{ ...base, ...module.file.at(pointer), code: "stale", message }];
  }
  if (age >= -SKEW_MS) return [];
  const message = `${what} is said to be measured at ${at}, which is not yet`;
  return [{ ...base, ...module.file.at(pointer), code: "future", message }];
}
