import Builder from "fast-xml-builder";
import type { GateResult, JudgedFinding } from "../result.ts";
import { type ReportInput, ruleOf } from "./report-input.ts";

type Attributes = Record<`@${string}`, string | number>;
type TestCase = Attributes & {
  skipped?: string;
  error?: Attributes & { "#text": string };
  failure?: Attributes & { "#text": string };
};

/**
 * A JUnit report as Jenkins and its kin read it: a suite a gate. A finding is a failed case, a waived one is skipped; a gate without findings is one
 * case, in error when it could not be measured and skipped when it does not apply.
 */
export function junitReport({ report, now }: Pick<ReportInput, "report" | "now">): string {
  const suites = report.gates.map((gate) => suiteOf(gate, now));
  const total = (key: "@tests" | "@failures" | "@errors"): number =>
    suites.reduce((sum, suite) => sum + Number(suite[key]), 0);
  const builder = new Builder({
    format: true,
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    suppressEmptyNode: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "t4 quality",
      "@tests": total("@tests"),
      "@failures": total("@failures"),
      "@errors": total("@errors"),
      testsuite: suites,
    },
  });
}

function suiteOf(gate: GateResult, now: string): Attributes & { testcase: TestCase[] } {
  const { id, findings, waived, ms } = gate;
  const cases = [...findings.map(failedCase), ...waived.map(waivedCase)];
  const testcase = findings.length === 0 ? [gateCase(gate), ...cases] : cases;
  return {
    "@name": `t4.${id}`,
    "@tests": testcase.length,
    "@failures": findings.length,
    "@errors": testcase.filter(({ error }) => error !== undefined).length,
    "@skipped": testcase.filter(({ skipped }) => skipped !== undefined).length,
    "@time": (ms / 1000).toFixed(3),
    "@timestamp": now.slice(0, 19),
    testcase,
  };
}

function gateCase({ id, verdict, because, question }: GateResult): TestCase {
  const base = { "@name": text(question), "@classname": `t4.${id}` };
  const said = text(because.join("\n"));
  if (verdict === "undecidable") return { ...base, error: { "@type": "undecidable", "@message": said, "#text": said } };
  return verdict === "inapplicable" ? { ...base, skipped: said } : base;
}

function failedCase(finding: JudgedFinding): TestCase {
  const { message, fix } = finding;
  const failure = {
    "@type": ruleOf(finding),
    "@message": text(message),
    "#text": text(`${placeOf(finding)}: ${message}\nFix: ${fix}`),
  };
  return { ...caseOf(finding), failure };
}

function waivedCase(finding: JudgedFinding): TestCase {
  const { message, waived } = finding;
  const why = `waived until ${waived?.expires} by ${waived?.owner}: ${waived?.reason}`;
  return { ...caseOf(finding), skipped: text(`${message} (${why})`) };
}

function caseOf(finding: JudgedFinding): TestCase {
  const { gate, module } = finding;
  return {
    "@name": text(`${ruleOf(finding)} ${placeOf(finding)}`),
    "@classname": text(`t4.${gate}${module === undefined ? "" : `.${module}`}`),
  };
}

function placeOf({ file, line, column }: JudgedFinding): string {
  return `${file}:${line}:${column}`;
}

// What XML 1.0 cannot hold, even escaped.
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function text(any: string): string {
  return any.toWellFormed().replace(NOT_XML, "\ufffd");
}
