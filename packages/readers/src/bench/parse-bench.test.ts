import { sha256, T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf } from "./fingerprint.ts";
import { keptDocument } from "./kept.ts";
import { parseBench } from "./parse-bench.ts";

const SEED = 20_261_121;

const source = (content: unknown, path = "bench/manifest/core.json") => {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return { path, sha: sha256(text), text };
};
const parse = (content: unknown) => parseBench(source(content));

const kept = (benchmark: object = {}, rest: object = {}) => ({
  version: 1,
  module: "core",
  observed_at: "2026-11-20T10:00:00+01:00",
  env_fingerprint: "abc",
  benchmarks: [
    { name: "parse", unit: "ms", p50: 1, p95: 2, p99: 3, mean: 1.5, stddev: 0.25, samples: 40, ...benchmark },
  ],
  ...rest,
});

describe("parseBench of T4's kept artifact", () => {
  it("gives every figure in milliseconds", () => {
    expect(parse(kept())).toEqual({
      path: "bench/manifest/core.json",
      sha: source(kept()).sha,
      module: "core",
      observedAt: "2026-11-20T09:00:00Z",
      envFingerprint: "abc",
      benchmarks: [{ name: "parse", p50Ms: 1, p95Ms: 2, p99Ms: 3, meanMs: 1.5, stddevMs: 0.25, samples: 40 }],
    });
  });

  it.each([
    ["ns", 1_100_000],
    ["us", 1100],
    ["\u00b5s", 1100],
    ["ms", 1.1],
    ["s", 0.0011],
  ])("converts %s", (unit, p95) => {
    expect(parse(kept({ unit, p95 })).benchmarks[0]?.p95Ms).toBe(1.1);
  });

  it.each([
    ["an unknown unit", { unit: "fortnight" }, 'the unit "fortnight"'],
    ["no unit", { unit: null }, "names no unit"],
    ["a negative figure", { p95: -2 }, "a negative p95, -2"],
    ["a figure that is a text", { mean: "1" }, 'the mean "1"'],
    ["no samples", { samples: 0 }, "has no samples"],
    ["samples left out", { samples: null }, "has no samples"],
    ["half a sample", { samples: 1.5 }, "no whole number"],
  ])("refuses %s, naming the benchmark and the line", (_what, benchmark, message) => {
    const error = failure(kept(benchmark));
    expect(error).toMatchObject({ code: "E_REPORT", file: "bench/manifest/core.json" });
    expect(error.message).toContain('benchmark "parse"');
    expect(error.message).toContain(message);
    expect(error.line).toBeGreaterThan(6);
  });

  it.each(["NaN", "Infinity", "-Infinity", "1e999"])("refuses %s where a number belongs", (number) => {
    const text = JSON.stringify(kept(), null, 2).replace('"p95": 2', `"p95": ${number}`);
    const error = failure(text);
    expect(error).toMatchObject({ code: "E_REPORT", line: 11 });
    expect(error.message).toMatch(/benchmark "parse" has .* p95/);
  });

  it("is written as it is read, sorted by name, without what is not known", () => {
    const { path: _, sha: _sha, ...facts } = parse(kept());
    const [parsed] = facts.benchmarks;
    const benchmarks = [
      { ...parsed!, name: "z" },
      { ...parsed!, name: "a", p95Ms: undefined },
    ];
    const document = keptDocument({ ...facts, env: { runtime: "x" }, benchmarks });
    expect(document).toMatchObject({ env: { runtime: "x" }, benchmarks: [{ name: "a" }, { name: "z", unit: "ms" }] });
    expect(parse(document)).toMatchObject({ ...facts, benchmarks: [{ name: "a" }, { name: "z", p95Ms: 2 }] });
  });

  it("is read with a byte order mark, the place of a fault being that without", () => {
    expect(parse(`\uFEFF${JSON.stringify(kept())}`).benchmarks).toHaveLength(1);
    expect(failure(`\uFEFF{"benchmarks": 1}`)).toMatchObject({ code: "E_REPORT", line: 1, column: 1 });
  });

  it.each(["", "\uFEFF \n"])("is said to hold nothing when it is empty: %j", (text) => {
    expect(failure(text)).toMatchObject({ code: "E_REPORT", file: "bench/manifest/core.json" });
    expect(failure(text).message).toContain("is empty: the run that was to write it ran no benchmark");
  });

  it("leaves NaN inside a text alone", () => {
    expect(parse(kept({ name: 'NaN of "Infinity" \\ NaN' })).benchmarks[0]?.name).toBe('NaN of "Infinity" \\ NaN');
  });

  it.each([
    ["another version", { version: 2 }],
    ["a date that is none", { observed_at: "yesterday" }],
    ["benchmarks that are no list", { benchmarks: {} }],
    ["a benchmark that is no object", { benchmarks: [1] }],
  ])("refuses %s", (_what, rest) => expect(failure(kept({}, rest)).code).toBe("E_REPORT"));
});

const pytest = (stats: object) => ({
  machine_info: { node: "host", python_version: "3.11.2", system: "Linux", cpu: { brand_raw: "X", count: 2, hz: 1 } },
  commit_info: {},
  benchmarks: [{ name: "test_x", fullname: "t.py::test_x", stats }],
  datetime: "2026-11-20T10:00:00.123456",
  version: "4.0.0",
});

