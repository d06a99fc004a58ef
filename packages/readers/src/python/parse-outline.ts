import type { Parser } from "web-tree-sitter";
import type { PythonOutline } from "./outline.ts";
import { parseBlock } from "./parse-statement.ts";
import { parseSource } from "./syntax-fault.ts";

/**
 * The outline of a Python source: what its top level binds, in order. Never throws; a syntax error ends the outline and is its `fault`.
 * A byte order mark is skipped, and line ends count as Python counts them.
 */
export function parsePythonOutline(parser: Parser, text: string): PythonOutline {
  const source = normalizeLineEnds(text);
  const parsed = parseSource(parser, source);
  if (!parsed) return { statements: [], unsteady: [], fault: { line: 1, column: 1, message: "does not parse" } };
  try {
    const statements = parseBlock(parsed.statements);
    return { statements, unsteady: findUnsteadyNames(source), lazy: findLazyNames(source), fault: parsed.fault };
  } finally {
    parsed.release();
  }
}

function normalizeLineEnds(text: string): string {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
}

/** Names after `global` in any function. A scan of the text is enough: a false hit only makes the verdict more careful. */
function findUnsteadyNames(source: string): string[] {
  if (!source.includes("global ")) return [];
  const names = new Set<string>();
  for (const match of source.matchAll(/^[ \t]+global[ \t]+([\w, \t]+)/gm)) {
    for (const name of match[1]!.split(",")) names.add(name.trim());
  }
  return [...names];
}

/** A module's `__getattr__` nearly always knows its names as strings, in conditions or in a table. */
function findLazyNames(source: string): Set<string> | undefined {
  if (!source.includes("__getattr__")) return undefined;
  return new Set(source.match(/(?<=["'])\w+(?=["'])/g));
}
