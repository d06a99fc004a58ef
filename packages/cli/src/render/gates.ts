import type { ListedGate } from "@t4/workflows/gates";
import type { Style } from "../style.ts";

/** One line a gate: its id and its question. */
export function renderGates({ gates }: { gates: ListedGate[] }, style: Style): string {
  const width = Math.max(...gates.map(({ id }) => id.length));
  return gates
    .map(({ id, question, on }) => `${style.bold(id.padEnd(width))}  ${question}${on ? "" : style.yellow(" (off)")}\n`)
    .join("");
}
