import { parseInstant } from "../reports/instant.ts";
import { walkXml } from "../reports/walk-xml.ts";
import type { Source } from "../sources.ts";

export type TestOutcome = "passed" | "failed" | "errors" | "skipped";

/** The test cases of one place in a JUnit report, counted by outcome. */
export interface TestGroup {
  /** The `file` attribute. */
  file: string | undefined;
  /** The `classname` attribute: a dotted name, or a path. */
  classname: string | undefined;
  counts: Record<TestOutcome, number>;
}

/** A JUnit report before its names are paths of the workspace. */
export interface RawTests {
  /** The latest start of a suite; undefined when no suite carries one. */
  observedAt: string | undefined;
  groups: TestGroup[];
}

const OUTCOMES: ReadonlyMap<string, TestOutcome> = new Map([
  ["failure", "failed"],
  ["error", "errors"],
  ["skipped", "skipped"],
]);
const RANK: readonly TestOutcome[] = ["passed", "skipped", "failed", "errors"];

/**
 * JUnit XML as pytest, vitest and others write it, by its test cases, not by the totals that its suites claim. Undefined when the document
 * is XML of another kind. Throws `E_REPORT` with the place.
 */
export function parseJunit(source: Source): RawTests | undefined {
  const tally = new Tally();
  let root: string | undefined;
  let observedAt: string | undefined;
  walkXml(source, {
    open({ name, attribute }) {
      root ??= name;
      if (name === "testsuite") {
        const started = parseInstant(attribute("timestamp") ?? "");
        if (started !== undefined && (observedAt === undefined || started > observedAt)) observedAt = started;
      } else if (name === "testcase") {
        const notRun = attribute("status") === "notrun" || attribute("status") === "disabled";
        tally.begin(attribute("file"), attribute("classname"), notRun ? "skipped" : "passed");
      } else tally.mark(OUTCOMES.get(name));
    },
  });
  if (root !== "testsuites" && root !== "testsuite") return undefined;
  return { observedAt, groups: tally.groups() };
}

/** Counts cases as they open; a case's outcome is the gravest that the elements after it name. */
class Tally {
  readonly #groups = new Map<string, TestGroup>();
  #current: { group: TestGroup; outcome: TestOutcome } | undefined;

  begin(file: string | undefined, classname: string | undefined, outcome: TestOutcome): void {
    this.#finish();
    const key = JSON.stringify([file, classname]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { file, classname, counts: { passed: 0, failed: 0, errors: 0, skipped: 0 } };
      this.#groups.set(key, group);
    }
    this.#current = { group, outcome };
  }

  mark(outcome: TestOutcome | undefined): void {
    if (outcome === undefined || this.#current === undefined) return;
    if (RANK.indexOf(outcome) > RANK.indexOf(this.#current.outcome)) this.#current.outcome = outcome;
  }

  groups(): TestGroup[] {
    this.#finish();
    return [...this.#groups.values()];
  }

  #finish(): void {
    if (this.#current !== undefined) this.#current.group.counts[this.#current.outcome] += 1;
    this.#current = undefined;
  }
}
