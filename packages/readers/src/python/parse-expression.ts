import type { Node } from "web-tree-sitter";
import type { Expression, Lines, Target } from "./outline.ts";
import { readStringLiteral } from "./string-literal.ts";

/** Expressions that nest deeper are `other`: nothing is known of them. */
const MAX_DEPTH = 40;
/** Displays with more items are read as literals. */
const MAX_ITEMS = 5000;
const OTHER: Expression = { type: "other" };

const LITERALS = new Set([
  "integer",
  "float",
  "dictionary",
  "set",
  "dictionary_comprehension",
  "list_comprehension",
  "set_comprehension",
  "ellipsis",
]);

/** What a node says about the value it gives. */
export function parseExpression(node: Node | null, depth = 0): Expression {
  if (!node || depth > MAX_DEPTH) return OTHER;
  const inner = (child: Node | null): Expression => parseExpression(child, depth + 1);
  const { type } = node;
  switch (type) {
    case "identifier":
      return { type: "name", name: normalizeName(node.text) };
    case "true":
      return { type: "literal", truth: true };
    case "false":
    case "none":
      return { type: "literal", truth: false };
    case "integer":
      return { type: "literal", truth: !/^0[xXoObB]?[0_]*$/.test(node.text) };
    case "string":
    case "concatenated_string":
      return parseString(node, type);
    case "parenthesized_expression":
      return inner(node.firstNamedChild);
    case "unary_operator":
      return inner(node.childForFieldName("argument")).type === "literal" ? { type: "literal" } : OTHER;
    case "list":
    case "tuple":
    case "expression_list":
      return parseList(node, type === "list" ? "list" : "tuple", depth);
    case "list_splat":
      return { type: "star", of: inner(node.firstNamedChild) };
    case "attribute":
      return parseAttribute(node, depth);
    case "call":
      return parseCall(node, depth);
    case "binary_operator":
      return parseSum(node, depth);
    case "not_operator":
      return { type: "not", operand: inner(node.childForFieldName("argument")) };
    case "boolean_operator":
      return {
        type: "logic",
        operator: node.childForFieldName("operator")?.text === "and" ? "and" : "or",
        left: inner(node.childForFieldName("left")),
        right: inner(node.childForFieldName("right")),
      };
    case "conditional_expression": {
      const [yes, condition, no] = expressionsOf(node);
      return {
        type: "choice",
        condition: inner(condition ?? null),
        yes: inner(yes ?? null),
        no: inner(no ?? null),
      };
    }
    case "comparison_operator":
      return parseComparison(node.text);
    case "named_expression":
      return inner(node.childForFieldName("value"));
    default:
      return LITERALS.has(type) ? { type: "literal" } : OTHER;
  }
}

/** What a node at the left of `=`, or after `del`, `for` or `as`, binds. */
export function parseTarget(node: Node | null, depth = 0): Target {
  if (!node || depth > MAX_DEPTH) return { type: "opaque" };
  switch (node.type) {
    case "identifier":
      return { type: "name", name: normalizeName(node.text) };
    case "attribute": {
      const name = node.childForFieldName("attribute");
      return {
        type: "attribute",
        base: parseExpression(node.childForFieldName("object"), depth + 1),
        name: name ? normalizeName(name.text) : "",
      };
    }
    case "pattern_list":
    case "tuple_pattern":
    case "list_pattern":
    case "expression_list":
    case "tuple":
    case "list":
      return { type: "tuple", items: expressionsOf(node).map((item) => parseTarget(item, depth + 1)) };
    case "list_splat_pattern":
    case "list_splat":
      return { type: "tuple", items: [parseTarget(node.firstNamedChild, depth + 1)] };
    case "parenthesized_expression":
    case "as_pattern_target":
      return parseTarget(node.firstNamedChild, depth + 1);
    default:
      return { type: "opaque" };
  }
}

