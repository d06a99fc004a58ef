import { DEFAULT_FLAGS, type Waiver } from "@t4/contracts";
import type { FactSource, LocatedFile } from "./facts.ts";
import type { AnyGate, GateFinding, Judgement } from "./gate.ts";
import type { GateReport, GateResult, JudgedFinding } from "./result.ts";

export const NOW = "2026-11-21T09:00:00Z";

/** A source that has no facts but the time and the flags, and those that are given. */
export function sourceOf(given: Partial<FactSource> = {}): FactSource {
  const source = { now: () => Promise.resolve(NOW), flags: () => Promise.resolve(DEFAULT_FLAGS), ...given };
  return source as Partial<FactSource> as FactSource;
}

/** A gate that gives the same judgement of whatever it needs. */
export function gateThat(judgement: Partial<Judgement>, more: Partial<AnyGate> = {}): AnyGate {
  return {
    id: "coverage",
    question: "Is it covered?",
    counts: "modules",
    needs: [],
    codes: {},
    judge: () => ({ findings: [], measured: 0, unmeasured: [], ...judgement }),
    ...more,
  };
}

/** A finding of the module `billing`. */
export function findingOf(more: Partial<GateFinding> = {}): GateFinding {
  return {
    code: "below-target",
    module: "billing",
    file: "billing/module.manifest.json",
    line: 3,
    column: 5,
    message: "coverage is 71 %, its target 80 %",
    fix: "Add tests, then `t4 cov billing`",
    subject: "coverage",
    ...more,
  };
}

/** A waiver of everything that the gate `coverage` finds in `billing`. */
export function waiverOf(more: Partial<Waiver> = {}): Waiver {
  return { gate: "coverage", module: "billing", ...PROMISE, ...more };
}

const PROMISE = { reason: "the port is under way", owner: "owner@example.org", expires: "2026-12-31" };

/** A file in which a pointer's line is the number of its segments, plus one. */
export function fileAt(path: string): LocatedFile {
  return { path, at: (pointer) => ({ line: pointer.split("/").length, column: 1 }) };
}

/** A finding as reports get it. */
export function judged(more: Partial<JudgedFinding> = {}): JudgedFinding {
  const { subject: _, ...finding } = findingOf();
  return {
    gate: "coverage",
    ...finding,
    module: "billing",
    pointer: "/testing/coverage_observed",
    line: 3,
    column: 5,
    fingerprint: "0123456789abcdef",
    ...more,
  };
}

/** What became of a gate: held, unless more is said. */
export function resultOf(more: Partial<GateResult> = {}): GateResult {
  const base = { question: "Is it covered?", verdict: "held" as const, findings: [], waived: [], because: [] };
  return { id: "coverage", ...base, measured: 2, counts: "modules", ms: 1.4, ...more };
}

/** A report; without gates given, one with a gate of every verdict. */
export function reportOf(gates: GateResult[] = ONE_OF_EACH): GateReport {
  return { ok: gates.every(({ verdict }) => verdict === "held" || verdict === "inapplicable"), gates };
}

const ODD = judged({
  file: "a b/größe/100%.json",
  message: '5 < 6 & "quoted" | `ticks`\r\n::error::@everyone',
  fix: "Say `t4 cov 'a b'`",
});
const WAIVED = judged({ module: "ledger", waived: PROMISE, fingerprint: "fedcba9876543210" });
const UNMEASURED = { measured: 0, question: "Is it so?" };

const ONE_OF_EACH: GateResult[] = [
  resultOf({ id: "schema", question: "Does every file validate?", measured: 3, counts: "files" }),
  resultOf({ verdict: "broken", findings: [judged(), ODD], waived: [WAIVED] }),
  resultOf({ ...UNMEASURED, id: "queue", verdict: "inapplicable", because: ["there is no queue"] }),
  resultOf({ ...UNMEASURED, id: "ledger", verdict: "undecidable", because: ["this clone is shallow"] }),
];
