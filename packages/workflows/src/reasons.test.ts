import { readFile } from "node:fs/promises";
import { copyFixture, fixturePath, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";

/** The documented patterns, each a line's first cell between backticks. */
async function documentedPatterns(): Promise<string[]> {
  const page = await readFile(fixturePath("../docs/reasons.md"), "utf8");
  const cells = page.split("\n").flatMap((line) => /^\| (`.*?`)\s+\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => cell.split(", ").map((code) => code.slice(1, -1)));
}

/** `<n>` is a number, any other `<word>` some text. */
function matcherOf(pattern: string): RegExp {
  const parts = pattern.split(/(<[a-z ]+>)/).map((part) => {
    if (part === "<n>") return String.raw`\d+`;
    return /^<[a-z ]+>$/.test(part) ? ".+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`);
}

/** Every reason that enriching a fixture gives: of changes, of what is withheld, of pending symbols. */
async function reasonsIn(fixture: string): Promise<string[]> {
  await using workspace = await copyFixture(fixture);
  const { report } = await enrich({ modules: [], dryRun: true }, testContext(workspace.root));
  return report.modules.flatMap(({ changes, withheld }) => [
    ...changes.flatMap((change) => change.reasons),
    ...withheld.map(({ reason }) => reason),
    ...changes
      .filter(({ field }) => field === "apis_pending")
      .flatMap((change) => Object.values(change.new as Record<string, { reason: string }>).map(({ reason }) => reason)),
  ]);
}

describe("docs/reasons.md", () => {
  it("documents each reason once", async () => {
    const patterns = await documentedPatterns();
    expect(patterns.length).toBeGreaterThan(40);
    const kinds = patterns.filter((pattern) => pattern !== "components:<n>" && pattern !== "pattern:<patterns>");
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it.each(["aurora", "broken", "cases/billing-example/input"])("knows every reason that %s gives", async (fixture) => {
    const matchers = (await documentedPatterns()).map(matcherOf);
    const reasons = await reasonsIn(fixture);
    expect(reasons.length).toBeGreaterThan(5);
    expect(reasons.filter((reason) => !matchers.some((matcher) => matcher.test(reason)))).toEqual([]);
  });
});
