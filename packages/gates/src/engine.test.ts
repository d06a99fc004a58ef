import { DEFAULT_FLAGS } from "@t4/contracts";
import { T4Error } from "@t4/core";
import { describe, expect, it } from "vitest";
import { runGates, type GateRun } from "./engine.ts";
import type { AnyGate, GateFinding } from "./gate.ts";
import { exitOf, type GateReport } from "./result.ts";
import { fileAt, findingOf, gateThat, sourceOf, waiverOf } from "./test-gates.ts";
import type { WaiverFile } from "./waivers.ts";

const waivers = (...list: WaiverFile["waivers"]): WaiverFile => ({
  file: fileAt("t4.waivers.json"),
  waivers: list,
  problem: undefined,
});

function run(gates: AnyGate[], more: Partial<GateRun> = {}): Promise<GateReport> {
  return runGates({ gates, source: sourceOf(), waivers: undefined, scope: undefined, elapsed: () => 0, ...more });
}

function failing(error: Error): GateRun["source"] {
  return sourceOf({
    queue: async () => {
      throw error;
    },
  });
}

async function fingerprintIn(finding: GateFinding): Promise<string | undefined> {
  return (await run([gateThat({ findings: [finding] })])).gates[0]?.findings[0]?.fingerprint;
}

describe("the verdict of a gate", () => {
  it("holds when something was measured and nothing was found", async () => {
    const report = await run([gateThat({ measured: 1 })]);
    expect(report).toMatchObject({ ok: true, gates: [{ verdict: "held", measured: 1, because: [] }] });
    expect(exitOf(report)).toBe(0);
  });

  it("does not hold when nothing was measured", async () => {
    const report = await run([gateThat({ inapplicable: "no module has tests" })]);
    expect(report).toMatchObject({ ok: true, gates: [{ verdict: "inapplicable", because: ["no module has tests"] }] });
    expect((await run([gateThat({})])).gates[0]).toMatchObject({ because: ["there are no modules"] });
  });

  it("is undecidable when something could not be measured, whatever else was", async () => {
    const report = await run([gateThat({ measured: 9, unmeasured: ["a/x.json cannot be read"] })]);
    expect(report).toMatchObject({
      ok: false,
      gates: [{ verdict: "undecidable", because: ["a/x.json cannot be read"] }],
    });
    expect(exitOf(report)).toBe(3);
  });

  it("says that nothing was touched, where that is why it does not apply", async () => {
    const source = sourceOf({ assessments: () => Promise.resolve([]) });
    const gates = [gateThat({}, { needs: ["assessments"] }), gateThat({}, { id: "queue", counts: "items" })];
    const of = async (scope: ReadonlySet<string>) =>
      (await run(gates, { source, scope })).gates.map(({ because }) => because);
    expect(await of(new Set())).toEqual([["no module was touched"], ["there are no items"]]);
    gates[0] = gateThat({ inapplicable: "no module has tests" }, { needs: ["assessments"] });
    expect(await of(new Set(["a"]))).toEqual([["of what was touched: no module has tests"], ["there are no items"]]);
  });

  it("is broken by a finding, also where something could not be measured", async () => {
    const report = await run([gateThat({ findings: [findingOf()], measured: 1, unmeasured: ["x is gone"] })]);
    expect(report).toMatchObject({ ok: false, gates: [{ verdict: "broken", because: ["x is gone"] }] });
    expect(exitOf(report)).toBe(1);
  });

  it("is undecidable, with its stack, when the gate throws", async () => {
    const throwing = gateThat(
      {},
      {
        judge: () => {
          throw new TypeError("no such thing");
        },
      },
    );
    const report = await run([throwing, gateThat({ measured: 1 }, { id: "mqi" })]);
    expect(report.gates).toMatchObject([
      { verdict: "undecidable", stack: expect.stringContaining("engine.test.ts") },
      { verdict: "held" },
    ]);
    expect(report.gates[0]?.because[0]).toContain("no such thing");
    expect(exitOf(report)).toBe(3);
  });

  it("is undecidable when a fact cannot be loaded, by an error of T4's or by a bug", async () => {
    const needing = gateThat({ measured: 1 }, { needs: ["queue"] });
    const known = await run([needing], {
      source: failing(new T4Error("E_GIT", "git did not answer", { hint: "Install git." })),
    });
    expect(known.gates).toMatchObject([{ verdict: "undecidable", because: ["git did not answer. Install git."] }]);
    expect(known.gates[0]).not.toHaveProperty("stack");
    const bug = await run([needing], { source: failing(new Error("oops")) });
    expect(bug.gates).toMatchObject([{ verdict: "undecidable", stack: expect.any(String) }]);
  });

  it("is undecidable when the flags are at fault, but for the gate that judges them", async () => {
    const source = sourceOf({
      flags: () => Promise.reject(new T4Error("E_CONFIG", "schemas/flags.json: unknown key")),
      validity: () => Promise.resolve({ checked: 1, problems: [], unmeasured: [] }),
    });
    const gates = [gateThat({ measured: 1 }, { id: "schema", needs: ["validity"] }), gateThat({ measured: 1 })];
    expect((await run(gates, { source })).gates).toMatchObject([{ verdict: "held" }, { verdict: "undecidable" }]);
  });

  it("says so when the flags turn it off", async () => {
    const flags = { ...DEFAULT_FLAGS, gates: { ...DEFAULT_FLAGS.gates, coverage: false } };
    const report = await run([gateThat({ findings: [findingOf()] })], {
      source: sourceOf({ flags: () => Promise.resolve(flags) }),
    });
    expect(report.gates).toMatchObject([{ verdict: "inapplicable", because: ["it is turned off in the flags"] }]);
  });
});

