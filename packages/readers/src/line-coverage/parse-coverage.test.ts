import { sha256, T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf, parseCoverage } from "./parse-coverage.ts";

const SEED = 20_261_121;

const FILES = ["src/a.py", "src/b.py", "lib/a.py", "__proto__"];
const place = { roots: ["/work/repo"], base: "", isOwned: (path: string) => FILES.includes(path) };
const parse = (text: string) => parseCoverage({ path: "coverage.xml", sha: sha256(text), text }, place);
const counts = (text: string) => Object.fromEntries(parse(text).files);

const cobertura = (classes: string) => `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage timestamp="1794996000000"><sources><source>/work/repo/src</source></sources>
<packages><package><classes>${classes}</classes></package></packages></coverage>`;

describe("parseCoverage of Cobertura XML", () => {
  it("counts each line once, also when methods and inner classes repeat it", () => {
    const text = cobertura(`
      <class filename="a.py"><methods><method><lines><line number="1" hits="0"/></lines></method></methods>
        <lines><line number="1" hits="3"/><line number="2" hits="0"/></lines></class>
      <class filename="a.py"><lines><line number="2" hits="0"/><line number="3" hits="1"/></lines></class>
      <class filename="elsewhere.py"><lines><line number="1" hits="1"/></lines></class>`);
    expect(parse(text)).toEqual({
      path: "coverage.xml",
      sha: sha256(text),
      observedAt: "2026-11-18T10:00:00Z",
      files: new Map([["src/a.py", { covered: 2, total: 3 }]]),
      unowned: 1,
    });
  });

  it.each([
    ["is a file under both", ["/work/repo/src", "/work/repo/lib"], '<class filename="a.py"/>'],
    ["is a file under both on another machine", ["/ci/src", "/ci/lib"], '<class filename="a.py"/>'],
    [
      "is counted twice",
      ["/work/repo/src", "/work/repo/out"],
      '<class name="b.py" filename="b.py"/><class name="b.py" filename="b.py"/>',
    ],
  ])("refuses a name of two sources that %s", (_what, sources, classes) => {
    const both = sources.map((folder) => `<source>${folder}</source>`).join("");
    const text = cobertura(classes).replace("<source>/work/repo/src</source>", both);
    const [, name] = /filename="(.*?)"/.exec(classes) ?? [];
    expect(failure(text)).toMatchObject({ code: "E_REPORT", hint: expect.stringContaining("one --cov") });
    expect(failure(text).message).toContain(name);
  });

  it("takes a name that is a file under one of two sources", () => {
    const both = "<source>/work/repo/src</source><source>/work/repo/lib</source>";
    const classes =
      '<class name="x" filename="x.py"/><class name="x" filename="x.py"/><class name="B" filename="b.py"/><class name="B.inner" filename="b.py"><line number="1" hits="1"/></class>';
    const text = cobertura(classes).replace("<source>/work/repo/src</source>", both);
    expect(counts(text)).toEqual({ "src/b.py": { covered: 1, total: 1 } });
  });

  it.each([
    ['<class filename="a.py"><lines><line number="1" hits="-1"/></lines></class>', "a.py whose hits"],
    ['<class filename="a.py"><lines><line number="NaN" hits="1"/></lines></class>', "a.py whose number"],
    ["<class><lines/></class>", "a class without a filename"],
  ])("refuses %s", (classes, message) => expect(failure(cobertura(classes)).message).toContain(message));

  it.each(["<html/>", "<coverage/>", "<coverage><project/></coverage>"])("refuses %s, another kind of XML", (text) => {
    expect(failure(text)).toMatchObject({ code: "E_REPORT", file: "coverage.xml" });
  });

  it("names the line at which a truncated report ends", () => {
    const text = cobertura('<class filename="a.py">\n<lines>\n');
    expect(failure(text.slice(0, text.indexOf("</classes>")))).toMatchObject({ code: "E_REPORT", line: 5 });
  });
});

const record = (da: string) => `TN:\r\nSF:src/a.py\r\n${da}\r\nLF:9\r\nend_of_record\r\n`;

describe("parseCoverage of LCOV", () => {
  it("counts lines over all records of a file", () => {
    const text =
      record("DA:1,1\r\nDA:2,0") + record("DA:2,5,checksum\r\nDA:3,0") + "SF:src/b.py\nLF:4\nLH:3\nend_of_record\n";
    expect(counts(text)).toEqual({ "src/a.py": { covered: 2, total: 3 }, "src/b.py": { covered: 3, total: 4 } });
  });

  it.each([
    ["SF:src/a.py\nDA:1,1\n", "ends inside a record", 2],
    ["SF:src/a.py\nDA:1,-1\nend_of_record\n", "line data", 2],
    ["SF:src/a.py\nDA:one,1\nend_of_record\n", "line data", 2],
    ["SF:src/a.py\nSF:src/b.py\n", "a file inside another", 2],
    ["end_of_record\n", "not begun", 1],
    ["SF:src/a.py\nLF:many\nend_of_record\n", "a count that is none", 2],
    ["TN:\n\nhello\n", "is no LCOV", 3],
  ])("refuses %j with the line", (text, message, line) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: "E_REPORT", line });
    expect(error.message).toContain(message);
  });

  it("refuses more covered lines than there are", () => {
    expect(failure("SF:src/a.py\nLF:1\nLH:2\nend_of_record\n").message).toContain("src/a.py");
  });
});

const lines = (total: number, covered: number) => ({ lines: { total, covered, skipped: 0, pct: 1 } });

