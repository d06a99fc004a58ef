import type { Flags } from "@t4/contracts";
import type { CodeText } from "./gate.ts";
import { GATES } from "./gate-list.ts";

/** A gate as `t4 gates` lists it. */
export interface ListedGate {
  id: string;
  question: string;
  /** False when the flags turn it off. */
  on: boolean;
  codes: Readonly<Record<string, CodeText>>;
}

/** Every gate, in the order in which they run. */
export function listGates({ gates }: Pick<Flags, "gates">): ListedGate[] {
  return GATES.map(({ id, question, codes }) => ({ id, question, on: gates[id] !== false, codes }));
}