describe("the engine", () => {
  it("loads each fact once, and none that no gate needs", async () => {
    let loads = 0;
    const source = sourceOf({
      assessments: () => {
        loads += 1;
        return Promise.resolve([]);
      },
      queue: () => Promise.reject(new Error("nobody asked")),
    });
    const gates = [
      gateThat({ measured: 1 }, { needs: ["assessments"] }),
      gateThat({ measured: 1 }, { id: "coverage", needs: [] }),
      gateThat({ measured: 1 }, { id: "mqi", needs: ["assessments"] }),
    ];
    expect((await run(gates, { source })).ok).toBe(true);
    expect(loads).toBe(1);
  });

  it("verifies the ledger before anything else is loaded, and reports in the order given", async () => {
    const asked: string[] = [];
    const source = sourceOf({
      assessments: async () => {
        asked.push("assessments");
        return [];
      },
      ledger: async () => {
        asked.push("ledger");
        return { findings: [], unmeasured: [], runs: 1 };
      },
    });
    const gates = [
      gateThat({ measured: 1 }, { needs: ["assessments"] }),
      gateThat({ measured: 1 }, { id: "ledger", needs: ["ledger"] }),
      gateThat({ measured: 1 }, { id: "mqi", needs: ["assessments"] }),
    ];
    expect((await run(gates, { source })).gates.map(({ id }) => id)).toEqual(["coverage", "ledger", "mqi"]);
    expect(asked).toEqual(["ledger", "assessments"]);
  });

  it("sorts findings by place and fills in the start of the file", async () => {
    const findings = [
      findingOf({ file: "b", line: 2 }),
      findingOf({ file: "b", line: undefined, column: undefined }),
      findingOf({ file: "a", line: 9 }),
    ];
    const [gate] = (await run([gateThat({ findings })])).gates;
    expect(gate?.findings.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      "a:9:5",
      "b:1:1",
      "b:2:5",
    ]);
  });

  it("knows a finding again on another line, and tells it from one of another subject, code or module", async () => {
    const first = await fingerprintIn(findingOf());
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(await fingerprintIn(findingOf({ line: 99, message: "coverage is 72 %" }))).toBe(first);
    for (const other of [{ subject: "x" }, { code: "unmeasured" }, { module: "ledger" }, { module: undefined }]) {
      expect(await fingerprintIn(findingOf(other))).not.toBe(first);
    }
  });
});

function at(now: string): Promise<GateReport> {
  const source = sourceOf({ now: () => Promise.resolve(now) });
  return run([gateThat({ findings: [findingOf()], measured: 1 })], {
    source,
    waivers: waivers(waiverOf({ expires: "2026-11-21" })),
  });
}