describe("parseCoverage of Istanbul's summary", () => {
  it("takes each file's lines and leaves the total out", () => {
    const text = JSON.stringify({ total: lines(9, 9), "/work/repo/src/a.py": lines(4, 3) });
    expect(counts(text)).toEqual({ "src/a.py": { covered: 3, total: 4 } });
  });

  it("takes a file named __proto__ for a file", () => {
    expect(parse(`{"__proto__": ${JSON.stringify(lines(2, 1))}}`).files.get("__proto__")).toEqual({
      covered: 1,
      total: 2,
    });
  });

  it.each([
    { "src/a.py": lines(1, 2) },
    { "src/a.py": lines(-1, 0) },
    { "src/a.py": 1 },
    { "src/a.py": { lines: [] } },
  ])("refuses %j", (value) => expect(failure(JSON.stringify(value)).message).toContain("src/a.py"));
});

const statement = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
const final = (more: object = {}) => ({
  "/work/repo/src/a.py": {
    path: "/work/repo/src/a.py",
    statementMap: { 0: statement(1), 1: statement(1), 2: statement(2), 3: statement(7), 4: statement(9) },
    fnMap: {},
    branchMap: {},
    s: { 0: 0, 1: 3, 2: 0, 3: 1, 9: 1 },
    f: {},
    b: {},
    ...more,
  },
});

describe("parseCoverage of Istanbul's coverage-final.json", () => {
  it("counts the lines on which statements start, as istanbul-lib-coverage does", () => {
    expect(counts(JSON.stringify(final()))).toEqual({ "src/a.py": { covered: 2, total: 3 } });
    const { statementMap, s } = final()["/work/repo/src/a.py"];
    expect(counts(JSON.stringify({ total: { statementMap, s }, "src/a.py": { statementMap, s } }))).toEqual({
      "src/a.py": { covered: 2, total: 3 },
    });
  });

  it.each([
    [{ s: undefined }, "has no counts of its statements"],
    [{ s: { 0: -1 } }, "statement has a negative 0, -1"],
    [{ s: { 0: "1" } }, "which is not a number"],
    [{ statementMap: { 0: {} } }, "is nothing, not an object"],
    [{ statementMap: { 0: statement(1.5) } }, "a statement on the line 1.5"],
    [{ statementMap: { 0: { start: {} } } }, "a statement on the line none"],
    [{ statementMap: undefined }, "has neither `lines`, as a summary, nor a `statementMap`"],
  ])("refuses %j with the place", (more, message) => {
    const error = failure(JSON.stringify(final(more), null, 1));
    expect(error).toMatchObject({ code: "E_REPORT", line: expect.any(Number) });
    expect(error.message).toContain("/work/repo/src/a.py");
    expect(error.message).toContain(message);
  });
});

describe("parseCoverage of what is no coverage", () => {
  it.each(["<testsuites/>", '{"machine_info": {}, "benchmarks": []}', '{"files": []}', "Name Stmts Miss", "[]"])(
    "says of %j what can be given",
    (text) => {
      const hint = expect.stringContaining("Cobertura, LCOV, or Istanbul's coverage-final.json");
      expect(failure(text)).toMatchObject({ code: "E_REPORT", hint });
    },
  );
});

describe("parseCoverage of a report with a byte order mark", () => {
  it.each([
    ["Cobertura", cobertura('<class filename="a.py"><lines><line number="1" hits="1"/></lines></class>')],
    ["LCOV", "SF:src/a.py\nDA:1,1\nend_of_record\n"],
    ["Istanbul", JSON.stringify({ "src/a.py": lines(1, 1) })],
  ])("reads %s as it reads the same without", (_format, text) => {
    expect(counts(`\uFEFF${text}`)).toEqual({ "src/a.py": { covered: 1, total: 1 } });
  });
});

describe("coverageOf", () => {
  const report = parse("SF:src/a.py\nDA:1,1\nend_of_record\nSF:src/b.py\nDA:1,0\nDA:2,1\nend_of_record\n");

  it("adds up the module's own files and no others", () => {
    expect(coverageOf(report, ["src/a.py", "src/c.py"])).toEqual({ covered: 1, total: 1 });
    expect(coverageOf(report, FILES)).toEqual({ covered: 2, total: 3 });
    expect(coverageOf(report, ["src/c.py"])).toBeUndefined();
  });
});

describe("parseCoverage, as a property", () => {
  it(`gives counts of owned files, or a T4Error, for any text (seed ${SEED})`, () => {
    const line = fc.constantFrom("SF:src/a.py", "DA:1,1", "DA:2,0", "end_of_record", "LF:2", "LH:9", "TN:", "x");
    const valid = cobertura('<class filename="a.py"><lines><line number="1" hits="1"/></lines></class>');
    const any = fc.oneof(
      fc.string(),
      fc.array(line).map((all) => all.join("\n")),
      fc.tuple(fc.nat(valid.length), fc.string()).map(([at, put]) => valid.slice(0, at) + put + valid.slice(at + 1)),
      fc.json(),
    );
    fc.assert(
      fc.property(any, (text) => {
        try {
          for (const [path, { covered, total }] of parse(text).files) {
            expect(FILES).toContain(path);
            expect(covered).toBeLessThanOrEqual(total);
          }
        } catch (error) {
          if (!(error instanceof T4Error)) throw error;
        }
      }),
      { numRuns: 1000, seed: SEED },
    );
  });
});

function failure(text: string): T4Error {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