/** The named children of a node. */
export function expressionsOf(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

/** The lines that a node covers. */
export function linesOf(node: Node): Lines {
  return { line: node.startPosition.row + 1, endLine: node.endPosition.row + 1 };
}

const ASCII = /^[\0-\x7f]*$/;

/** Python compares identifiers in NFKC. */
export function normalizeName(name: string): string {
  return ASCII.test(name) ? name : name.normalize("NFKC");
}

function parseString(node: Node, type: string): Expression {
  const value = readString(node, type);
  return value === undefined ? { type: "literal" } : { type: "string", value, lines: linesOf(node) };
}

/** The text of a plain string, adjacent ones joined; undefined when any part is bytes or formatted. */
export function readString(node: Node, type = node.type): string | undefined {
  if (type === "string") return readStringLiteral(node.text);
  if (type !== "concatenated_string") return undefined;
  let whole = "";
  for (const part of expressionsOf(node)) {
    const value = readStringLiteral(part.text);
    if (value === undefined) return undefined;
    whole += value;
  }
  return whole;
}

/** Only lists that may name exports are taken apart: data tables are long, and each of their nodes costs a call into the parser. */
function parseList(node: Node, kind: "list" | "tuple", depth: number): Expression {
  const first = node.firstNamedChild?.type;
  const count = node.namedChildCount;
  if (first === undefined) return { type: "list", kind, items: [], truth: false };
  if (first === "integer" || first === "float" || count > MAX_ITEMS) return { type: "literal", truth: true };
  return {
    type: "list",
    kind,
    items: expressionsOf(node).map((item) => parseExpression(item, depth + 1)),
    truth: true,
  };
}

function parseAttribute(node: Node, depth: number): Expression {
  const names: string[] = [];
  let base: Node | null = node;
  while (base?.type === "attribute") {
    names.push(normalizeName(base.childForFieldName("attribute")?.text ?? ""));
    base = base.childForFieldName("object");
  }
  return { type: "attribute", base: parseExpression(base, depth + 1), names: names.reverse() };
}

function parseCall(node: Node, depth: number): Expression {
  const args = node.childForFieldName("arguments");
  const simple = args?.type === "argument_list" && args.namedChildCount <= 2;
  return {
    type: "call",
    callee: parseExpression(node.childForFieldName("function"), depth + 1),
    args: simple ? expressionsOf(args).map((item) => parseExpression(item, depth + 1)) : [],
  };
}

function parseSum(node: Node, depth: number): Expression {
  const parts: Node[] = [];
  let left: Node | null = node;
  let onlyPlus = true;
  while (left?.type === "binary_operator") {
    onlyPlus &&= left.childForFieldName("operator")?.text === "+";
    const right = left.childForFieldName("right");
    if (right) parts.push(right);
    left = left.childForFieldName("left");
  }
  if (left) parts.push(left);
  const values = parts.reverse().map((part) => parseExpression(part, depth + 1));
  if (values.every((value) => value.type === "literal" || value.type === "string")) return { type: "literal" };
  return onlyPlus ? { type: "sum", parts: values } : OTHER;
}

const OLDEST_PYTHON = [3, 9] as const;
const VERSION =
  /^sys\s*\.\s*version_info\s*(\[\s*0\s*\]|\.\s*major|\[\s*:\s*\d\s*\])?\s*(<=|>=|<|>|==|!=)\s*\(?\s*(\d+)\s*(?:,\s*(\d+)\s*)?[,\d\s]*\)?$/;

/** Comparisons decided for every interpreter that runs the workspace: being imported, and at least the oldest supported Python. */
function parseComparison(text: string): Expression {
  if (/^__name__\s*==\s*["']__main__["']$/.test(text)) return { type: "literal", truth: false };
  const version = VERSION.exec(text);
  if (!version) return OTHER;
  const onlyMajor = version[1] !== undefined && !version[1].includes(":");
  const truth = compareVersion(version[2]!, Number(version[3]), onlyMajor ? undefined : Number(version[4] ?? 0));
  return truth === undefined ? OTHER : { type: "literal", truth };
}

/** Undefined when supported versions disagree. A missing minor compares the major alone. */
function compareVersion(operator: string, major: number, minor: number | undefined): boolean | undefined {
  if (minor === undefined) {
    const sign = Math.sign(OLDEST_PYTHON[0] - major);
    return { "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "==": sign === 0, "!=": sign !== 0 }[
      operator
    ];
  }
  const alwaysAbove = major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1]);
  const atFloor = major === OLDEST_PYTHON[0] && minor === OLDEST_PYTHON[1];
  const alwaysBelow = major > OLDEST_PYTHON[0];
  if (alwaysAbove) return operator === ">" || operator === ">=" || operator === "!=";
  if (alwaysBelow) return operator === "<" || operator === "<=" || operator === "!=";
  if (atFloor && operator === ">=") return true;
  return atFloor && operator === "<" ? false : undefined;
}