describe("waivers", () => {
  const broken = gateThat({ findings: [findingOf()], measured: 1 });

  it("let a finding stand, shown as waived", async () => {
    const report = await run([broken], { waivers: waivers(waiverOf()) });
    expect(report.gates).toMatchObject([
      { verdict: "held", findings: [], waived: [{ waived: { owner: "owner@example.org", expires: "2026-12-31" } }] },
      { id: "waivers", verdict: "held", measured: 1 },
    ]);
    expect(exitOf(report)).toBe(0);
  });

  it.each([
    ["another gate", { gate: "slo" as const }],
    ["another module", { module: "ledger" }],
    ["another code", { code: "unmeasured" }],
    ["another fingerprint", { fingerprint: "0000000000000000" }],
  ])("of %s do not", async (_, more) => {
    const report = await run([broken], { waivers: waivers(waiverOf(more)) });
    expect(report.gates[0]).toMatchObject({ verdict: "broken", waived: [] });
    expect(exitOf(report)).toBe(1);
  });

  it("reach by code and by fingerprint", async () => {
    const fingerprint = (await run([broken])).gates[0]?.findings[0]?.fingerprint;
    const report = await run([broken], { waivers: waivers(waiverOf({ code: "below-target", fingerprint })) });
    expect(report.ok).toBe(true);
  });

  it("count on their last day, and are broken themselves from the day after", async () => {
    expect((await at("2026-11-21T23:59:59Z")).ok).toBe(true);
    const later = await at("2026-11-22T00:00:00Z");
    expect(later.gates).toMatchObject([
      { verdict: "broken", waived: [] },
      { id: "waivers", verdict: "broken", findings: [{ code: "expired", module: "billing", file: "t4.waivers.json" }] },
    ]);
  });

  it("that match nothing are broken", async () => {
    const report = await run([gateThat({ measured: 1 })], { waivers: waivers(waiverOf()) });
    expect(report.gates).toMatchObject([
      { verdict: "held" },
      { verdict: "broken", findings: [{ code: "stale", pointer: "/waivers/0" }] },
    ]);
    expect(exitOf(report)).toBe(1);
  });

  it("that match nothing of a gate that does not apply are broken, unless the flags turn it off", async () => {
    const waiver = waivers(waiverOf({ module: "nosuch" }));
    const report = await run([gateThat({})], { waivers: waiver });
    expect(report.gates).toMatchObject([
      { verdict: "inapplicable" },
      { findings: [{ code: "stale", module: "nosuch" }] },
    ]);
    const flags = { ...DEFAULT_FLAGS, gates: { ...DEFAULT_FLAGS.gates, coverage: false } };
    const source = sourceOf({ flags: () => Promise.resolve(flags) });
    expect((await run([gateThat({})], { waivers: waiver, source })).gates[1]).toMatchObject({ verdict: "held" });
  });

  it.each([
    ["the gate did not run", [gateThat({ measured: 1 }, { id: "mqi" })], {}],
    ["the gate could not be measured", [gateThat({ unmeasured: ["x"] })], {}],
    ["the module is out of scope", [gateThat({ measured: 1 })], { scope: new Set(["ledger"]) }],
  ])("are not said to match nothing when %s", async (_, gates, more) => {
    const report = await run(gates, { waivers: waivers(waiverOf()), ...more });
    expect(report.gates.at(-1)).toMatchObject({ id: "waivers", verdict: "held" });
  });

  it("of a file that does not validate turn nothing green", async () => {
    const problem = {
      code: "E_CONFIG",
      severity: "error" as const,
      file: "t4.waivers.json",
      line: 4,
      column: 5,
      message: "lacks owner",
      fix: "Add it.",
    };
    const report = await run([broken], { waivers: { ...waivers(), problem } });
    expect(report.gates).toMatchObject([
      { verdict: "broken" },
      { id: "waivers", verdict: "broken", findings: [{ code: "malformed", line: 4 }] },
    ]);
  });

  it("never turn what could not be measured green", async () => {
    const report = await run([gateThat({ findings: [findingOf()], unmeasured: ["x"] })], {
      waivers: waivers(waiverOf()),
    });
    expect(report.gates[0]).toMatchObject({ verdict: "undecidable", waived: [{ code: "below-target" }] });
    expect(exitOf(report)).toBe(3);
  });

  it("do not reach findings of the whole workspace", async () => {
    const report = await run([gateThat({ findings: [findingOf({ module: undefined })] })], {
      waivers: waivers(waiverOf()),
    });
    expect(report.gates[0]?.verdict).toBe("broken");
  });
});
