import { applyFixes, CASE_NOW, findPython, type GateCase, openGateCase, readGateCases, runT4 } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const cases = await readGateCases();

interface Judged {
  gates: { id: string; verdict: string; because?: string[] }[];
  findings: { fingerprint: string; code: string; fix: string }[];
}

async function judge(root: string, { gate, args = [] }: GateCase): Promise<Judged & { exit: number | undefined }> {
  const run = await runT4(["gate", gate, ...args, "--format", "json", "--now", CASE_NOW], { root });
  if (run.stdout === "") throw new Error(run.stderr);
  return { ...(JSON.parse(run.stdout) as Judged), exit: run.exitCode };
}

const EXITS: Record<GateCase["verdict"], number> = { held: 0, inapplicable: 0, broken: 1, undecidable: 3 };

describe.each([...new Set(cases.map(({ gate }) => gate))])("gate %s", (gate) => {
  it.concurrent.for(cases.filter((each) => each.gate === gate))("$name", async (each, { skip }) => {
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
