import { positionOfPointer, sha256, T4Error } from "@t4/core";
import { HOSTILE_JSON } from "@t4/testkit";
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
    expect(parse(kept({ unit, p95, p50: null, p99: null })).benchmarks[0]?.p95Ms).toBe(1.1);
  });

  it.each([
    ["an unknown unit", { unit: "fortnight" }, 'the unit "fortnight"'],
    ["no unit", { unit: null }, "names no unit"],
    ["a negative figure", { p95: -2 }, "a negative p95, -2"],
    ["a figure that is a text", { mean: "1" }, 'the mean "1"'],
    ["no samples", { samples: 0 }, "has no samples"],
    ["samples left out", { samples: null }, "has no samples"],
    ["half a sample", { samples: 1.5 }, "no whole number"],
    ["a p50 over the p95", { p50: 2.5 }, "has the p95 2, less than its p50, 2.5"],
    ["a p95 over the p99", { p95: 3.5 }, "has the p99 3, less than its p95, 3.5"],
    ["a p50 over the p99", { p50: 3.5, p95: null }, "has the p99 3, less than its p50, 3.5"],
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

  it.each(["<coverage/>", "\uFEFF\n<x/>", "[]", "{}"])("is told from %j with what can be given", (text) => {
    expect(failure(text)).toMatchObject({ code: "E_REPORT", hint: expect.stringContaining("hyperfine --export-json") });
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
      benchmarks: [
        { name: "t.py::test_x", p50Ms: 11, p95Ms: 20, p99Ms: 20.8, meanMs: 11, stddevMs: 6.204836823, samples: 21 },
      ],
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
      { name: "t4", p50Ms: 200, p95Ms: 290, p99Ms: 298, meanMs: 200, stddevMs: 100, samples: 3 },
    ]);
    expect(failure({ results: [{ command: "t4", mean: 0.2 }] }).message).toContain('benchmark "t4" has no samples');
  });
});

/** Ten samples from 1 to 10: their mean is 5.5, their deviation 3.03, and 2.87 without the estimate. */
const TEN = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
const sound = { min: 1, max: 10, mean: 5.5, stddev: 3.02765, median: 5.5 };
const [summary, sampled] = [
  { ...sound, sd: 3.02765, p75: 7, p99: 9.9, rounds: 10, sampleCount: 10, samples: [] },
  { ...sound, sd: 3.02765, rounds: 10, sampleCount: 10, data: TEN, samples: TEN, times: TEN },
];
const reportsOf = (name: string, figures: object): [string, object][] => [
  ["pytest-benchmark", pytest(figures)],
  ["vitest", { files: [{ groups: [{ benchmarks: [{ name, ...figures }] }] }] }],
  ["hyperfine", { results: [{ command: name, times: TEN, ...figures }] }],
];
const NAME = "t.py::test_x";

