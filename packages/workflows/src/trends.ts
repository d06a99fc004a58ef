import { compareCodeUnits, joinPath, T4Error } from "@t4/core";
import { chronicle, claimedTimeOf, type Run } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import {
  benchCsv,
  benchRows,
  collectSeries,
  coverageCsv,
  coverageRows,
  holdsMeasurements,
  judgeSeries,
  type ModuleSeries,
  type RecordedEntry,
  type RecordedRun,
  type Verdict,
} from "@t4/trends";
import { type LedgerPlace, readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { generateFiles, type GenerationPlan, type GenerationReport, readGenerated } from "./generate-files.ts";
import { ledgerPlace, loadWorkspace } from "./open.ts";
import { readEntries } from "./run-values.ts";

/** What the newest benchmarks of a module say. */
export interface ModuleVerdict extends Verdict {
  module: string;
}

/** The files that were written or judged, and of each module with benchmarks what they say, by name. */
export interface TrendsReport extends GenerationReport {
  verdicts: ModuleVerdict[];
}

/**
 * Writes coverage_trend.csv and bench_trend.csv from the ledger, and with `html` a page of charts; with `check` says how they differ. Rows are in
 * the order of the ledger; a row's day is that of its measurement, or of the revert that restored it, unless those about it show that a clock was wrong. Throws `E_LEDGER`
 * when a measurement is not in the ledger any more, and as {@link generateFiles} does.
 */
export async function trends(
  { check, html }: { check: boolean; html: boolean },
  context: WorkflowContext,
): Promise<TrendsReport> {
  let verdicts: ModuleVerdict[] = [];
  const report = await generateFiles({ check }, context, async (settings) => {
    const series = collectSeries(await readMeasurements(ledgerPlace(settings)));
    verdicts = judgeAll(series);
    return planFiles(settings, series, html ? await drawPage(settings, { series, verdicts }, context) : []);
  });
  return { ...report, verdicts };
}

function judgeAll(series: readonly ModuleSeries[]): ModuleVerdict[] {
  return series
    .flatMap(({ module, bench }) => {
      const verdict = judgeSeries(bench);
      return verdict === undefined ? [] : [{ module, ...verdict }];
    })
    .sort((a, b) => compareCodeUnits(a.module, b.module));
}

type NamedText = [name: string, text: string];

async function planFiles(
  settings: Workspace,
  series: readonly ModuleSeries[],
  pages: readonly NamedText[],
): Promise<GenerationPlan> {
  const texts: NamedText[] = [
    ["coverage_trend.csv", coverageCsv(coverageRows(series))],
    ["bench_trend.csv", benchCsv(benchRows(series))],
    ...pages,
  ];
  const files = texts.map(async ([name, text]) => {
    const path = joinPath(settings.config.trends, name);
    return { path, text, present: await readGenerated(settings, path) };
  });
  return { modules: series.length, files: await Promise.all(files), findings: [] };
}

/** The library that draws is large, so it is loaded for those who ask for the page. */
async function drawPage(
  settings: Workspace,
  { series, verdicts }: { series: readonly ModuleSeries[]; verdicts: readonly ModuleVerdict[] },
  { progress }: WorkflowContext,
): Promise<NamedText[]> {
  const { trendsPage } = await import("@t4/trends/page");
  const { modules } = await loadWorkspace(settings);
  const measured = new Set(series.map(({ module }) => module));
  const unmeasured = modules.map(({ name }) => name).filter((name) => !measured.has(name));
  const page = trendsPage({ series, verdicts, unmeasured }, (done, total) => progress("charts", done, total));
  return [["index.html", page]];
}

/** Every run with what it changed of measurements, also one that changed none. Throws `E_LEDGER` when a value is lost: a trend without it would pass for whole. */
async function readMeasurements(place: LedgerPlace): Promise<RecordedRun[]> {
  const { runs } = await readLedger(place);
  const recorded: RecordedRun[] = [];
  for (const run of chronicle(runs)) {
    const entries = await readEntries(place, onlyMeasurements(run));
    recorded.push({
      at: claimedTimeOf(run),
      isRevert: run.header.op === "revert",
      entries: entries.flatMap((entry) => recordEntry(entry, run)),
    });
  }
  return recorded;
}

/** The run with only those changes that can hold measurements: others would have large values read for nothing. */
function onlyMeasurements(run: Run): Run {
  const { imported } = run;
  return {
    ...run,
    entries: run.entries.map(trim),
    ...(imported === undefined ? {} : { imported: imported.map(trim) }),
  };
}

function trim<E extends { changes: Run["entries"][number]["changes"] }>(entry: E): E {
  return { ...entry, changes: entry.changes.filter(({ field }) => holdsMeasurements(field)) };
}

function recordEntry(entry: Awaited<ReturnType<typeof readEntries>>[number], run: Run): RecordedEntry[] {
  const { module, path, after, changes } = entry;
  if (module === null || changes.length === 0) return [];
  return [
    {
      module,
      path,
      isRemoved: path !== null && after === null,
      changes: changes.map(({ change: { field }, value }) => {
        if (value !== undefined) return { field, value };
        const lost = `what run ${run.id.slice(0, 12)} wrote in ${field || "the whole"} of ${path} is not in the ledger any more`;
        throw new T4Error("E_LEDGER", lost, {
          file: path ?? undefined,
          hint: "Restore the ledger's `objects` folder from git; `t4 ledger verify` tells more.",
        });
      }),
    },
  ];
}
