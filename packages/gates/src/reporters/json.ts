import type { GateReport, JudgedFinding, ResultId, Verdict } from "../result.ts";

/** What `schemas/quality.report.schema.json` describes, without the part that every command's document has. */
export interface JsonReport {
  ok: boolean;
  gates: {
    id: ResultId;
    verdict: Verdict;
    /** How many findings break it. */
    findings: number;
    /** How many findings are waived. */
    waived: number;
    /** Why it is inapplicable, or what could not be measured. */
    because?: string[];
    measured: number;
    /** What was measured, in the plural. */
    counts: string;
    ms: number;
  }[];
  /** Of every gate, the waived ones too. */
  findings: JudgedFinding[];
}

/** The report as one document, the same in form whatever was found. */
export function jsonReport({ ok, gates }: GateReport): JsonReport {
  return {
    ok,
    gates: gates.map(({ id, verdict, findings, waived, because, measured, counts, ms }) => ({
      id,
      verdict,
      findings: findings.length,
      waived: waived.length,
      ...(because.length > 0 && { because }),
      measured,
      counts,
      ms: Math.round(ms),
    })),
    findings: gates.flatMap(({ findings, waived }) => [...findings, ...waived]),
  };
}