describe("parseBench of figures that contradict each other", () => {
  it.each([...reportsOf(NAME, summary), ...reportsOf(NAME, sampled)])(
    "takes those of %s that do not",
    (_tool, report) => {
      expect(parse(report).benchmarks).toHaveLength(1);
    },
  );

  it.each<[object, string]>([
    [{ min: 11 }, "less than its min, 11"],
    [{ max: 5 }, "has the max 5, less than its"],
    [{ mean: 0.5, max: null }, "has the mean 0.5, less than its min, 1"],
    [{ mean: 10.5 }, "has the max 10, less than its mean, 10.5"],
  ])("refuses %j, whatever the tool", (wrong, message) => {
    for (const [, report] of reportsOf(NAME, { ...summary, ...wrong })) {
      const error = failure(report);
      expect(error).toMatchObject({ code: "E_REPORT", file: "bench/manifest/core.json", line: expect.any(Number) });
      expect(error.message).toContain(`benchmark "${NAME}"`);
      expect(error.message).toContain(message);
    }
  });

  it("refuses percentiles of vitest that fall", () => {
    const [, [, report] = []] = reportsOf(NAME, { ...summary, p75: 9.95 });
    expect(failure(report).message).toContain("has the p99 9.9, less than its p75, 9.95");
  });

  it.each([
    [{ mean: 5 }, "mean 5, but its samples give 5.5"],
    [{ stddev: 2, sd: 2 }, "2, but its samples give 3.02"],
    [{ median: 6 }, "median 6, but its samples give 5.5"],
    [{ min: 2 }, "min 2, but its samples give 1"],
    [{ max: 11 }, "max 11, but its samples give 10"],
  ])("refuses %j of samples that give another, whatever the tool", (wrong, message) => {
    for (const [, report] of reportsOf(NAME, { ...sampled, ...wrong })) {
      expect(failure(report).message).toContain(`benchmark "${NAME}" has the `);
      expect(failure(report).message).toContain(message);
    }
  });

  it("refuses figures that no number can tell in milliseconds, or of which the mean is none", () => {
    const [report, other] = [pytest({ rounds: 20, median: 1e307 }), pytest({ data: [1e308, 1e308] })];
    expect(failure(report).message).toContain(`benchmark "${NAME}" has a figure that is too great`);
    expect(failure(other).message).toContain(`benchmark "${NAME}" has a figure that is too great`);
  });

  it("refuses a number of samples that is not theirs", () => {
    const [[, a] = [], [, b] = []] = reportsOf(NAME, { ...sampled, rounds: 11, sampleCount: 11 });
    expect(failure(a).message).toContain("rounds 11, but its samples give 10");
    expect(failure(b).message).toContain("sampleCount 11, but its samples give 10");
  });

  it("takes the deviation of the samples themselves, and rounded figures, and tells what the samples give", () => {
    for (const [, report] of reportsOf(NAME, { ...sampled, mean: 5.52, stddev: 2.87, sd: 2.87 })) {
      const [{ meanMs = 0, stddevMs = 0 } = {}] = parse(report).benchmarks;
      expect(stddevMs / meanMs).toBeCloseTo(3.02765 / 5.5, 4);
    }
  });

  it.each([0, 1.4e-17])("takes %d for the deviation of equal samples, whatever rounding leaves of it", (stddev) => {
    const equal = Array.from({ length: 30 }, () => 0.0103);
    const report = { results: [{ command: NAME, mean: 0.0103, stddev, times: equal }] };
    expect(parse(report).benchmarks).toMatchObject([{ samples: 30 }]);
  });
});

const both = (list: object[], more: object = {}) => [...list, ...list.map((item) => ({ ...item, ...more }))];
const vitestOf = (files: object[]) => ({ files });
const group = { fullName: "a > b", benchmarks: [{ name: NAME, sampleCount: 9 }] };
const sized = (command: string, size: unknown) => ({ command, parameters: { size }, times: TEN });

describe("parseBench of two benchmarks of one name", () => {
  it.each<[string, object, string, string]>([
    ["pytest-benchmark", { ...pytest({}), benchmarks: both(pytest(summary).benchmarks) }, NAME, "/benchmarks/1"],
    ["T4's own artifact", kept({}, { benchmarks: both(kept().benchmarks) }), "parse", "/benchmarks/1"],
    ["hyperfine", { results: both([{ command: NAME, times: TEN }]) }, NAME, "/results/1"],
    [
      "vitest",
      vitestOf([{ filepath: "x", groups: both([group]) }]),
      `a > b > ${NAME}`,
      "/files/0/groups/1/benchmarks/0",
    ],
    [
      "hyperfine with the same parameters",
      { results: both([{ command: NAME, parameters: { size: "1" }, times: TEN }]) },
      `${NAME} [size=1]`,
      "/results/1",
    ],
  ])("refuses those of %s, with the place of the second", (_tool, report, name, pointer) => {
    const place = positionOfPointer(JSON.stringify(report, null, 2), pointer);
    const error = failure(report);
    expect(error).toMatchObject({ code: "E_REPORT", ...place, hint: expect.stringContaining("a name of its own") });
    expect(error.message).toBe(`bench/manifest/core.json: benchmark ${JSON.stringify(name)} is there twice`);
  });

  it("takes those of different files", () => {
    const report = vitestOf(["x", "y"].map((filepath) => ({ filepath, groups: [group] })));
    expect(parse(report).benchmarks.map(({ file }) => file)).toEqual(["x", "y"]);
  });

  it("keeps parameters of hyperfine apart, where the command does not tell them", () => {
    const results = [sized("sort", "1"), sized("sort", 2), sized("sort big", "3")];
    expect(parse({ results }).benchmarks.map(({ name }) => name)).toEqual([
      "sort [size=1]",
      "sort [size=2]",
      "sort big",
    ]);
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

  it.each(HOSTILE_JSON.map((text) => [text.what, text] as const))("refuses many %s", (_what, { make, size }) => {
    expect(failure(make(size))).toMatchObject({ code: "E_JSON", line: 1 });
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
