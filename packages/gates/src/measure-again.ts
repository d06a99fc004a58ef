import { shellWord } from "@t4/core";
import type { Assessment } from "@t4/registry";
import { isExtracted } from "./extracted.ts";
import { valueAt } from "./manifest-parts.ts";

/** What measures: benchmarks, or tests under coverage. */
export type Measuring = "bench" | "cov";

const FIELDS: Readonly<Record<Measuring, string>> = { bench: "performance.observed", cov: "testing.coverage_observed" };

/** The commands that measure a module again, each between backticks. What a person set stays until it is handed back. */
export function measureAgain(measuring: Measuring, assessment: Pick<Assessment, "facts">): string[] {
  const name = shellWord(assessment.facts.name);
  const measure = `\`t4 ${measuring} ${name}\``;
  return isPersons(FIELDS[measuring], assessment)
    ? [`\`t4 accept ${name} ${FIELDS[measuring]}\`, as a person set the value`, measure]
    : [measure];
}

/** True for a value that is there and not the tool's, so that no measurement replaces it. */
export function isPersons(field: string, { facts }: Pick<Assessment, "facts">): boolean {
  return valueAt(facts.manifest, field.split(".")) !== undefined && !isExtracted(facts.manifest, field);
}
