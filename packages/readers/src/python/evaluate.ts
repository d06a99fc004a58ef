import { noteDoubt, noteUncertain } from "./doubt.ts";
import type { Expression, Lines } from "./outline.ts";
import { BUILTINS, isDunder, MODULE_ATTRIBUTES } from "./names.ts";
import {
  joinBindings,
  type Binding,
  type Doubt,
  type LoadedModule,
  type NameList,
  type Raised,
  type Value,
} from "./scope.ts";
import { mayBind } from "./statements.ts";

/** A value, and whether it surely exists. */
export interface Evaluated {
  type: "evaluated";
  value: Value;
  certain: boolean;
  mixed?: boolean | undefined;
}

const TYPE_CHECKING = /^(?:typing|typing_extensions)\.TYPE_CHECKING$/;
/** Calls that copy a list of names. */
const COPIES = new Map<string, NameList["kind"]>([
  ["list", "list"],
  ["sorted", "list"],
  ["tuple", "tuple"],
  ["frozenset", "tuple"],
  ["set", "set"],
]);

/** What an expression gives in a module at this point; `raised` when it surely fails. */
export function evaluate(module: LoadedModule, expression: Expression, lines: Lines): Evaluated | Raised {
  switch (expression.type) {
    case "literal":
      return sure({ type: "literal", truth: expression.truth });
    case "string":
      return sure({ type: "literal", truth: expression.value !== "" });
    case "list":
      return evaluateList(module, expression, lines);
    case "name":
      return lookUp(module, expression.name);
    case "attribute":
      return evaluateAttribute(module, expression, lines);
    case "call":
      return evaluateCall(module, expression, lines);
    case "sum":
      return evaluateSum(module, expression.parts, lines);
    case "choice":
      return evaluateChoice(module, expression, lines);
    default:
      return plainValue(module, lines);
  }
}

/** Whether a condition holds; undefined when that depends on the run. */
export function decide(module: LoadedModule, condition: Expression, lines: Lines): boolean | undefined | Raised {
  if (condition.type === "not") {
    const operand = decide(module, condition.operand, lines);
    return typeof operand === "boolean" ? !operand : operand;
  }
  if (condition.type === "logic") {
    const stops = condition.operator === "or";
    const left = decide(module, condition.left, lines);
    if (left === stops || typeof left === "object") return left;
    const right = decide(module, condition.right, lines);
    if (typeof right === "object") return left === undefined ? undefined : right;
    return right === stops || left !== undefined ? right : undefined;
  }
  const result = evaluate(module, condition, lines);
  if (result.type === "raised") return result;
  return result.certain && !result.mixed ? truthOf(result.value) : undefined;
}

/** The attribute of a module, as far as it is bound there now. */
export function findAttribute(module: LoadedModule, name: string): Evaluated | undefined {
  const binding = module.scope.get(name);
  if (!binding) return MODULE_ATTRIBUTES.has(name) ? sure({ type: "literal" }) : undefined;
  const unsettled = module.unsettled ?? (module.outline?.unsteady.includes(name) ? "global" : undefined);
  if (unsettled !== undefined && binding.value.type !== "literal") {
    return {
      type: "evaluated",
      value: { type: "unknown", doubt: { code: "dynamic", detail: unsettled } },
      certain: false,
    };
  }
  return { type: "evaluated", value: binding.value, certain: binding.certain, mixed: binding.mixed };
}

/** What running code could still give under a name that no statement binds; undefined when nothing could. */
export function findDynamic(module: LoadedModule, name: string): Doubt | undefined {
  const detail = module.scope.get("__getattr__") ? "__getattr__" : module.open;
  if (detail === undefined) return undefined;
  return { code: "dynamic", detail, source: module.file === undefined ? undefined : { file: module.file, name } };
}

/** The exception for a name that is not there: not yet, when `asker` is imported on the way to what binds it, else not at all. */
export function raiseMissing(module: LoadedModule, name: string, exception: string, asker?: LoadedModule): Raised {
  const isLater = module.state === "running" && asker !== module && module.outline && mayBind(module.outline, name);
  const code = isLater ? "cycle" : "missing";
  return { type: "raised", exception, doubt: { code, detail: `${module.name}.${name}` } };
}

function truthOf(value: Value): boolean | undefined {
  if (value.type === "literal") return value.truth;
  if (value.type === "outside") return TYPE_CHECKING.test(value.target) ? false : undefined;
  return value.type === "definition" || value.type === "module" ? true : undefined;
}

function lookUp(module: LoadedModule, name: string): Evaluated | Raised {
  const found = findAttribute(module, name);
  if (found) {
    if (!found.certain) noteUncertain(module, `${module.name}.${name}`, "NameError");
    return found;
  }
  if (BUILTINS.has(name)) return sure({ type: "outside", target: `builtins.${name}` });
  // A module's own `__getattr__` does not serve names in the module itself.
  if (module.open !== undefined) return sure({ type: "unknown", doubt: { code: "dynamic", detail: module.open } });
  return { type: "raised", exception: "NameError", doubt: { code: "missing", detail: `${module.name}.${name}` } };
}

function evaluateAttribute(
  module: LoadedModule,
  { base, names }: { base: Expression; names: string[] },
  lines: Lines,
): Evaluated | Raised {
  let current = evaluate(module, base, lines);
  for (const name of names) {
    if (current.type === "raised") return current;
    current = attributeOf(module, current, name, lines);
  }
  return current;
}

