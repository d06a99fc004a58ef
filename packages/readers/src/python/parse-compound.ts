import type { Node } from "web-tree-sitter";
import type { Handler, Lines, Statement, Target } from "./outline.ts";
import { expressionsOf, linesOf, normalizeName, parseExpression, parseTarget } from "./parse-expression.ts";
import { parseHeadWalrus } from "./parse-effect.ts";

/** Reads the statements of a nested block. */
type BlockParser = (nodes: readonly (Node | null)[]) => Statement[];

/** Statements whose head can bind by `:=`, and whose other parts are blocks. */
const HEADED = new Set(["for_statement", "while_statement", "with_statement"]);

/** `if`, `try`, `for`, `while`, `with` and `match`, with their blocks; `type` is the node's. */
export function parseCompound(node: Node, type: string, lines: Lines, parse: BlockParser, into: Statement[]): void {
  if (HEADED.has(type)) into.push(...parseHeadWalrus(node, lines));
  switch (type) {
    case "if_statement":
      parseIf(node, lines, parse, into);
      return;
    case "try_statement":
      into.push(parseTry(node, lines, parse));
      return;
    case "for_statement":
    case "while_statement":
      into.push({
        ...lines,
        type: "loop",
        targets: type === "for_statement" ? [parseTarget(node.childForFieldName("left"))] : [],
        body: blockOf(node, "body", parse),
        otherwise: blockOf(node.childForFieldName("alternative"), "body", parse),
      });
      return;
    case "with_statement":
      into.push(parseWith(node, lines, parse));
      return;
    case "match_statement": {
      const cases = expressionsOf(node.childForFieldName("body") ?? node).filter(({ type }) => type === "case_clause");
      const arms = cases.map((arm) => [...parseCaptures(arm), ...blockOf(arm, "consequence", parse)]);
      into.push({ ...lines, type: "match", arms });
      return;
    }
    default:
  }
}

/** What the patterns of a `case` capture, and what its guard binds. Which names are captures is not decided where that costs a look inside. */
function parseCaptures(arm: Node): Statement[] {
  const lines = linesOf(arm);
  const items: Target[] = [];
  for (const pattern of expressionsOf(arm).filter(({ type }) => type !== "block" && type !== "if_clause")) {
    for (const found of pattern.descendantsOfType("identifier")) {
      const parent = found?.parent;
      if (!found || parent?.parent?.type === "class_pattern" || parent?.type === "keyword_pattern") continue;
      if (parent?.type === "dotted_name" && parent.namedChildCount > 1) continue;
      items.push({ type: "name", name: normalizeName(found.text) });
    }
  }
  const captured: Statement = {
    ...lines,
    type: "assign",
    targets: [{ type: "tuple", items }],
    value: { type: "other" },
  };
  return [...(items.length > 0 ? [captured] : []), ...parseHeadWalrus(arm, lines)];
}

/** An `elif` chain is one statement with many arms, so that its length costs no depth. */
function parseIf(node: Node, lines: Lines, parse: BlockParser, into: Statement[]): void {
  const clauses = node.childrenForFieldName("alternative").filter((child) => child !== null);
  const conditional = [node, ...clauses.filter(({ type }) => type === "elif_clause")];
  into.push(...conditional.flatMap(bindingsOfCondition));
  into.push({
    ...lines,
    type: "if",
    arms: conditional.map((arm) => ({
      condition: parseExpression(arm.childForFieldName("condition")),
      body: blockOf(arm, "consequence", parse),
    })),
    otherwise: blockOf(clauses.find(({ type }) => type === "else_clause") ?? null, "body", parse),
  });
}

/** Names that a condition binds by `:=`; a loop, because it may not come to that. */
function bindingsOfCondition(node: Node): Statement[] {
  const condition = node.childForFieldName("condition");
  if (!condition?.text.includes(":=")) return [];
  return parseHeadWalrus(condition, linesOf(condition));
}

function parseTry(node: Node, lines: Lines, parse: BlockParser): Statement {
  const handlers: Handler[] = [];
  let otherwise: Statement[] = [];
  let last: Statement[] = [];
  for (const clause of expressionsOf(node)) {
    if (clause.type === "except_clause" || clause.type === "except_group_clause")
      handlers.push(parseHandler(clause, parse));
    if (clause.type === "else_clause") otherwise = blockOf(clause, "body", parse);
    if (clause.type === "finally_clause") last = blockIn(clause, parse);
  }
  return { ...lines, type: "try", body: blockOf(node, "body", parse), handlers, otherwise, last };
}

function parseHandler(node: Node, parse: BlockParser): Handler {
  const value = node.childForFieldName("value");
  const alias = value?.type === "as_pattern" ? value.childForFieldName("alias")?.text : undefined;
  const caught = value?.type === "as_pattern" ? value.firstNamedChild : value;
  return {
    catches: caught?.text.match(/[\w.]+/g)?.map((name) => name.slice(name.lastIndexOf(".") + 1)) ?? [],
    as: alias === undefined ? undefined : normalizeName(alias),
    body: blockIn(node, parse),
  };
}

function parseWith(node: Node, lines: Lines, parse: BlockParser): Statement {
  const targets: Target[] = [];
  const suppresses: string[] = [];
  for (const clause of expressionsOf(node)) {
    if (clause.type !== "with_clause") continue;
    for (const item of clause.descendantsOfType("as_pattern_target")) if (item) targets.push(parseTarget(item));
    const suppressed = /\bsuppress\s*\(([^()]*)\)/.exec(clause.text);
    if (suppressed) suppresses.push(...(suppressed[1]!.match(/\w+/g) ?? []));
  }
  return { ...lines, type: "with", suppresses, targets, body: blockOf(node, "body", parse) };
}

function blockOf(node: Node | null, field: string, parse: BlockParser): Statement[] {
  const block = node?.childForFieldName(field);
  return block ? parse(block.namedChildren) : [];
}

function blockIn(node: Node, parse: BlockParser): Statement[] {
  const block = node.namedChildren.find((child) => child?.type === "block");
  return block ? parse(block.namedChildren) : [];
}
