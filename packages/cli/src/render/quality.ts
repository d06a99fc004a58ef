import { withoutFile } from "@t4/core";
import type { GateReport, JudgedFinding } from "@t4/workflows/gate-reports";
import { shownName } from "../shown.ts";
import type { Style } from "../style.ts";
import { wrap } from "./wrap.ts";

type GateResult = GateReport["gates"][number];

/** What a person is told of a run of gates. */
export interface QualityText {
  gates: GateResult[];
  /** The modules that were judged, where the run was narrowed. */
  modules?: string[] | undefined;
  /** Columns to stay within. */
  width: number;
  /** Also show times, and the stack of a gate that threw. */
  verbose: boolean;
}

/** Which modules were judged, where not all were; every finding with its fix, by module; then one line a gate. */
export function renderQuality({ gates, modules, width, verbose }: QualityText, style: Style): string {
  const findings = gates.flatMap((gate) => [...gate.findings, ...gate.waived]);
  const groups = groupByModule(findings).map(([module, group]) => renderGroup(module, group, { width, style }));
  const stacks = verbose
    ? gates.flatMap(({ id, stack }) => (stack === undefined ? [] : `${style.dim(`${id}: ${stack}`)}\n`))
    : [];
  const idWidth = Math.max(...gates.map(({ id }) => id.length));
  const lines = gates.map((gate) => summarize(gate, { idWidth, width, verbose, style }));
  const scope = modules === undefined ? "" : `${wrap(scopeOf(modules), width, "")}\n\n`;
  return [scope, ...groups, ...stacks, ...lines].join("");
}

const MOST_NAMED = 10;

function scopeOf(modules: readonly string[]): string {
  if (modules.length === 0) return "no module was touched; what belongs to the whole workspace was judged";
  const named = modules.slice(0, MOST_NAMED).join(", ");
  const more = modules.length - MOST_NAMED;
  return `judged: ${named}${more > 0 ? ` and ${more} more modules` : ""}`;
}

/** The workspace's own first, then the modules by name. */
function groupByModule(findings: readonly JudgedFinding[]): [module: string, group: JudgedFinding[]][] {
  const groups = new Map<string, JudgedFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.module ?? "");
    if (group === undefined) groups.set(finding.module ?? "", [finding]);
    else group.push(finding);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Look {
  width: number;
  style: Style;
}

function renderGroup(module: string, group: readonly JudgedFinding[], look: Look): string {
  const { style } = look;
  return `${style.bold(module === "" ? "the workspace" : shownName(module))}\n${group.map((finding) => renderFinding(finding, look)).join("")}\n`;
}

const INDENT = "    ";

function renderFinding(
  { gate, code, file, line, column, message, fix, waived }: JudgedFinding,
  { width, style }: Look,
): string {
  const rule = waived === undefined ? style.red(`${gate}/${code}`) : style.dim(`${gate}/${code}`);
  const room = width - INDENT.length;
  const said = [
    `  ${shownName(file)}:${line}:${column}  ${rule}`,
    `${INDENT}${wrap(withoutFile(message, file), room, INDENT)}`,
    waived === undefined
      ? `${INDENT}${style.dim("fix:")} ${wrap(fix, room - "fix: ".length, `${INDENT}     `)}`
      : `${INDENT}${style.dim("waived:")} ${wrap(`until ${waived.expires} by ${waived.owner}: ${waived.reason}`, room - "waived: ".length, INDENT)}`,
  ];
  return `${said.join("\n")}\n`;
}

const COLOURS: Record<GateResult["verdict"], keyof Style> = {
  held: "green",
  broken: "red",
  inapplicable: "dim",
  undecidable: "yellow",
};
const VERDICT_WIDTH = "inapplicable".length;

function summarize(
  gate: GateResult,
  { idWidth, width, verbose, style }: Look & { idWidth: number; verbose: boolean },
): string {
  const { id, verdict, because, ms } = gate;
  const head = `${style[COLOURS[verdict]](verdict.padEnd(VERDICT_WIDTH))}  ${id.padEnd(idWidth)}  `;
  const indent = " ".repeat(VERDICT_WIDTH + idWidth + 4);
  const counts = countsOf(gate);
  const time = verbose ? ` (${Math.round(ms)} ms)` : "";
  const told = [counts, mostOf(because)].filter((part) => part !== "").join("; ");
  return `${head}${wrap(`${told}${time}`, width - indent.length, indent)}`.trimEnd() + "\n";
}

function countsOf({ measured, counts, findings, waived }: GateResult): string {
  const parts = [
    measured === 0 ? "" : `${measured} ${measured === 1 ? counts.replace(/s$/, "") : counts}`,
    findings.length === 0 ? "" : `${findings.length} ${findings.length === 1 ? "finding" : "findings"}`,
    waived.length === 0 ? "" : `${waived.length} waived`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

const MOST_REASONS = 3;

function mostOf(because: readonly string[]): string {
  const more = because.length - MOST_REASONS;
  return [...because.slice(0, MOST_REASONS), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
