import type { AnyGate, CodeText } from "../gate.ts";
import { GATES } from "../gate-list.ts";
import type { GateReport, JudgedFinding, ResultId } from "../result.ts";
import { WAIVER_CODES } from "../waivers.ts";

/** What every reporter is given. */
export interface ReportInput {
  report: GateReport;
  /** T4's version. */
  version: string;
  /** The time of the report, ISO 8601. */
  now: string;
  /** The way from the checkout to the workspace, ending in `/`; empty where they are one. GitHub knows files by their path in the checkout. */
  prefix: string;
}

/** A rule of a report: a gate's code. */
export interface Rule extends CodeText {
  /** Such as `coverage/below-target`. */
  id: string;
}

/** Every code of every gate, and of the waivers, in the order of the gates. */
export function listRules(gates: readonly Pick<AnyGate, "id" | "codes">[] = GATES): Rule[] {
  const all: { id: ResultId; codes: Readonly<Record<string, CodeText>> }[] = [
    ...gates,
    { id: "waivers", codes: WAIVER_CODES },
  ];
  return all.flatMap(({ id, codes }) =>
    Object.entries(codes).map(([code, { says, fix }]) => ({ id: `${id}/${code}`, says, fix })),
  );
}

/** The rule that a finding breaks. */
export function ruleOf({ gate, code }: JudgedFinding): string {
  return `${gate}/${code}`;
}

/** `3 findings`, `1 finding`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
