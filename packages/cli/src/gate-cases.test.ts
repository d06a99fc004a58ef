import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  applyFixes,
  CASE_NOW,
  findPython,
  type GateCase,
  openGateCase,
  readGateCases,
  REPOSITORY,
  runT4,
  testContext,
} from "@t4/testkit";
import { nodeFiles } from "@t4/core";
import { exitOf, jsonReport } from "@t4/workflows/gate-reports";
import { quality } from "@t4/workflows/quality";
import { describe, expect, it } from "vitest";

const cases = await readGateCases();

/** In the long suite, `vitest run --mode long`, the cases that only vary what another one shows; else one for each code and verdict of each gate. */
const isLong = process.env["MODE"] === "long";
const typical = new Set(firstOfEach(cases));
const judged = cases.filter((each) => typical.has(each) !== isLong);

function firstOfEach(all: readonly GateCase[]): GateCase[] {
  const seen = new Map<string, GateCase>();
  for (const each of all) {
    const shown = each.expect?.map(({ code }) => code) ?? [];
    for (const what of [each.verdict, ...shown]) {
      const key = `${each.gate} ${what}`;
      if (!seen.has(key)) seen.set(key, each);
    }
  }
  return [...seen.values()];
}

interface Judged {
  gates: { id: string; verdict: string; because?: string[]; waived: number }[];
  findings: { gate: string; fingerprint: string; code: string; fix: string; waived?: object }[];
  exit: number | undefined;
}

/** What the gate of a case is said to be, and its findings; of other gates that run with it, only how many findings are waived. */
async function judge(root: string, of: GateCase) {
  const { gates, findings, exit } = of.args === undefined ? await judgeHere(root, of) : await judgeByCommand(root, of);
  return {
    gates: gates.filter(({ id }) => id === of.gate),
    waived: gates.reduce((sum, { waived }) => sum + waived, 0),
    findings: findings.filter((finding) => finding.gate === of.gate),
    exit,
  };
}

async function judgeHere(root: string, { gate, runs = [gate] }: GateCase): Promise<Judged> {
  const gates = runs.filter((id) => id !== "waivers");
  const report = await quality({ gates }, testContext(root, nodeFiles, CASE_NOW));
  return { ...jsonReport(report), exit: exitOf(report) };
}

async function judgeByCommand(root: string, { gate, runs = [gate], args = [] }: GateCase): Promise<Judged> {
  const run = await runT4(["gate", ...runs, ...args, "--format", "json", "--now", CASE_NOW], { root });
  if (run.stdout === "") throw new Error(run.stderr);
  return { ...(JSON.parse(run.stdout) as Judged), exit: run.exitCode };
}

/** Every code, `gate/code`, as `t4 gates` and the documentation list them. */
async function listCodes(): Promise<string[]> {
  const docs = await readFile(join(REPOSITORY, "docs/gates.md"), "utf8");
  return docs.split(/^## /m).flatMap((section) => {
    const [gate] = section.split("\n");
    return [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => `${gate}/${code}`);
  });
}

describe("the cases", () => {
  it("show every code of every gate", async () => {
    const shown = new Set(cases.flatMap(({ gate, expect: list = [] }) => list.map(({ code }) => `${gate}/${code}`)));
    const codes = await listCodes();
    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter((code) => !shown.has(code))).toEqual([]);
    expect([...shown].filter((code) => !codes.includes(code))).toEqual([]);
  });

  it("hold somewhere, for every gate", async () => {
    const holding = new Set(cases.filter(({ verdict }) => verdict === "held").map(({ gate }) => gate));
    const gates = new Set((await listCodes()).map((code) => code.split("/")[0] ?? ""));
    expect(gates.size).toBe(15);
    expect([...gates].filter((gate) => !holding.has(gate))).toEqual([]);
  });
});

const EXITS: Record<GateCase["verdict"], number> = { held: 0, inapplicable: 0, broken: 1, undecidable: 3 };

describe.each([...new Set(judged.map(({ gate }) => gate))])("gate %s", (gate) => {
  it.concurrent.for(judged.filter((each) => each.gate === gate))("$name", async (each, { skip }) => {
    skip(
      each.python !== undefined && (await findPython(each.python)) === undefined,
      "no python can import what it needs",
    );
    await using workspace = await openGateCase(each);
    const before = await judge(workspace.root, each);
    expect(before.gates).toMatchObject([
      { id: each.gate, verdict: each.verdict, ...(each.because !== undefined && { because: each.because }) },
    ]);
    expect(before.exit).toBe(EXITS[each.verdict]);
    const expected = each.expect ?? [];
    expect(before.findings).toMatchObject(expected);
    if (each.waived !== undefined) expect(before.waived).toBe(each.waived);
    if (expected.length === 0) return;
    await applyFixes(
      workspace.root,
      each,
      expected.map(({ fix }) => fix),
    );
    const after = await judge(workspace.root, each);
    const left = new Set(after.findings.map(({ fingerprint }) => fingerprint));
    expect(before.findings.filter(({ fingerprint }) => left.has(fingerprint))).toEqual([]);
  });
});
