import type { Check, DoctorReport } from "@t4/workflows/doctor";
import type { Style } from "../style.ts";
import { wrap } from "./wrap.ts";

/** A line a thing: its state, its name, one sentence; below it how to get it. Then a line that sums up. */
export function renderDoctor({ checks, healthy }: DoctorReport, width: number, style: Style): string {
  const idWidth = Math.max(...checks.map(({ id }) => id.length));
  const indent = " ".repeat(STATE_WIDTH + idWidth + 4);
  const room = Math.max(40, width - indent.length);
  const hanging = (text: string): string => wrap(text, room, "").replaceAll("\n", `\n${indent}`);
  const lines = checks.map(({ id, state, message, fix }) => {
    const head = `${MARKS[state](style)}  ${style.bold(id.padEnd(idWidth))}  ${hanging(message)}\n`;
    const how = state === "broken" ? "mend it:" : "get it:";
    return fix === null ? head : `${head}${indent}${hanging(`${how} ${fix}`).replace(how, style.dim(how))}\n`;
  });
  return `${lines.join("")}\n${summary(checks, healthy)}\n`;
}

const STATE_WIDTH = 7;
const MARKS: Readonly<Record<Check["state"], (style: Style) => string>> = {
  ok: (style) => style.green("ok".padEnd(STATE_WIDTH)),
  missing: (style) => style.yellow("missing"),
  broken: (style) => style.red("broken".padEnd(STATE_WIDTH)),
};

function summary(checks: readonly Check[], healthy: boolean): string {
  const counts = (["ok", "missing", "broken"] as const).flatMap((state) => {
    const number = checks.filter((check) => check.state === state).length;
    return number === 0 ? [] : `${number} ${state}`;
  });
  return `${counts.join(", ")}: ${verdict(checks, healthy)}`;
}

function verdict(checks: readonly Check[], healthy: boolean): string {
  if (healthy) return "T4 can work here";
  return checks.some(({ state }) => state === "broken")
    ? "something has to be mended"
    : "there is nothing to work on yet";
}