function attributeOf(module: LoadedModule, from: Evaluated, name: string, lines: Lines): Evaluated | Raised {
  const { value } = from;
  // In a branch the condition is likely to be about just that: `if ssl is not None`.
  if (from.mixed && module.branches === 0) noteUncertain(module, name, "AttributeError");
  if (value.type === "outside") return { ...from, value: { type: "outside", target: `${value.target}.${name}` } };
  if (value.type === "unknown") return from;
  if (value.type !== "module") {
    if (isBareFunction(value) && !isDunder(name))
      noteUncertain(module, `${value.definition.name}.${name}`, "AttributeError");
    return plainValue(module, lines);
  }
  const found = findAttribute(value.module, name);
  if (found) {
    if (!found.certain) noteUncertain(module, `${value.module.name}.${name}`, "AttributeError");
    return found;
  }
  const doubt = findDynamic(value.module, name);
  if (doubt && value.module.outline?.lazy?.has(name) === false) noteUncertain(module, name, "AttributeError");
  return doubt ? sure({ type: "unknown", doubt }) : raiseMissing(value.module, name, "AttributeError");
}

function isBareFunction(value: Value): value is Value & { type: "definition" } {
  return value.type === "definition" && value.definition.kind === "function" && !value.definition.decorated;
}

function evaluateCall(
  module: LoadedModule,
  { callee, args }: { callee: Expression; args: Expression[] },
  lines: Lines,
): Evaluated | Raised {
  const kind = callee.type === "name" && !module.scope.get(callee.name) ? COPIES.get(callee.name) : undefined;
  if (kind !== undefined) {
    if (args.length === 0) return sure({ type: "literal", names: { kind, listed: [], complete: true } });
    const copied = evaluate(module, args[0]!, lines);
    if (copied.type === "raised") return copied;
    const { value } = copied;
    if (value.type === "literal") return sure({ ...value, names: value.names && { ...value.names, kind } });
  }
  const called = callee.type === "name" || callee.type === "attribute" ? evaluate(module, callee, lines) : undefined;
  if (called?.type === "raised") return called;
  const result = plainValue(module, lines);
  if (called?.value.type !== "definition" || called.value.definition.kind !== "class") return result;
  return sure({ type: "value", file: module.file ?? "", lines, instanceOf: called.value.definition });
}

function evaluateList(
  module: LoadedModule,
  list: { kind: "list" | "tuple"; items: Expression[]; truth: boolean },
  lines: Lines,
): Evaluated | Raised {
  const file = module.file ?? "";
  let complete = true;
  const listed = [];
  for (const item of list.items) {
    if (item.type === "string") listed.push({ name: item.value, file, lines: item.lines });
    else if (item.type === "star") {
      const inner = evaluate(module, item.of, lines);
      if (inner.type === "raised") return inner;
      const names = inner.value.type === "literal" ? inner.value.names : undefined;
      listed.push(...(names?.listed ?? []));
      complete &&= names?.complete ?? false;
    } else {
      const other = evaluate(module, item, lines);
      if (other.type === "raised") return other;
      complete = false;
    }
  }
  return sure({ type: "literal", truth: list.truth, names: { kind: list.kind, listed, complete } });
}

function evaluateSum(module: LoadedModule, parts: Expression[], lines: Lines): Evaluated | Raised {
  const lists: (NameList | undefined)[] = [];
  for (const part of parts) {
    const result = evaluate(module, part, lines);
    if (result.type === "raised") return result;
    lists.push(result.value.type === "literal" ? result.value.names : undefined);
  }
  const kinds = new Set(lists.map((list) => list?.kind ?? "unknown"));
  if (kinds.size === 1 && kinds.has("unknown")) return plainValue(module, lines);
  const known = [...kinds].filter((kind) => kind !== "unknown");
  if (known.length > 1)
    return {
      type: "raised",
      exception: "TypeError",
      doubt: { code: "missing", detail: `${module.name}: list + tuple` },
    };
  const listed = lists.flatMap((list) => list?.listed ?? []);
  return sure({
    type: "literal",
    names: { kind: known[0]!, listed, complete: lists.every((list) => list?.complete ?? false) },
  });
}

function evaluateChoice(
  module: LoadedModule,
  choice: { condition: Expression; yes: Expression; no: Expression },
  lines: Lines,
): Evaluated | Raised {
  const decided = decide(module, choice.condition, lines);
  if (typeof decided === "object") return decided;
  if (decided !== undefined) return evaluate(module, decided ? choice.yes : choice.no, lines);
  const both = [evaluate(module, choice.yes, lines), evaluate(module, choice.no, lines)];
  for (const one of both) if (one.type === "raised") noteDoubt(module, one);
  const bindings = both.map((one): Binding | undefined =>
    one.type === "raised" ? undefined : { value: one.value, certain: one.certain, lines, how: "assign" },
  );
  const joined = joinBindings(bindings);
  return joined ? { type: "evaluated", value: joined.value, certain: joined.certain, mixed: joined.mixed } : both[0]!;
}

function plainValue(module: LoadedModule, lines: Lines): Evaluated {
  return sure({ type: "value", file: module.file ?? "", lines });
}

function sure(value: Value): Evaluated {
  return { type: "evaluated", value, certain: true };
}
