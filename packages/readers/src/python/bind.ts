import { noteRisk, noteUncertain } from "./doubt.ts";
import { evaluate, findAttribute, type Evaluated } from "./evaluate.ts";
import type { Expression, Lines, Target } from "./outline.ts";
import { BUILTINS } from "./names.ts";
import { doubtRebound } from "./rebind.ts";
import type { Binding, LoadedModule, NameList, Raised, Value } from "./scope.ts";

/** Binds the targets of an assignment; a tuple on both sides is taken pairwise. */
export function bindTargets(
  module: LoadedModule,
  targets: readonly Target[],
  result: Evaluated,
  lines: Lines,
  expression?: Expression,
): Raised | undefined {
  for (const target of targets) {
    const raised = bindTarget(module, target, result, lines, expression);
    if (raised) return raised;
  }
  return undefined;
}

/** Executes `del`; `raised` when a name is surely not there. */
export function deleteTargets(module: LoadedModule, targets: readonly Target[], lines: Lines): Raised | undefined {
  for (const target of targets) {
    const raised = deleteTarget(module, target, lines);
    if (raised) return raised;
  }
  return undefined;
}

/** Executes `names += more`, `names.extend(more)` and the like on a list of names; other objects keep what they are. */
export function extendList(
  module: LoadedModule,
  statement: Lines & {
    name: string;
    method?: boolean | undefined;
    operation: "add" | "remove" | "unknown";
    value: Expression;
  },
): Raised | undefined {
  const { name, value } = statement;
  const binding = module.scope.get(name);
  if (!binding) {
    if (module.open !== undefined || BUILTINS.has(name)) return undefined;
    return { type: "raised", exception: "NameError", doubt: { code: "missing", detail: `${module.name}.${name}` } };
  }
  if (!binding.certain || binding.mixed) noteUncertain(module, `${module.name}.${name}`, "NameError");
  const added = evaluate(module, value, statement);
  if (added.type === "raised") return added;
  if (binding.value.type !== "literal" || !binding.value.names) {
    noteRisk(module);
    if (!statement.method) rebindAugmented(module, name, binding, statement);
    return undefined;
  }
  const names = changeNames(binding.value.names, statement, added.value);
  if (!names)
    return { type: "raised", exception: "TypeError", doubt: { code: "missing", detail: `${module.name}.${name}` } };
  module.scope.set(name, { ...binding, value: { type: "literal", names } });
  return undefined;
}

/** `f += 1` binds what `f` gives when asked for the sum: no longer the class or function. */
function rebindAugmented(module: LoadedModule, name: string, binding: Binding, { line }: Lines): void {
  const { type } = binding.value;
  if (type === "definition" || type === "module")
    module.scope.set(name, { ...binding, value: doubtRebound(`${module.file ?? module.name}#L${line}`) });
  else if (type === "value") module.scope.set(name, { ...binding, value: { ...binding.value, instanceOf: undefined } });
}

/** Undefined when the list cannot be changed so. */
function changeNames(
  names: NameList,
  { method, operation, value }: { method?: boolean | undefined; operation: string; value: Expression },
  added: Value,
): NameList | undefined {
  const more = added.type === "literal" ? added.names : undefined;
  if (names.kind === "tuple" && (method || (more && more.kind !== "tuple"))) return undefined;
  if (operation === "remove" && value.type === "string") {
    const index = names.listed.findIndex(({ name }) => name === value.value);
    return index < 0 && names.complete ? undefined : { ...names, listed: names.listed.filter((_, at) => at !== index) };
  }
  if (operation !== "add" || !more) return { ...names, complete: false };
  return { ...names, listed: [...names.listed, ...more.listed], complete: names.complete && more.complete };
}

function bindTarget(
  module: LoadedModule,
  target: Target,
  result: Evaluated,
  lines: Lines,
  expression: Expression | undefined,
): Raised | undefined {
  if (target.type === "name") {
    const { certain, mixed } = result;
    const value = nameValue(result.value, target.name);
    module.scope.set(target.name, { value, certain, mixed, lines, how: "assign" });
    return undefined;
  }
  if (target.type === "attribute") return bindAttribute(module, target, result, lines);
  if (target.type === "opaque") return undefined;
  const items = expression?.type === "list" && expression.items.length === target.items.length ? expression.items : [];
  // Everything at the right is evaluated before anything at the left is bound: `a, b = b, a`.
  const parts: Evaluated[] = [];
  for (const index of target.items.keys()) {
    const item = items[index];
    const part = item && item.type !== "star" ? evaluate(module, item, lines) : partOf(module, lines);
    if (part.type === "raised") return part;
    parts.push(part);
  }
  for (const [index, inner] of target.items.entries()) {
    const raised = bindTarget(module, inner, parts[index]!, lines, items[index]);
    if (raised) return raised;
  }
  return undefined;
}

function nameValue(value: Value, name: string): Value {
  return value.type === "value" && value.name === undefined ? { ...value, name } : value;
}

/** `package.module.name = value` changes that module; `f.__doc__ = …` takes the docstring away; on other objects it binds nothing here. */
function bindAttribute(
  module: LoadedModule,
  target: { base: Expression; name: string },
  result: Evaluated,
  lines: Lines,
): Raised | undefined {
  const base = evaluate(module, target.base, lines);
  if (base.type === "raised") return base;
  if (base.value.type === "module") {
    const { scope } = base.value.module;
    const certain = result.certain && (module.branches === 0 || (scope.get(target.name)?.certain ?? false));
    scope.set(target.name, { value: result.value, certain, lines, how: "assign" });
  } else if (target.name === "__doc__" && target.base.type === "name" && base.value.type === "definition") {
    const binding = module.scope.get(target.base.name);
    const value = { ...base.value, definition: { ...base.value.definition, doc: undefined } };
    if (binding) module.scope.set(target.base.name, { ...binding, value });
  }
  return undefined;
}

function deleteTarget(module: LoadedModule, target: Target, lines: Lines): Raised | undefined {
  if (target.type === "tuple") return deleteTargets(module, target.items, lines);
  if (target.type === "opaque") return undefined;
  if (target.type === "attribute") {
    const base = evaluate(module, target.base, lines);
    if (base.type === "raised") return base;
    if (base.value.type === "module") deleteAttribute(module, base.value.module, target.name);
    return undefined;
  }
  const found = findAttribute(module, target.name);
  if (found && !found.certain) noteUncertain(module, `${module.name}.${target.name}`, "NameError");
  if (!found && module.open === undefined) {
    return {
      type: "raised",
      exception: "NameError",
      doubt: { code: "missing", detail: `${module.name}.${target.name}` },
    };
  }
  module.scope.delete(target.name);
  return undefined;
}

function deleteAttribute(module: LoadedModule, from: LoadedModule, name: string): void {
  const binding = from.scope.get(name);
  if (module.branches === 0 || !binding) from.scope.delete(name);
  else from.scope.set(name, { ...binding, certain: false });
}

function partOf(module: LoadedModule, lines: Lines): Evaluated {
  return { type: "evaluated", value: { type: "value", file: module.file ?? "", lines }, certain: true };
}
