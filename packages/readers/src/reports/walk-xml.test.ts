import { T4Error } from "@t4/core";
import { HOSTILE_XML } from "@t4/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkXml } from "./walk-xml.ts";

const SEED = 20_261_121;

function walk(text: string): string[] {
  const seen: string[] = [];
  walkXml(
    { path: "report.xml", sha: "", text },
    {
      open: ({ name, attribute }) => seen.push(`${name} ${attribute("a") ?? "-"}`),
      text: (name, value) => seen.push(`${name}: ${value}`),
    },
  );
  return seen;
}

/** The T4Error that `work` throws; undefined when it throws none. Anything else is a bug and passes through. */
function failureOf(work: () => unknown): T4Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
}

function failure(text: string): T4Error {
  const error = failureOf(() => walk(text));
  if (error === undefined) throw new Error("nothing was thrown");
  return error;
}

describe("walkXml", () => {
  it("visits elements in order, with attributes and text decoded", () => {
    const xml = '\uFEFF<?xml version="1.0"?><!-- c --><r a="1 &amp; &#50; &#x33;"><s> x &lt; y </s><s a=\'"\'/></r>';
    expect(walk(xml)).toEqual(["r 1 & 2 3", "s -", "s: x < y", 's "']);
  });

  it("lets no name such as __proto__ or constructor reach a prototype", () => {
    expect(walk('<r constructor="x" a="1"><x toString="y" a="2"/></r>')).toEqual(["r 1", "x 2"]);
    expect(walk('<__proto__ a="1"/><!-- -->')).toEqual(["__proto__ 1"]);
    expect(walk('<r __proto__="1" a="2"/>')).toEqual(["r 2"]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  it("reads past a DOCTYPE and fetches nothing", () => {
    expect(walk('<!DOCTYPE r SYSTEM "http://192.0.2.1/x.dtd"><r a="1"/>')).toEqual(["r 1"]);
  });

  it.each([
    ['<!DOCTYPE r [\n<!ENTITY x "y">]>\n<r>&x;</r>', "declares entities", 2],
    ['<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "declares entities", 1],
    ["<r>\n<s>\n", "ends before its elements are closed", 2],
    ["<r>\n<s>\n</r>", "not well-formed", 3],
    ["", "not well-formed", 1],
    ["nonsense", "not well-formed", 1],
    [`${"<r>".repeat(500)}${"</r>".repeat(500)}`, "nests deeper", 1],
  ])("refuses %j", (text, message, line) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: "E_REPORT", file: "report.xml", line });
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(300);
  });

  it("refuses an entity that nobody declared", () => {
    expect(failure('<r a="&unknown;"/>').message).toContain("not well-formed");
  });

  it(`visits or throws a T4Error for any text (seed ${SEED})`, () => {
    const piece = fc.constantFrom(
      "<r>",
      "</r>",
      "<s a='1'/>",
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "<!DOCTYPE r [",
      "&",
      '"',
      ">",
      "<?x ?>",
      "x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join("")),
          fc.array(piece).map((all) => `<r>${all.join("")}</r>`),
        ),
        (text) => {
          expect(failureOf(() => walk(text))?.code ?? "E_REPORT").toBe("E_REPORT");
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  /** Those that are XML, with their elements. */
  const wellFormed = new Map([
    ["attributes", 1],
    ["siblings of many names", 50_001],
  ]);
  it.each(HOSTILE_XML.map((text) => [text.what, text] as const))("reads or refuses many %s", (what, { make, size }) => {
    const elements = wellFormed.get(what);
    if (elements === undefined) expect(failure(make(size))).toMatchObject({ code: "E_REPORT", line: 1 });
    else expect(walk(make(size))).toHaveLength(elements);
  });
});
