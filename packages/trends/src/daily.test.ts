import { describe, expect, it } from "vitest";
import { benchCsv, coverageCsv } from "./csv.ts";
import { benchRows, coverageRows } from "./daily.ts";
import { collectSeries, type RecordedRun } from "./series.ts";
import { day, runOf } from "./test-input.ts";

const covered = (at: string, module: string, pct: number | null) =>
  runOf(at, module, { "/testing/coverage_observed": pct });
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

  it("is in order of days also where a clock was behind", () => {
    expect(coverage(covered(day(3), "a", 80), covered(day(2), "a", 70))).toEqual([
      "2026-11-02,a,70,",
      "2026-11-03,a,80,10",
    ]);
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
