import { readFile } from "node:fs/promises";
import { BREAKS_AT_THE_END, compileSources, findPython, listInstalledSources } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { loadPythonParser } from "./grammar.ts";
import { scanSource } from "./lexical/scan-source.ts";
import { parsePythonOutline } from "./parse-outline.ts";

const parser = await loadPythonParser();
const python = await findPython();
/** How many installed files are read; `0` stands for all. */
const FILES = Number(process.env["T4_PYTHON_FILES"] ?? 250);

/** A fuzzer's find among CPython's own tests, which the grammar refuses. */
const BEYOND_GRAMMAR = /\/test\/test_compile\.py$/;

const faultOf = (text: string) => parsePythonOutline(parser, text).fault;

/** No Python from 3.9 to 3.14 takes these; the line is where CPython says so. */
const BROKEN: [text: string, line: number][] = [
  // Indentation.
  ["def g():\n", 1],
  ["def g():\n    # c\n\n", 3],
  ["def g():\nx = 1\n", 2],
  ["x = 1\n    y = 2\n", 2],
  ["from .impl import good\n\tx\n", 2],
  ["if x:\n        a\n    b\n", 3],
  ["if x:\n\ta\n        b\n", 3],
  ["if x:\n        a\n\tb\n", 3],
  ["def f():\n    x = 1\n  \n   y\n", 4],
  ["def f():\n\treturn 1\n        return 2\n", 3],
  ["while True:\n  x\n else:\n  y\n", 3],
  ["if True:\npass\n", 2],
  ["class A:\n\n\n\n", 4],
  ["try:\n  pass\nexcept:\n", 3],
  ["\\\n    x = 1\n", 2],
  [
    `${Array.from({ length: 101 }, (_, depth) => `${" ".repeat(depth)}if a:\n`).join("")}${" ".repeat(101)}x = 1\n`,
    101,
  ],
  // Brackets and strings.
  ["x = (\ny=1\n", 1],
  ["import a\nx = {'a': 1\nimport b\n", 2],
  [
    "def a(): pass\n\nclass B:\n    def m(self):\n        return [1, 2\n\n    def n(self):\n        return 3\n\ndef z(): pass\n",
    5,
  ],
  ["x = [1)\n", 1],
  ["x = 1)\n", 1],
  ["x = 'abc\ny = 2\n", 1],
  ["x = 1\ny = '''abc\n\n", 2],
  ["x = f'{'\n", 1],
  ["x = f'}'\n", 1],
  ["x=1\ny=b'é'\n", 2],
  ["x=1\ny=b'''\né'''\n", 2],
  ["x = 1 \\ \ny\n", 1],
  // Tokens.
  ["x = 1\nx = 08\n", 2],
  ["x = -0777\n", 1],
  ["x=1\ny=`a`\n", 2],
  ["x = $\n", 1],
  // Statements where they cannot stand.
  ["return 1\n", 1],
  ["class A:\n  x = 1\n  return 2\n", 3],
  ["yield 1\n", 1],
  ["await x\n", 1],
  ["def f():\n  await x\n", 2],
  ["async with x: pass\n", 1],
  ["break\n", 1],
  ["if x:\n  continue\n", 2],
  ["for x in y:\n  pass\nelse:\n  break\n", 4],
  ["while 1:\n  def f():\n    break\n", 3],
  ["nonlocal x\n", 1],
  ["x=1\nfrom __future__ import annotations\n", 2],
  ["x=1\ndel f()\n", 2],
  ["x := 2\n", 1],
  ["x: int: str = 1\n", 1],
  ["x:\n  y\n", 1],
  ["raise A, 'b'\n", 1],
  ["def f():\n  print 'x'\n", 2],
  ["def f(a, a): pass\n", 1],
  ["def f(a=1, b): pass\n", 1],
  ["def f(\n    a: int = 1,\n    b: C[int, d],\n    ): pass\n", 3],
  ["@dec\nx = 1\n", 2],
  ["try:\n  x\ny=1\n", 3],
  ["def f():\n  try:\n    x\n  y\n", 4],
  ["try:\n  x\n", 2],
  // What the grammar knows, at the line that breaks.
  ["import os\nif True\n    x = 1\n", 2],
  ["class A:\n  def f(self):\n     x = 1 2\n  def g(self): pass\n", 3],
  ["def f():\n    if x = 1:\n        pass\n    return (\n        2)\n", 2],
  ["if x:\n  pass\nelse\n  pass\n", 3],
];

