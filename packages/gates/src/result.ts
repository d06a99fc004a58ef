import type { GateId, Waiver } from "@t4/contracts";

/** `held`, `broken` (with findings), `inapplicable` (says why), `undecidable` (could not be measured; says what is missing). */
export type Verdict = "held" | "broken" | "inapplicable" | "undecidable";

/** The gates, and the check of the waivers beside them. */
export type ResultId = GateId | "waivers";

/** A finding as reports show it; lines and columns are 1-based. */
export interface JudgedFinding {
  gate: ResultId;
  code: string;
  module?: string;
  file: string;
  line: number;
  column: number;
  pointer?: string;
  message: string;
  fix: string;
  fingerprint: string;
  /** Who took it upon themselves until when; such a finding breaks nothing. */
  waived?: Pick<Waiver, "reason" | "owner" | "expires">;
}

/** What became of a gate. */
export interface GateResult {
  id: ResultId;
  question: string;
  verdict: Verdict;
  /** Those that break the gate, sorted by file and place. */
  findings: JudgedFinding[];
  /** Those that would, but for a waiver. */
  waived: JudgedFinding[];
  /** Why it is inapplicable, or what could not be measured, a sentence each. */
  because: string[];
  /** How many of what the gate counts it looked at. */
  measured: number;
  /** What it counts, in the plural. */
  counts: string;
  /** Wall time, the facts that it was the first to need included. */
  ms: number;
  /** The stack of a gate that threw. */
  stack?: string;
}

/** What all gates of a run came to. */
export interface GateReport {
  /** True when no gate is broken or undecidable. */
  ok: boolean;
  gates: GateResult[];
}

/** 0 held, 1 broken, 3 could not be measured. Broken comes first: there is something to mend. */
export function exitOf({ gates }: GateReport): 0 | 1 | 3 {
  if (gates.some(({ verdict }) => verdict === "broken")) return 1;
  return gates.some(({ verdict }) => verdict === "undecidable") ? 3 : 0;
}
