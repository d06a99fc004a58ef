import { type Chart, type ChartLine, drawChart } from "./chart.ts";
import type { BenchRow, CoverageRow } from "./daily.ts";
import { markup, type Markup } from "./markup.ts";
import type { Verdict } from "./verdict.ts";
import { OUTCOMES, showChange, showNumber } from "./verdict-words.ts";

/** A module with what was measured of it, a row a day, oldest first. */
export interface Card {
  module: string;
  coverage: readonly CoverageRow[];
  bench: readonly BenchRow[];
  verdict: Verdict | undefined;
}

/** A module's part of the page: its newest figures in words, and a chart of each. */
export function moduleCard({ module, coverage, bench, verdict }: Card): Markup {
  return markup`<article>
    <h3>${module}</h3>
    ${coverageFigure(coverage)}${benchFigure(bench, verdict)}
  </article> `;
}

function coverageFigure(rows: readonly CoverageRow[]): Markup {
  const last = rows.at(-1);
  if (last === undefined) return markup`<p class="none">No coverage measured</p>`;
  const lowest = Math.min(...rows.map(({ pct }) => pct));
  const chart: Chart = {
    lines: [{ colour: "coverage", points: rows.map(({ date, pct }) => [date, pct]) }],
    marks: [],
    from: Math.max(0, Math.floor((lowest - 5) / 20) * 20),
    to: 100,
  };
  const delta = last.delta === null ? "" : `${signed(last.delta)} ${Math.abs(last.delta) === 1 ? "point" : "points"}`;
  return markup`<figure>
    <figcaption>
      <span><i class="swatch coverage"></i>Coverage</span> <b>${last.pct} %</b> <small>${delta}</small>
    </figcaption>
    ${drawChart(chart)}${datesOf(rows)}
  </figure>`;
}

function benchFigure(rows: readonly BenchRow[], verdict: Verdict | undefined): Markup {
  const last = rows.at(-1);
  if (last === undefined) return markup`<p class="none">No benchmark measured</p>`;
  const [p95, p50] = [lineOf(rows, "p95"), lineOf(rows, "p50")];
  const dates = new Set(rows.map(({ date }) => date));
  const marks = (verdict?.changes ?? [])
    .map(({ since, kind }) => ({ date: since.slice(0, "2026-11-21".length), colour: kind }))
    .filter(({ date }) => dates.has(date));
  const figures = [
    ["p95", last.p95],
    ["p50", last.p50],
  ] as const;
  const shown = figures.map(([name, value]) =>
    value === null
      ? markup``
      : markup`<span><i class="swatch ${name}"></i>${name}</span> <b>${showNumber(value)} ms</b> `,
  );
  const delta = last.deltaP95 === null ? "" : `p95 ${signed(last.deltaP95)} ms`;
  const lines = [p95, p50].filter(({ points }) => points.some(([, value]) => value !== null));
  const chart =
    lines.length === 0
      ? markup`<p class="none">Only a p99 of ${showNumber(last.p99 ?? 0)} ms</p>`
      : drawChart({ lines, marks, from: 0 });
  return markup`<figure>
    <figcaption>${shown}<small>${delta}</small></figcaption>
    ${chart}${datesOf(rows)}${judgement(verdict)}
  </figure>`;
}

/** Interrupted where the environment changes: what lies on both sides cannot be compared. */
function lineOf(rows: readonly BenchRow[], key: "p50" | "p95"): ChartLine {
  const points = rows.flatMap((row, index): [string, number | null][] => {
    const before = rows[index - 1];
    const isBroken = before !== undefined && before.environment !== row.environment;
    return [...(isBroken ? [[row.date, null] as [string, null]] : []), [row.date, row[key]]];
  });
  return { colour: key, points };
}

function datesOf(rows: readonly { date: string }[]): Markup {
  const [first, last] = [rows[0]?.date ?? "", rows.at(-1)?.date ?? ""];
  if (first === last) return markup`<p class="dates one"><time>${first}</time></p>`;
  return markup`<p class="dates"><time>${first}</time><time>${last}</time></p>`;
}

function judgement(verdict: Verdict | undefined): Markup {
  if (verdict === undefined) return markup``;
  const { outcome, because, changes } = verdict;
  const change = outcome === "regression" || outcome === "improvement" ? changes.at(-1) : undefined;
  const words = change === undefined ? (because ?? "") : showChange(change);
  return markup`<p class="verdict"><span class="badge ${outcome}">${OUTCOMES[outcome]}</span> ${words}</p>`;
}

function signed(value: number): string {
  const shown = showNumber(Math.abs(value));
  return value === 0 ? "±0" : `${value > 0 ? "+" : "−"}${shown}`;
}
