import { T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPlainXml } from "./plain-xml.ts";
import { parseXml, visitPlainXml, type XmlVisitor } from "./walk-xml.ts";

const SEED = 20_261_121;

/** A visitor that writes down elements, with attributes `a` and `b`, and texts. */
function recorder(): { seen: string[]; visitor: XmlVisitor } {
  const seen: string[] = [];
  const visitor: XmlVisitor = {
    open: ({ name, attribute }) => seen.push(`${name} ${attribute("a") ?? "-"} ${attribute("b") ?? "-"}`),
    text: (name, value) => seen.push(`${name}: ${value}`),
  };
  return { seen, visitor };
}

/** What the document holds; undefined when it is not plain. */
function plain(text: string): string[] | undefined {
  const { seen, visitor } = recorder();
  const found = readPlainXml(text);
  if (found === undefined) return undefined;
  visitPlainXml(found, visitor);
  return seen;
}

/** The same by the parser; undefined when the document is not well-formed. */
function parsed(text: string): string[] | undefined {
  const { seen, visitor } = recorder();
  try {
    parseXml({ path: "report.xml", sha: "", text }, text, visitor);
    return seen;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}

describe("readPlainXml", () => {
  it.each([
    '<?xml version="1.0" encoding="utf-8"?><r a="1" b="é \'"/>',
    "<?xml version=\"1.0\" ?>\n<r>\n<!-- who: https://example.org - -->\n<s a='1'></s></r>".replaceAll("'", '"'),
    "<r> x <s/> y &gt; </r>".replace("&gt;", ">"),
    '<constructor __proto__="1" a="2"></constructor>\n',
  ])("reads %j as the parser does", (text) => {
    expect(plain(text)).toBeDefined();
    expect(plain(text)).toEqual(parsed(text));
  });

  it.each([
    ["an entity", "<r>&lt;</r>"],
    ["single quotes", "<r a='1'/>"],
    ["a type", "<!DOCTYPE r><r/>"],
    ["raw text", "<r><![CDATA[x]]></r>"],
    ["an instruction", "<r><?x y?></r>"],
    ["a carriage return", "<r>\r\n</r>"],
    ["an attribute twice", '<r a="1" a="1"/>'],
    ["two roots", "<r/><r/>"],
    ["text outside", "<r/>x"],
    ["an open element", "<r><s></r>"],
    ["the end of a section", "<r>]]></r>"],
    ["a double hyphen in a comment", "<r><!-- -- --></r>"],
    ["a comment that ends in a hyphen", "<r><!-- ---></r>"],
    ["a control character", "<r>\u0001</r>"],
    ["half a character", '<r a="\ud83d"/>'],
    ["deep nesting", `${"<r>".repeat(101)}${"</r>".repeat(101)}`],
    ["a very long document", `<r>${" ".repeat(8_000_000)}</r>`],
    ["a very long tag", `<r a="${"x".repeat(2000)}"/>`],
    ["nothing", ""],
    ["a comment alone", "<!-- x -->"],
  ])("leaves %s to the parser", (_what, text) => {
    expect(plain(text)).toBeUndefined();
  });

  it(`reads nothing that the parser reads otherwise (seed ${SEED})`, () => {
    const name = fc.constantFrom("r", "s", "a", "b", "x-1", "_", "ab");
    const attribute = fc
      .tuple(
        fc.constantFrom(" ", "\n", "\t ", ""),
        name,
        fc.constantFrom("1", "", "a > b", "é", "\n", "&amp;", "<", "'", "]]>"),
      )
      .map(([space, key, value]) => `${space}${key}="${value}"`);
    const attributes = fc.array(attribute, { maxLength: 3 }).map((all) => all.join(""));
    const other = fc.constantFrom(
      "x",
      " ",
      "\n",
      "]]>",
      "]",
      ">",
      "<!-- c -->",
      "<!---->",
      "<!-- - -->",
      "<!--->",
      "<!-- --->",
      "&gt;",
      "é",
      "😀",
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        other,
        fc.tuple(name, attributes).map(([tag, list]) => `<${tag}${list}/>`),
        fc
          .tuple(name, attributes, fc.array(tie("node"), { maxLength: 3 }), fc.constantFrom("", " ", "x"))
          .map(([tag, list, inner, flaw]) => `<${tag}${list}>${inner.join("")}</${tag}${flaw}>`),
      ),
    })).node as fc.Arbitrary<string>;
    const head = fc.constantFrom(
      "",
      '<?xml version="1.0"?>',
      '<?xml version="1.0" encoding="UTF-8" ?>\n',
      " ",
      "<!-- c -->",
    );
    let read = 0;
    fc.assert(
      fc.property(head, tree, fc.constantFrom("", "\n", "<!-- c -->", "x"), (before, root, after) => {
        const text = `${before}${root}${after}`;
        const found = plain(text);
        if (found === undefined) return;
        read += 1;
        expect(found).toEqual(parsed(text));
      }),
      { numRuns: 3000, seed: SEED },
    );
    expect(read).toBeGreaterThan(300);
  });
});
