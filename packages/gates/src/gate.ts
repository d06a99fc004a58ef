import type { Flags, GateId } from "@t4/contracts";
import type { Finding } from "@t4/core";
import type { FactName, Facts } from "./facts.ts";

/** What a finding code of a gate says, for docs/gates.md and for rules in reports. */
export interface CodeText {
  /** What is wrong, in general: a sentence. */
  says: string;
  /** What mends it, in general: a sentence. */
  fix: string;
}

/**
 * Something that breaks a gate, at its place. `message` says what is wrong with the actual value; `fix` is an edit, or a command between
 * backticks, that mends it. A finding without a line stands at the start of its file; one without a module belongs to the whole workspace.
 */
export interface GateFinding extends Omit<Finding, "severity"> {
  /** What the finding is about, whatever line it stands on: a field, a link's target, a symbol. Same subject, same fingerprint. */
  subject: string;
}

/** What a gate made of its facts. The verdict follows: findings break it, what could not be measured leaves it undecided, nothing measured makes it inapplicable. */
export interface Judgement {
  findings: GateFinding[];
  /** How many of what the gate `counts` it could look at. */
  measured: number;
  /** What it should have looked at and could not, a sentence each. */
  unmeasured: string[];
  /** Why there was nothing to look at; needed where `measured` can be 0. */
  inapplicable?: string;
}

/** A yes/no question about the workspace. Pure: a gate reads no file, clock or environment. */
export interface Gate<Need extends FactName = FactName> {
  id: GateId;
  /** The question that `held` answers with yes. */
  question: string;
  /** What it looks at, in the plural: "manifests". */
  counts: string;
  needs: readonly Need[];
  codes: Readonly<Record<string, CodeText>>;
  judge(facts: Pick<Facts, Need>, flags: Flags): Judgement;
}

/** A gate as a value of the list of all: fixes its needs to the facts that `judge` may see. */
export function defineGate<Need extends FactName>(gate: Gate<Need>): Gate<Need> {
  return gate;
}

/** Any gate, whatever it needs. */
export type AnyGate = Omit<Gate, "judge"> & { judge(facts: Facts, flags: Flags): Judgement };
