import type { Node } from "web-tree-sitter";
import type { Lines, Statement } from "./outline.ts";
import { expressionsOf, parseExpression, parseTarget } from "./parse-expression.ts";

const NAMESPACE = /\b(?:globals|vars|locals)\s*\(\s*\)|\b__dict__\b/;
const REMOVES = /\)\s*\.\s*(?:pop|popitem|clear)\b|\bdelattr\s*\(|^del\b/;
const OWN_MODULE = /\bsys\s*\.\s*modules\s*\[\s*__name__\s*\]/;
const CODE = /\b(?:exec|eval|setattr|delattr|__import__)\s*\(/;

/** What a statement does to the module's namespace without naming it: through `globals()`, `exec` or `sys.modules`. */
export function findNamespaceEffect(node: Node, lines: Lines): Statement[] {
  const text = node.text;
  const touches = NAMESPACE.test(text) || OWN_MODULE.test(text) || CODE.test(text);
  if (!touches) return [];
  const replaces = /^sys\s*\.\s*modules\s*\[/.test(text);
  const effect = replaces ? "replaces" : REMOVES.test(text) ? "removes" : "adds";
  return [{ ...lines, type: "effect", effect }];
}

/** What evaluating an expression does: changes to a list of exports, names bound by `:=`, hidden effects, the chance to fail. */
export function parseEvaluated(whole: Node, node: Node, lines: Lines): Statement[] {
  const { type } = node;
  const isString = type === "string" || type === "concatenated_string";
  if (isString || type === "identifier") return isString ? parseHeadWalrus(node, lines) : [];
  const statements = (type === "call" && parseListCall(node, lines)) || [];
  // Whether something is named that reaches into the namespace is seen in the text, which costs no walk over the nodes.
  if (type !== "list" && type !== "dictionary") statements.push(...findNamespaceEffect(whole, lines));
  statements.push(...parseWalrus(node, lines));
  return [...statements, { ...lines, type: "evaluate" }];
}

/** `names.extend(...)`, `names.append(...)`, `names.remove(...)` and the like. */
function parseListCall(node: Node, lines: Lines): Statement[] | undefined {
  const callee = node.childForFieldName("function");
  const object = callee?.type === "attribute" ? callee.childForFieldName("object") : null;
  if (object?.type !== "identifier") return undefined;
  const method = callee?.childForFieldName("attribute")?.text ?? "";
  const args = node.childForFieldName("arguments");
  const [first, ...rest] = args ? expressionsOf(args) : [];
  const common = { ...lines, type: "extend", name: object.text, method: true } as const;
  if (first && rest.length === 0) {
    const value = parseExpression(first);
    if (method === "extend") return [{ ...common, operation: "add", value }];
    if (method === "append")
      return [{ ...common, operation: "add", value: { type: "list", kind: "list", items: [value], truth: true } }];
    if (method === "remove") return [{ ...common, operation: "remove", value }];
  }
  if (!/^(?:insert|pop|clear)$/.test(method)) return undefined;
  return [{ ...common, operation: "unknown", value: { type: "other" } }];
}

/** Names bound by `:=`. Where it may not come to that, in a loop; those in a `lambda` are that function's own. */
function parseWalrus(node: Node, lines: Lines, maybe = false): Statement[] {
  if (!node.text.includes(":=")) return [];
  const { type } = node;
  if (OWN_SCOPE.has(type)) return [];
  const isMaybe = maybe || MAYBE.has(type);
  const inner = expressionsOf(node).flatMap((child) => parseWalrus(child, lines, isMaybe));
  if (type !== "named_expression") return inner;
  const { line, endLine } = lines;
  const targets = [parseTarget(node.childForFieldName("name"))];
  if (maybe) return [...inner, { line, endLine, type: "loop", targets, body: [], otherwise: [] }];
  const value = parseExpression(node.childForFieldName("value"));
  return [...inner, { line, endLine, type: "assign", targets, value }];
}

/** Names that the head of a compound statement, or a part of one, binds by `:=`; a loop, because it may not come to that. */
export function parseHeadWalrus(node: Node, lines: Lines): Statement[] {
  return parseWalrus(node, lines, true);
}

const OWN_SCOPE = new Set(["lambda", "block"]);
const MAYBE = new Set([
  "boolean_operator",
  "comparison_operator",
  "conditional_expression",
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
]);
