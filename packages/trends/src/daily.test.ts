import { describe, expect, it } from "vitest";
import { benchCsv, coverageCsv } from "./csv.ts";
import { benchRows, coverageRows } from "./daily.ts";
import { collectSeries, type RecordedRun } from "./series.ts";
import { day, runOf } from "./test-input.ts";

const covered = (at: string, module: string, pct: number | null) =>
  runOf(at, module, { "/testing/coverage_observed": pct });
const measured = (at: string, pct: number, module = "a") =>
  runOf(at, module, { "/testing": { coverage_observed: pct, observed_at: at } });
const benched = (at: string, p95: number | null, env: string | null = "ci", rest = {}) =>
  runOf(at, "a", { "/performance/observed": { latency_p95_ms: p95, env_fingerprint: env, ...rest } });
const linesOf = (csv: string) => csv.split("\n").slice(1, -1);
const coverage = (...runs: RecordedRun[]) => linesOf(coverageCsv(coverageRows(collectSeries(runs))));
const bench = (...runs: RecordedRun[]) => linesOf(benchCsv(benchRows(collectSeries(runs))));

describe("coverage_trend.csv", () => {
  it("is a head alone where nothing was measured", () => {
    expect(coverageCsv([])).toBe("date,module,coverage_pct,delta_from_previous\n");
  });

  it("has a row a module and day, the day's last value, with points since the row before", () => {
    expect(
      coverage(
        covered("2026-11-01T00:00:00Z", "b", 70),
        covered("2026-11-01T08:00:00Z", "a", 80),
        covered("2026-11-01T23:59:59Z", "a", 80.129),
        covered("2026-11-04T00:00:00Z", "a", 79.999),
        covered("2026-11-04T00:00:00Z", "b", 70.3),
      ),
    ).toEqual(["2026-11-01,a,80.12,", "2026-11-01,b,70,", "2026-11-04,a,79.99,-0.13", "2026-11-04,b,70.3,0.3"]);
  });

  it("tells on the day of a revert what it restored, or no row where that is nothing", () => {
    const runs = [covered(day(1), "a", 80), covered(day(2), "a", 60)];
    expect(coverage(...runs, covered(day(3), "a", 80))).toEqual([
      "2026-11-01,a,80,",
      "2026-11-02,a,60,-20",
      "2026-11-03,a,80,20",
    ]);
    expect(coverage(...runs, covered("2026-11-02T10:00:00Z", "a", 80))).toEqual([
      "2026-11-01,a,80,",
      "2026-11-02,a,80,0",
    ]);
    expect(coverage(covered(day(1), "a", 80), covered("2026-11-01T10:00:00Z", "a", null))).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ["in the future", "2040-01-01T09:00:00Z", ["2026-11-01,a,70,", "2026-11-02,a,71,1", "2026-11-03,a,73,2"]],
    ["in the past", "1970-01-01T00:00:00Z", ["2026-11-01,a,70,", "2026-11-02,a,80,10", "2026-11-03,a,73,-7"]],
  ])("is in the ledger's order where a clock stood %s, and hides nothing that follows", (_, wrong, rows) => {
    const runs = [
      covered(day(1), "a", 70),
      covered(day(2), "a", 71),
      covered(wrong, "a", 80),
      covered(day(3), "a", 73),
    ];
    expect(coverage(...runs)).toEqual(rows);
    expect(coverage(...runs, covered(day(4), "a", 74)).at(-1)).toBe("2026-11-04,a,74,1");
  });

  it("believes the clocks of most runs, whatever module they are about", () => {
    const others = [6, 7, 8, 9, 10, 11, 12].map((of) => measured(day(of), of, "b"));
    const runs = [measured(day(5), 50), ...others, measured("2020-01-01T00:00:00Z", 60), measured(day(13), 13, "b")];
    expect(coverage(...runs).filter((row) => row.includes(",a,"))).toEqual(["2026-11-05,a,50,", "2026-11-12,a,60,10"]);
    const { entries: _, ...silent } = measured(day(6), 6);
    const [first, wrong] = [measured(day(5), 50), measured("2020-01-01T00:00:00Z", 60)];
    expect(coverage(first, { ...silent, entries: [] }, wrong)).toEqual(["2026-11-05,a,50,", "2026-11-06,a,60,10"]);
  });

  it("keeps good days before two runs of a clock that was reset", () => {
    const reset = [measured("2020-01-01T00:00:00Z", 60), measured("2020-01-01T01:00:00Z", 61)];
    expect(coverage(measured(day(1), 50), measured(day(2), 51), ...reset)).toEqual([
      "2026-11-01,a,50,",
      "2026-11-02,a,61,11",
    ]);
  });

  it("is the same for what was recorded in the same second and in the next", () => {
    const older = { "/testing": { coverage_observed: 66.67, observed_at: "2026-10-01T00:00:00Z" } };
    const newer = { "/testing": { coverage_observed: 100, observed_at: day(20) } };
    for (const next of ["2026-11-21T10:00:00Z", "2026-11-21T10:00:01Z"]) {
      expect(coverage(runOf("2026-11-21T10:00:00Z", "a", newer), runOf(next, "a", older))).toEqual([
        "2026-11-20,a,100,",
        "2026-11-21,a,66.67,-33.33",
      ]);
    }
  });

  it("dates by their own clocks what follows a clock that was ahead", () => {
    const restored = { ...measured(day(2), 71), at: day(4), isRevert: true };
    const ahead = measured("2040-01-01T00:00:00Z", 80);
    const later = runOf(day(3), "a", { "/testing": { coverage_observed: 72, observed_at: "2026-11-02T20:00:00Z" } });
    expect(coverage(measured(day(1), 70), ahead, measured(day(2), 71), later, restored)).toEqual([
      "2026-11-01,a,70,",
      "2026-11-02,a,72,2",
      "2026-11-04,a,71,-1",
    ]);
  });

  it("has what corrects a measurement on the day of the correction", () => {
    const corrected = runOf(day(2), "a", { "/testing/coverage_observed": 69 });
    const older = runOf(day(4), "a", { "/testing": { coverage_observed: 60, observed_at: "2026-10-01T00:00:00Z" } });
    const first = runOf(day(1), "a", { "/testing": { coverage_observed: 70, observed_at: day(1) } });
    expect(coverage(first, corrected, older)).toEqual(["2026-11-01,a,70,", "2026-11-02,a,69,-1", "2026-11-04,a,60,-9"]);
  });

  it("has a measurement on its own day when it was recorded later, and not after it was recorded", () => {
    const later = runOf(day(3), "a", { "/testing": { coverage_observed: 70, observed_at: day(2) } });
    const sooner = runOf(day(4), "a", { "/testing": { coverage_observed: 71, observed_at: day(9) } });
    expect(coverage(later, sooner)).toEqual(["2026-11-02,a,70,", "2026-11-04,a,71,1"]);
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["-2+3", "'-2+3"],
    ["+x", "'+x"],
    ["\t=x", "'\t=x"],
    ['a,"b"\nc', '"a,""b""\nc"'],
    ["=a,b", '"\'=a,b"'],
  ])("makes no formula of a module called %j, and one field", (name, field) => {
    expect(coverageCsv([{ date: "2026-11-01", module: name, pct: 5, delta: -1.5 }])).toContain(
      `2026-11-01,${field},5,-1.5\n`,
    );
  });
});

describe("bench_trend.csv", () => {
  it("gives a delta between two rows of one environment", () => {
    expect(
      bench(benched(day(1), 10.1), benched(day(2), 10.4, "ci", { latency_p50_ms: 1.5, latency_p99_ms: 20 })),
    ).toEqual(["2026-11-01,a,,10.1,,,ci", "2026-11-02,a,1.5,10.4,20,0.3,ci"]);
  });

  it.each([
    ["another environment", "laptop", 12],
    ["no environment", null, 12],
    ["no p95", "ci", null],
  ])("gives none to or from %s", (_, env, p95) => {
    const other = benched(day(2), p95, env, { latency_p99_ms: 20 });
    for (const row of bench(benched(day(1), 10), other, benched(day(3), 11)).slice(1))
      expect(row.split(",")[5]).toBe("");
  });

  it("gives none between two of which nobody says where they were made", () => {
    expect(bench(benched(day(1), 10, null), benched(day(2), 11, null))[1]).toBe("2026-11-02,a,,11,,,");
  });
});
