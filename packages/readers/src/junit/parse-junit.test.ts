import { T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignTests } from "./assign-tests.ts";
import { parseJunit, type RawTests } from "./parse-junit.ts";

const SEED = 20_261_121;

const parse = (text: string) => parseJunit({ path: "junit.xml", sha: "", text });
const counts = (tests: RawTests | undefined) => tests?.groups.map((group) => group.counts);

/** The code of the T4Error that a text gives; also `E_REPORT` when it gives none. */
function codeOf(text: string): string {
  try {
    parse(text);
    return "E_REPORT";
  } catch (error) {
    if (error instanceof T4Error) return error.code;
    throw error;
  }
}

describe("parseJunit", () => {
  it("counts cases by their gravest outcome, whatever the suite claims", () => {
    const text = `<testsuites><testsuite tests="99" failures="0" timestamp="2026-11-18T10:00:00">
      <testcase classname="a" name="1"/><testcase classname="a" name="2"><failure>x</failure><error/></testcase>
      <testcase classname="a" name="3"><failure message="&lt;error/&gt;"/></testcase>
      <testcase classname="a" name="4"><skipped/></testcase><testcase classname="a" name="5" status="notrun"/>
      <testcase classname="a" name="6"><system-out><![CDATA[<failure/>]]></system-out></testcase></testsuite>
      <testsuite timestamp="2026-11-18T12:00:00+01:00"/></testsuites>`;
    expect(parse(text)).toEqual({
      observedAt: "2026-11-18T11:00:00Z",
      groups: [{ file: undefined, classname: "a", counts: { passed: 2, failed: 1, errors: 1, skipped: 2 } }],
    });
  });

  it("takes a single suite for the root, and an empty one for no cases", () => {
    expect(counts(parse('<testsuite><testcase name="x"/></testsuite>'))).toHaveLength(1);
    expect(parse("<testsuites/>")).toEqual({ observedAt: undefined, groups: [] });
  });

  it("leaves XML of another kind alone", () => expect(parse("<html/>")).toBeUndefined());

  it(`throws nothing but T4Errors (seed ${SEED})`, () => {
    const piece = fc.constantFrom(
      "<testsuite>",
      "</testsuite>",
      "<testcase classname='a'>",
      "</testcase>",
      "<failure/>",
      "<error>",
      "x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join("")),
        ),
        (text) => {
          expect(codeOf(text)).toBe("E_REPORT");
        },
      ),
      { numRuns: 500, seed: SEED },
    );
  });
});

describe("assignTests", () => {
  const owners = new Map([
    ["src/billing/tests/test_charge.py", "src/billing"],
    ["web/a.test.ts", "web"],
    ["tests/test_root.py", ""],
  ]);
  const assign = (testcase: string, fallback?: string, base = "") => {
    const tests = parse(`<testsuite><testcase ${testcase}/></testsuite>`);
    return [
      ...assignTests(tests as RawTests, {
        roots: ["/work/repo"],
        base,
        pythonRoots: ["src"],
        isOwned: (path) => owners.has(path),
        ownerOf: (path) => owners.get(path),
        fallback,
      }).keys(),
    ];
  };

  it.each([
    ['file="src/billing/tests/test_charge.py"', "src/billing"],
    ['classname="src.billing.tests.test_charge.TestCharge"', "src/billing"],
    ['classname="billing.tests.test_charge"', "src/billing"],
    ['classname="web/a.test.ts"', "web"],
    ['file="/work/repo/web/a.test.ts" classname="nonsense"', "web"],
    ['classname="tests.test_root"', ""],
  ])("gives %s to %j", (testcase, owner) => expect(assign(testcase)).toEqual([owner]));

  it("gives what it cannot place to the module whose folder holds the report, else to nobody", () => {
    expect(assign('classname="Some words"', "web", "web")).toEqual(["web"]);
    expect(assign('classname="Some words"')).toEqual([]);
    expect(assign(`classname="${"a.".repeat(10_000)}"`)).toEqual([]);
  });

  it("finds names relative to the module's folder", () => {
    expect(assign('classname="tests.test_charge"', "src/billing", "src/billing")).toEqual(["src/billing"]);
    expect(assign('file="a.test.ts"', "web", "web")).toEqual(["web"]);
  });
});
