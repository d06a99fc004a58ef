import { compareFigures, type Comparison, EARLIER, RECENT } from "./compare.ts";
import type { BenchFigures } from "./measured.ts";
import type { Reading } from "./series.ts";

/** A change of a module's latency that left the noise. */
export interface LatencyChange {
  kind: "regression" | "improvement";
  /** When the first measurement of the new level was made. */
  since: string;
  /** How many measurements were made since. */
  runs: number;
  environment: string;
  /** The medians before and after, in milliseconds. */
  before: number;
  after: number;
  /** As a share of what was before, negative for an improvement. */
  change: number;
}

/** What the newest measurements of a module say. */
export interface Verdict {
  outcome: "regression" | "improvement" | "steady" | "inconclusive";
  /** Why nothing can be said; null otherwise. */
  because: string | null;
  /** Every change that left the noise, oldest first. */
  changes: LatencyChange[];
}

interface Dated extends BenchFigures {
  at: string;
}

/**
 * Follows a module's measurements and tells where its latency has changed. Only measurements of one environment are compared, and after a change only
 * those since. The outcome is about the newest measurement's environment. Undefined when nothing is measured.
 */
export function judgeSeries(readings: readonly Reading<BenchFigures>[]): Verdict | undefined {
  const standing = withoutUndone(readings);
  const newest = standing.at(-1);
  if (newest === undefined) return undefined;
  const known = [...new Set(standing.map(({ environment }) => environment))].filter((each) => each !== null);
  const judged = new Map(
    known.map((environment) => [
      environment,
      follow(
        standing.filter((each) => each.environment === environment),
        environment,
      ),
    ]),
  );
  const changes = [...judged.values()]
    .flatMap((each) => each.changes)
    .sort((a, b) => (a.since < b.since ? -1 : Number(a.since > b.since)));
  const current = newest.environment === null ? undefined : judged.get(newest.environment);
  if (current === undefined) {
    return { outcome: "inconclusive", because: "nobody says in which environment it was measured", changes };
  }
  return { outcome: current.outcome, because: current.because, changes };
}

/**
 * The measurements that stand. A revert undoes all since what it restores. A measurement that is told again, as by a job of CI that runs once more, was made once: it counts
 * where it was told first. What withdraws a measurement without undoing its run says nothing of how long anything took.
 */
function withoutUndone(readings: readonly Reading<BenchFigures>[]): Dated[] {
  const states: { figures: Dated | null; isAgain: boolean }[] = [{ figures: null, isAgain: false }];
  for (const { at, value, isRevert } of readings) {
    const known = states.findLastIndex(({ figures }) => isSame(figures, value));
    if (isRevert && known >= 0) states.splice(known + 1);
    else states.push({ figures: value && { at, ...value }, isAgain: known >= 0 && value?.observedAt !== null });
  }
  return states.flatMap(({ figures, isAgain }) => (figures === null || isAgain ? [] : [figures]));
}

function isSame(a: BenchFigures | null, b: BenchFigures | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.p50 === b.p50 &&
    a.p95 === b.p95 &&
    a.p99 === b.p99 &&
    a.environment === b.environment &&
    a.observedAt === b.observedAt
  );
}

/** What measurements of one environment say, in their order. */
function follow(measured: readonly Dated[], environment: string): Verdict {
  const changes: LatencyChange[] = [];
  let verdict: Omit<Verdict, "changes"> = tooFew(measured.length);
  let start = 0;
  for (let end = 1; end <= measured.length; end += 1) {
    const compared = compareAt(measured, start, end);
    if (compared === undefined) continue;
    const { outcome, because, split, ...figures } = compared;
    if (outcome === "steady" || outcome === "inconclusive") {
      verdict = { outcome, because };
      continue;
    }
    const kind = outcome === "slower" ? "regression" : "improvement";
    verdict = { outcome: kind, because: null };
    start = split;
    changes.push({ kind, since: measured[split]?.at ?? "", runs: measured.length - split, environment, ...figures });
  }
  return { ...verdict, changes };
}

/**
 * What the newest of the measurements from `start` to `end` say against those before them. As few of the newest are taken as show a change, the fewest when
 * none do; `split` is where they begin. Undefined when there are too few.
 */
function compareAt(
  measured: readonly Dated[],
  start: number,
  end: number,
): (Comparison & { split: number }) | undefined {
  let first: (Comparison & { split: number }) | undefined;
  for (let recent = RECENT.fewest; recent <= RECENT.most; recent += 1) {
    const split = end - recent;
    if (split - start < EARLIER.fewest) break;
    const before = measured.slice(Math.max(start, split - EARLIER.most), split);
    const compared = { split, ...compareFigures(before, measured.slice(split, end)) };
    if (compared.outcome === "slower" || compared.outcome === "faster") return compared;
    first ??= compared;
  }
  return first;
}

function tooFew(count: number): Omit<Verdict, "changes"> {
  const missing = EARLIER.fewest + RECENT.fewest - count;
  return { outcome: "inconclusive", because: `it takes ${missing} more measurements in this environment to tell` };
}