/** Valid in some Python from 3.9 to 3.14, though not in all. */
const VALID = [
  'x = f"{a["b"]!r:>{w["c"]}}{\n  d  # comment }\n}"\n',
  'x = f"{f"{f\'{1}\'}"}{{}}"\n',
  'x = rf"\\{y}\\N{y}" f"\\N{DIGIT ONE}{y:%H:%M}"\n',
  "x = f'''{\ny:\n>10}'''\n",
  "x = t'{a}'\n",
  "print = 3\nprint if 1 else 2\nprint in x\n",
  "x = 1e-05 + 0.05 + 00 + 0_0 + 08.5 + 09j + 08e1 + a0 + 0x08\n",
  "try:\n  pass\nexcept A, B:\n  pass\n",
  "try:\n  pass\nexcept* A:\n  pass\n",
  "match x:\n    case [1, *y] if z := 2:\n        pass\n",
  "@x := y\ndef f(a, /, b=1, *c, d, e=2, **g): pass\n",
  "def f(a: A[int, F(gt=0)], b: x == y, c: (z := 1), d, e: x <= y): pass\n",
  "def f(a=lambda x, y=1: 0, b=2): pass\ndef g(a, b=', c, a', *, c): pass\n",
  "x: int = lambda a: a; y: int = 2\n",
  "'doc'\nfrom __future__ import annotations\nfrom __future__ import division\n",
  "for x in y:\n    try:\n        break\n    finally:\n        pass\n",
  "if x:\n\ty\n\f\nif z:\n        a\n  # c\n        b\n",
  "async def f():\n    async with x:\n        await y\n    async for z in zip(it(4), it(2), it(1)):\n        pass\n    return 1\n",
  "class A:\n    def f(self):\n        nonlocal_ = 1\n        return_ = b'\\xff'\n        return nonlocal_\n",
];

describe("a source that is no Python 3", () => {
  it.each(BROKEN)("%j breaks at line %i", (text, line) => {
    expect(faultOf(text)).toMatchObject({ line });
  });

  it.each(VALID)("%j has no fault in its text", (text) => {
    expect(scanSource(text).fault).toBeUndefined();
  });

  it("yields the statements before the one that breaks, none of it", () => {
    const { statements, fault } = parsePythonOutline(
      parser,
      "import a\n\n@dec\nclass B:\n    x = (\n\ndef c(): pass\n",
    );
    expect(fault).toMatchObject({ line: 5, column: 9 });
    expect(statements).toMatchObject([{ type: "import" }]);
    expect(parsePythonOutline(parser, "import a\n    b\n").statements).toHaveLength(1);
  });

  it("is found after 20,000 functions", () => {
    expect(faultOf(BREAKS_AT_THE_END.make(20_000))).toMatchObject({ line: 60_001 });
  });
});

describe.skipIf(python === undefined)("sources against CPython", () => {
  it("break at CPython's line", async () => {
    const facts = await compileSources(
      python!,
      BROKEN.map(([text]) => text),
    );
    expect(facts.map((fault) => fault?.line)).toEqual(BROKEN.map(([, line]) => line));
  });

  it("have no fault where CPython compiles them", async () => {
    const paths = await listInstalledSources(python!);
    const step = FILES === 0 ? 1 : Math.max(1, Math.floor(paths.length / FILES));
    const texts = new Map<string, string>();
    for (const path of paths.filter((_, index) => index % step === 0)) {
      const bytes = await readFile(path);
      const text = bytes.toString("utf8");
      if (Buffer.from(text).equals(bytes)) texts.set(path, text.replace(/^\uFEFF/, ""));
    }
    const sources = [...texts.values()];
    let compiled = 0;
    const refused: string[] = [];
    for (let from = 0; from < sources.length; from += 500) {
      const facts = await compileSources(python!, sources.slice(from, from + 500));
      for (const [index, path] of [...texts.keys()].slice(from, from + 500).entries()) {
        if (facts[index]) continue;
        compiled += 1;
        const fault = faultOf(texts.get(path)!);
        if (fault && !BEYOND_GRAMMAR.test(path)) refused.push(`${path}:${fault.line} ${fault.message}`);
      }
    }
    process.stdout.write(
      `python syntax: ${compiled} installed files that CPython compiles, ${refused.length} refused\n`,
    );
    expect(compiled).toBeGreaterThan(0);
    expect(refused).toEqual([]);
  }, 900_000);
});
