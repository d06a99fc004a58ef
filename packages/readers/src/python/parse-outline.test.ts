import { HOSTILE_PYTHON } from "@t4/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadPythonParser } from "./grammar.ts";
import type { PythonOutline, Statement } from "./outline.ts";
import { parsePythonOutline } from "./parse-outline.ts";

const parser = await loadPythonParser();
const seed = Number(process.env["T4_SEED"] ?? 20_261_121);

function outline(text: string): PythonOutline {
  return parsePythonOutline(parser, text);
}

function docOf(literal: string): string | undefined {
  const statement = outline(`def f():\n    ${literal}\n`).statements[0] as Statement & { type: "definition" };
  return statement.definition.doc?.value;
}

describe("docstrings", () => {
  const cases: [string, string | undefined][] = [
    ['"""Plain."""', "Plain."],
    ["'a' \"b\" r'\\n'", "ab\\n"],
    ["('in parentheses')", "in parentheses"],
    ["'\\x41\\u00e9\\101\\t\\q\\\n'", "A\u00e9\u0041\t\\q"],
    ["u'unicode'", "unicode"],
    ["# comment\n    'after a comment'", "after a comment"],
    ["f'{1}'", undefined],
    ["'a' f'b'", undefined],
    ["b'bytes'", undefined],
    ["'a' + 'b'", undefined],
    ["x = 'a'", undefined],
    ["'a', 'b'", undefined],
  ];
  it.each(cases)("from %j is %j", (literal, value) => {
    expect(docOf(literal)).toBe(value);
  });

  it("keep their indentation and count code points", () => {
    const statement = outline('class K:\n    """One 💳.\n\n    Two.\n    """\n').statements[0];
    expect(statement).toMatchObject({
      definition: { kind: "class", line: 1, doc: { value: "One 💳.\n\n    Two.\n    ", length: 21 } },
    });
  });
});

describe("lines", () => {
  it("count CRLF, CR and LF, and skip a byte order mark", () => {
    const { statements } = outline("\uFEFFx = 1\r\ny = 2\rz = 3\ndef f(): pass\n");
    expect(statements.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it("of an import are those of each name", () => {
    const { statements } = outline(
      "from .a import (  # why\n    b as c,\n    d\n)\nfrom . \\\n  import e\nimport x.y as z, w\n",
    );
    expect(statements).toMatchObject([
      {
        level: 1,
        module: "a",
        names: [
          { name: "b", as: "c", line: 2 },
          { name: "d", as: "d", line: 3 },
        ],
      },
      { level: 1, module: "", names: [{ name: "e", line: 6 }] },
      { names: [{ module: "x.y", as: "z" }, { module: "w" }] },
    ]);
  });
});

describe("syntax errors", () => {
  const cases: [string, number, number, number][] = [
    ["def f(): pass\nx = (1\ny = 2\n", 2, 5, 1],
    ["def f(): pass\nprint 'old'\n", 2, 1, 1],
    ["x = 1\ny = 2\0\n", 2, 6, 1],
    ["def f(:\n  pass\n", 1, 6, 0],
  ];
  it.each(cases)("in %j are found at line %i, column %i", (text, line, column, before) => {
    const { fault, statements } = outline(text);
    expect(fault).toMatchObject({ line, column });
    expect(statements).toHaveLength(before);
  });
});

describe("hostile sources", () => {
  /** What stands in them, each in one statement; CPython refuses the others, too. */
  const found = new Map<string, string>([
    ["parentheses", "too many nested parentheses"],
    ["open parentheses", "too many nested parentheses"],
    ["branches", "if"],
    ["nesting", "too many levels of indentation"],
    ["comments", "definition"],
    ["backslashes", "definition"],
  ]);
  it.each(HOSTILE_PYTHON.map((text) => [text.what, text] as const))("of many %s are read", (what, { make, size }) => {
    const { statements, fault } = outline(make(size));
    expect([...statements.map(({ type }) => type), fault?.message].filter(Boolean)).toEqual([
      found.get(what) ?? "assign",
    ]);
  });

  it("never throw, and give places inside the text", () => {
    const piece = fc.constantFrom(
      "def f",
      "(",
      ")",
      ":",
      "\n",
      "    ",
      "'''",
      '"',
      "\\",
      "import ",
      "from . ",
      "x",
      "=",
      "@",
      "#",
      "\0",
      "é",
      "if ",
      "try:",
      "*",
      ",",
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 60 })
      .map((parts) => parts.join(""));
    const property = fc.property(text, (source) => {
      const { fault, statements } = outline(source);
      const lines = source.split(/\r\n|\r|\n/).length;
      for (const { line, endLine } of [...statements, ...(fault ? [{ line: fault.line, endLine: fault.line }] : [])]) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(endLine).toBeLessThanOrEqual(lines);
      }
    });
    process.stdout.write(`python outlines: seed ${seed}\n`);
    fc.assert(property, { seed, numRuns: 1000 });
  });
});
