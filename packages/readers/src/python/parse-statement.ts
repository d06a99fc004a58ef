import type { Node } from "web-tree-sitter";
import type { Definition, Docstring, Expression, Lines, Statement, Target } from "./outline.ts";
import { expressionsOf, linesOf, normalizeName, parseExpression, parseTarget, readString } from "./parse-expression.ts";
import { findNamespaceEffect, parseEvaluated, parseHeadWalrus } from "./parse-effect.ts";
import { parseCompound } from "./parse-compound.ts";
import { parseImport } from "./parse-import.ts";
import { toDocstring } from "./string-literal.ts";

/** Blocks that nest deeper hold an effect that nothing is known of. */
const MAX_NESTING = 60;

/** The statements of a block, in order; those that bind nothing and cannot fail are left out. */
export function parseBlock(nodes: readonly (Node | null)[], depth = 0): Statement[] {
  if (depth > MAX_NESTING) return [{ type: "effect", effect: "removes", line: 1, endLine: 1 }];
  const statements: Statement[] = [];
  for (const node of nodes) if (node) parseStatement(node, depth, statements);
  return statements;
}

/** Each question to a node is a call into the parser, so none is asked twice, and none about what binds nothing. */
function parseStatement(node: Node, depth: number, into: Statement[]): void {
  const { type } = node;
  if (type === "pass_statement") return;
  const lines = linesOf(node);
  switch (type) {
    case "class_definition":
    case "function_definition":
      into.push({
        ...lines,
        type: "definition",
        definition: parseDefinition(node, type, lines, false),
        uses: basesOf(node, type),
      });
      return;
    case "decorated_definition": {
      const inner = node.childForFieldName("definition");
      if (!inner) return;
      const innerType = inner.type;
      const uses = [...decoratorsOf(node), ...basesOf(inner, innerType)];
      const definition = parseDefinition(inner, innerType, linesOf(inner), true);
      into.push({ ...lines, type: "definition", definition, uses });
      return;
    }
    case "import_statement":
    case "import_from_statement":
      into.push(parseImport(node.text, lines));
      return;
    case "expression_statement":
      parseExpressionStatement(node, lines, into);
      return;
    case "delete_statement":
      into.push(...findNamespaceEffect(node, lines));
      into.push({ ...lines, type: "delete", targets: expressionsOf(node).map((child) => parseTarget(child)) });
      return;
    case "type_alias_statement": {
      const name = /^\w+/.exec(node.childForFieldName("left")?.text ?? "")?.[0];
      if (name) into.push(assign(lines, [{ type: "name", name: normalizeName(name) }], { type: "other" }));
      return;
    }
    case "raise_statement":
      into.push({ ...lines, type: "raise", exception: /^\w+/.exec(node.firstNamedChild?.text ?? "")?.[0] ?? "" });
      return;
    case "assert_statement":
      into.push(...parseHeadWalrus(node, lines), { ...lines, type: "evaluate" });
      return;
    default:
      parseCompound(node, type, lines, (nodes) => parseBlock(nodes, depth + 1), into);
  }
}

function parseExpressionStatement(node: Node, lines: Lines, into: Statement[]): void {
  const child = node.firstNamedChild;
  const type = child?.type;
  if (child === null || type === "string") return;
  if (type === "assignment") parseAssignment(child, lines, into);
  else if (type === "augmented_assignment") parseAugmented(child, lines, into);
  else into.push(...parseEvaluated(node, child, lines));
}

function parseAssignment(node: Node, lines: Lines, into: Statement[]): void {
  const targets: Target[] = [];
  let value: Node | null = node;
  while (value?.type === "assignment") {
    const left = value.childForFieldName("left");
    const right: Node | null = value.childForFieldName("right");
    // A bare annotation binds nothing.
    if (!right) return;
    if (left?.type === "subscript") into.push(...findNamespaceEffect(left, lines));
    targets.push(parseTarget(left));
    value = right;
  }
  if (value) into.push(...parseEvaluated(node, value, lines).filter(({ type }) => type !== "evaluate"));
  into.push(assign(lines, targets, parseExpression(value)));
}

function parseAugmented(node: Node, lines: Lines, into: Statement[]): void {
  const target = parseTarget(node.childForFieldName("left"));
  if (target.type !== "name") {
    into.push({ ...lines, type: "evaluate" });
    return;
  }
  const operation = node.childForFieldName("operator")?.text === "+=" ? "add" : "unknown";
  const value = parseExpression(node.childForFieldName("right"));
  into.push(...parseHeadWalrus(node, lines));
  into.push({ ...lines, type: "extend", name: target.name, operation, value });
}

function assign(lines: Lines, targets: Target[], value: Expression): Statement {
  return { ...lines, type: "assign", targets, value };
}

function decoratorsOf(node: Node): Expression[] {
  return node.namedChildren.flatMap((child) =>
    child?.type === "decorator" ? [parseExpression(child.firstNamedChild)] : [],
  );
}

function basesOf(node: Node, type: string): Expression[] {
  if (type !== "class_definition") return [];
  const bases = node.childForFieldName("superclasses");
  return bases ? expressionsOf(bases).flatMap((base) => (NAMED.has(base.type) ? [parseExpression(base)] : [])) : [];
}

const NAMED = new Set(["identifier", "attribute", "call"]);

function parseDefinition(node: Node, type: string, { line, endLine }: Lines, decorated: boolean): Definition {
  const name = normalizeName(node.childForFieldName("name")?.text ?? "");
  const kind = type === "class_definition" ? "class" : "function";
  const body = node.childForFieldName("body");
  const returnsLiteral = kind === "function" && alwaysReturnsLiteral(body);
  return { line, endLine, kind, name, decorated, ...(returnsLiteral && { returnsLiteral }), doc: readDocstring(body) };
}

/** True for a body that ends in `return 7` and returns nothing but literals before; functions inside it count too. */
function alwaysReturnsLiteral(body: Node | null): boolean {
  const last = body?.lastNamedChild;
  if (last?.type !== "return_statement" || !isReturnedLiteral(last)) return false;
  return body!.descendantsOfType("return_statement").every((found) => found !== null && isReturnedLiteral(found));
}

function isReturnedLiteral(node: Node): boolean {
  return RETURNED.has(node.firstNamedChild?.type ?? "none");
}

const RETURNED = new Set(["integer", "float", "true", "false", "none", "string", "list", "tuple", "dictionary"]);

/** The docstring of a block: a plain string that is its first statement, in parentheses or not. */
function readDocstring(body: Node | null): Docstring | undefined {
  const statement = body && body.firstNamedChild;
  if (statement?.type !== "expression_statement" || statement.namedChildCount !== 1) return undefined;
  let node = statement.firstNamedChild;
  for (let depth = 0; node?.type === "parenthesized_expression" && depth < MAX_NESTING; depth += 1) {
    node = node.firstNamedChild;
  }
  const value = node ? readString(node) : undefined;
  return value === undefined ? undefined : toDocstring(value);
}
