import type { ModuleVerdict, TrendsReport } from "@t4/workflows/trends";
import type { Style } from "../style.ts";
import { renderGeneration } from "./generation.ts";

/** What left the noise, a line each, how much cannot be told, and one line a file. */
export function renderTrends(report: TrendsReport, diffs: readonly string[], style: Style): string {
  const told = report.verdicts.flatMap((verdict) => changeLine(verdict, style));
  const open = report.verdicts.filter(({ outcome }) => outcome === "inconclusive");
  return `${told.join("")}${inconclusive(open)}${renderGeneration(report, diffs, style)}`;
}

function changeLine({ module, outcome, changes }: ModuleVerdict, style: Style): string[] {
  const last = changes.at(-1);
  if (last === undefined || (outcome !== "regression" && outcome !== "improvement")) return [];
  const { before, after, change, since, runs } = last;
  const word = outcome === "regression" ? style.red("regression:") : style.green("improvement:");
  const share = `${change > 0 ? "+" : ""}${Math.round(change * 100)} %`;
  const from = `${showMs(before)} to ${showMs(after)} ms`;
  return [`${word} ${module} from ${from} (${share}) since ${since.slice(0, 10)}, in ${runs} measurements\n`];
}

function showMs(value: number): number {
  return Number(value.toPrecision(3));
}

/** The first few with what they lack. */
function inconclusive(verdicts: readonly ModuleVerdict[]): string {
  const lines = verdicts.slice(0, 3).map(({ module, because }) => `inconclusive: ${module}: ${because}\n`);
  const more = verdicts.length - lines.length;
  return lines.join("") + (more > 0 ? `inconclusive: ${more} more, see --format json\n` : "");
}
