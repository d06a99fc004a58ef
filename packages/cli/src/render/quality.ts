import type { JsonReport } from "@t4/workflows/gate-reports";
import type { Style } from "../style.ts";

/** Every finding with its fix, then one line a gate. */
export function renderQuality({ gates, findings }: JsonReport, style: Style): string {
  const found = findings.map(
    ({ gate, code, file, line, column, message, fix }) =>
      `${style.bold(`${file}:${line}:${column}`)} ${gate}/${code} ${message}\n  ${style.dim("fix:")} ${fix}\n`,
  );
  const lines = gates.map(
    ({ id, verdict, because }) => `${verdict} ${id}${because === undefined ? "" : `: ${because.join("; ")}`}\n`,
  );
  return `${found.join("")}${lines.join("")}`;
}
