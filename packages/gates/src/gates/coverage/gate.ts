import { DEFAULT_LANE } from "@t4/core";
import type { AssessedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { isPersons, measureAgain } from "../../measure-again.ts";
import { unreadableManifests } from "../../unreadable.ts";

/** `coverage_observed` is at least the module's own target, else its lane's. A module with tests must have been measured. */
export const gate = defineGate({
  id: "coverage",
  question: "Is coverage at its target wherever there are tests?",
  counts: "modules",
  needs: ["assessments", "manifests"],
  codes: {
    "below-target": {
      says: "The observed coverage is below its target.",
      fix: "Add tests and measure again with `t4 cov`, or lower a target that a person set.",
    },
    unmeasured: { says: "A module has tests, and its coverage was never measured.", fix: "Measure it with `t4 cov`." },
  },
  judge({ assessments, manifests }) {
    const concerned = assessments.filter(
      ({ assessment: { fields, files } }) => fields.coverage.observed !== null || files.tests.length > 0,
    );
    return {
      findings: concerned.flatMap(judgeModule),
      measured: concerned.length,
      unmeasured: unreadableManifests(manifests),
      inapplicable: "no module has tests or a measured coverage",
    };
  },
});

function judgeModule({ assessment, file }: AssessedModule): GateFinding[] {
  const { facts, fields, files, coverageTarget: target } = assessment;
  const { observed } = fields.coverage;
  const pointer = "/testing/coverage_observed";
  const measure = measureAgain("cov", assessment).join(", then ");
  const base = { module: facts.name, file: file.path, pointer, subject: "" };
  if (observed === null) {
    const count = files.tests.length;
    const tests = count === 1 ? `a test (${files.tests[0]})` : `${count} test files (${files.tests[0]}, …)`;
    const message = `the module has ${tests}, and no coverage was measured`;
    return [{ ...base, ...file.at(pointer), code: "unmeasured", message, fix: `Measure it: ${measure}` }];
  }
  if (observed >= target) return [];
  const message = `coverage is ${observed} %, ${whose(assessment)} ${target} %`;
  const lower = isPersons("testing.coverage_target", assessment)
    ? "; or lower `coverage_target`, which a person set"
    : "";
  const fix = `Add tests, then measure again: ${measure}${lower}.`;
  return [{ ...base, ...file.at(pointer), code: "below-target", message, fix }];
}

function whose({ fields }: AssessedModule["assessment"]): string {
  if (fields.coverage.target !== null) return "its target";
  return fields.lane === undefined
    ? `the target of a module without lane (${DEFAULT_LANE})`
    : `that of lane ${fields.lane}`;
}