describe("parseBench of pytest-benchmark", () => {
  it("takes percentiles from the rounds, as statistics.quantiles(method='inclusive') does", () => {
    const data = Array.from({ length: 21 }, (_, index) => (21 - index) / 1000);
    expect(parse(pytest({ data, mean: 0.011, stddev: 0.0062, rounds: 21, median: 0.011 }))).toMatchObject({
      observedAt: "2026-11-20T10:00:00Z",
      benchmarks: [{ name: "t.py::test_x", p50Ms: 11, p95Ms: 20, p99Ms: 20.8, meanMs: 11, stddevMs: 6.2, samples: 21 }],
    });
  });

  it("has a median only when the rounds were not saved", () => {
    expect(parse(pytest({ mean: 0.011, stddev: 0.006, rounds: 21, median: 0.01 })).benchmarks).toMatchObject([
      {
        name: "t.py::test_x",
        file: "t.py",
        p50Ms: 10,
        p95Ms: undefined,
        p99Ms: undefined,
        meanMs: 11,
        stddevMs: 6,
        samples: 21,
      },
    ]);
  });

  it("describes the machine by what decides, not by its name or its momentary clock", () => {
    const report = pytest({ rounds: 1, median: 1 });
    const other = {
      ...report,
      machine_info: { ...report.machine_info, node: "other", cpu: { brand_raw: "X", count: 2 } },
    };
    const faster = { ...report, machine_info: { ...report.machine_info, python_version: "3.13.0" } };
    const mark = parse(report).envFingerprint;
    expect(mark).toMatch(/^[0-9a-f]{16}$/);
    expect(parse(other).envFingerprint).toBe(mark);
    expect(parse(faster).envFingerprint).not.toBe(mark);
  });

  it("tells the facts behind the fingerprint, as far as the report has them", () => {
    const machine_info = {
      python_implementation: "CPython",
      python_version: "3.11.2",
      system: "Linux",
      release: "6.1.0-18-amd64",
      machine: "x86_64",
      cpu: { brand: "EPYC" },
    };
    const { env, envFingerprint } = parse({ ...pytest({ rounds: 1, median: 1 }), machine_info });
    expect(env).toEqual({ runtime: "CPython 3.11.2", os: "Linux 6.1", arch: "x86_64", cpu: "EPYC" });
    expect(envFingerprint).toBe(fingerprintOf(env!));
    expect(parse({ ...pytest({ rounds: 1, median: 1 }), machine_info: {} })).toMatchObject({
      envFingerprint: undefined,
    });
  });

  it("refuses a round that is NaN and a benchmark without stats", () => {
    const text = JSON.stringify(pytest({ data: [1, "@"] })).replace('"@"', "NaN");
    expect(failure(text).message).toContain('benchmark "t.py::test_x" has the data "NaN"');
    expect(failure({ ...pytest({}), benchmarks: [{ name: "x" }] }).message).toContain('benchmark "x" has no stats');
  });
});

describe("parseBench of vitest bench and hyperfine", () => {
  it("reads vitest's milliseconds", () => {
    const bench = { name: "sort", mean: 2, sd: 0.5, median: 1.9, p75: 2, p99: 4, sampleCount: 300, samples: [] };
    expect(
      parse({ files: [{ filepath: "x", groups: [{ fullName: "x.bench.ts", benchmarks: [bench] }] }] }),
    ).toMatchObject({
      observedAt: undefined,
      benchmarks: [
        {
          name: "x.bench.ts > sort",
          file: "x",
          p50Ms: 1.9,
          p95Ms: undefined,
          p99Ms: 4,
          meanMs: 2,
          stddevMs: 0.5,
          samples: 300,
        },
      ],
    });
  });

  it("reads hyperfine's seconds", () => {
    const times = [0.2, 0.1, 0.3];
    expect(parse({ results: [{ command: "t4", mean: 0.2, stddev: null, median: 0.2, times }] }).benchmarks).toEqual([
      { name: "t4", p50Ms: 200, p95Ms: 290, p99Ms: 298, meanMs: 200, stddevMs: undefined, samples: 3 },
    ]);
    expect(failure({ results: [{ command: "t4", mean: 0.2 }] }).message).toContain('benchmark "t4" has no samples');
  });
});

describe("parseBench, as a property", () => {
  it(`gives figures that are finite and not negative, or a T4Error, for any text (seed ${SEED})`, () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(null, -1, "NaN", 0));
    const shaped = fc.record({
      ...Object.fromEntries(FIGURES.map((key) => [key, number])),
      unit: fc.constantFrom("ms", "s", "x"),
    });
    const any = fc.oneof(
      fc.string(),
      fc.json(),
      shaped.map((benchmark) => JSON.stringify(kept(benchmark))),
      fc.tuple(fc.nat(600), fc.string()).map(([at, cut]) => JSON.stringify(kept()).slice(0, at) + cut),
      fc.jsonValue().map((value) => JSON.stringify({ files: [value], benchmarks: value, results: value })),
    );
    fc.assert(
      fc.property(any, (text) => {
        try {
          for (const benchmark of parse(text).benchmarks) {
            const { name: _, file: _file, ...figures } = benchmark;
            for (const figure of Object.values(figures))
              expect(figure ?? 0).toSatisfy((x: number) => x >= 0 && x < Infinity);
          }
        } catch (error) {
          if (!(error instanceof T4Error)) throw error;
        }
      }),
      { numRuns: 500, seed: SEED },
    );
  });

  it("takes time linear in the text, however its quotes and numbers stand", () => {
    for (const text of ['"\\'.repeat(500_000) + "NaN", '"NaN'.repeat(500_000), `${"\\".repeat(1_000_000)}NaN`]) {
      const started = performance.now();
      expect(failure(text)).toBeInstanceOf(T4Error);
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

const FIGURES = ["p50", "p95", "p99", "mean", "stddev", "samples"];

function failure(content: unknown): T4Error {
  try {
    parse(content);
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
