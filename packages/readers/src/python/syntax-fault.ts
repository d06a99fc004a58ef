import type { Node } from "web-tree-sitter";
import type { SyntaxFault } from "./outline.ts";

/** Statements of Python 2 that the grammar still knows, and that Python 3 refuses. */
const PYTHON_2 = new Set(["print_statement", "exec_statement"]);
/** Without one there is no such statement, and no need to ask every node for its type. */
const OLD_KEYWORD = /\b(?:print|exec)\b/;

/** The first place where the source is no Python 3, and its offset; undefined when it parses. */
export function findSyntaxFault(root: Node, source: string): { fault: SyntaxFault; offset: number } | undefined {
  const old = OLD_KEYWORD.test(source) ? findOldStatement(root) : undefined;
  const candidates = [findNul(source), old, root.hasError ? findError(root) : undefined];
  return candidates.filter((candidate) => candidate !== undefined).sort((a, b) => a.fault.line - b.fault.line)[0];
}

function findNul(source: string): { fault: SyntaxFault; offset: number } | undefined {
  const offset = source.indexOf("\0");
  if (offset < 0) return undefined;
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return { offset, fault: { line, column: offset - before.lastIndexOf("\n"), message: "holds a null character" } };
}

function findOldStatement(root: Node): { fault: SyntaxFault; offset: number } | undefined {
  const node = root.namedChildren.find((child) => child !== null && PYTHON_2.has(child.type));
  return node ? faultAt(node, `${node.type.replace("_statement", "")} is a statement only in Python 2`) : undefined;
}

/** Walks down the leftmost path to an ERROR or MISSING node. */
function findError(root: Node): { fault: SyntaxFault; offset: number } {
  let node = root;
  for (;;) {
    if (node.isMissing) return faultAt(node, `expected ${node.type}`);
    if (node.isError && node.type === "ERROR" && node !== root) return faultAt(node, "invalid syntax");
    const next = node.children.find((child) => child !== null && (child.hasError || child.isError || child.isMissing));
    if (!next) return faultAt(node, "invalid syntax");
    node = next;
  }
}

function faultAt(node: Node, message: string): { fault: SyntaxFault; offset: number } {
  const { row, column } = node.startPosition;
  return { offset: node.startIndex, fault: { line: row + 1, column: column + 1, message } };
}
