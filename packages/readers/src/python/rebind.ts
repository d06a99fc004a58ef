import type { Statement } from "./outline.ts";
import { joinScopes, type Binding, type LoadedModule, type NameList, type Scope, type Value } from "./scope.ts";

/** A value that may be another by now; `place` is `file#L9`, where that may have happened. */
export function doubtRebound(place: string): Value {
  return { type: "unknown", doubt: { code: "conditional", detail: place } };
}

/**
 * Leaves in `base` what holds after ways that may be taken once, often or never. Unlike after a branch, which is written to give one thing
 * or its stand-in, a name that was bound before and that a way binds again is in doubt; of a list of names, what every way keeps is known.
 */
export function joinRebound(base: Scope, ways: readonly Scope[], place: string): void {
  const names = new Set(ways.flatMap((way) => way.touchedSince(base)));
  const rebound = new Map<string, Value>();
  for (const name of names) {
    const before = base.get(name);
    const after = ways.map((way) => way.get(name)).filter((binding) => binding !== undefined && binding !== before);
    const value = before && after.length > 0 && reboundValue([before, ...(after as Binding[])], place);
    if (value) rebound.set(name, value);
  }
  joinScopes(base, ways);
  for (const [name, value] of rebound) {
    const joined = base.get(name);
    if (joined) base.set(name, { ...joined, value });
  }
}

/** Undefined when all are literals, which are no symbols whichever it is. */
function reboundValue(bindings: readonly Binding[], place: string): Value | undefined {
  const lists = bindings.map(({ value }) => (value.type === "literal" ? value.names : undefined));
  if (lists.every((list) => list !== undefined)) return { type: "literal", names: intersect(lists) };
  return bindings.every(({ value }) => value.type === "literal") ? undefined : doubtRebound(place);
}

function intersect([first, ...rest]: readonly NameList[]): NameList {
  const kept = rest.map(({ listed }) => new Set(listed.map(({ name }) => name)));
  const listed = first!.listed.filter(({ name }) => kept.every((names) => names.has(name)));
  return { ...first!, listed, complete: false };
}

/** What a definition binds: itself, unless a decorator of the workspace gives a literal in its place. */
export function definedValue(module: LoadedModule, { definition, uses }: Statement & { type: "definition" }): Value {
  const replaced = definition.decorated
    ? uses.find((used) => used.type === "name" && returnsLiteral(module.scope.get(used.name)?.value))
    : undefined;
  if (replaced?.type === "name") return { type: "unknown", doubt: { code: "dynamic", detail: `@${replaced.name}` } };
  return { type: "definition", file: module.file ?? "", definition };
}

function returnsLiteral(value: Value | undefined): boolean {
  return value?.type === "definition" && value.definition.returnsLiteral === true;
}
