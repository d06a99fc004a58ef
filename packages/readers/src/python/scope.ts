import type { Definition, Handler, Lines, PythonOutline } from "./outline.ts";

/** A name listed for export, and where. */
export interface ListedName {
  name: string;
  file: string;
  lines: Lines;
}

/** A list that names exports; a tuple cannot be changed in place. */
export interface NameList {
  kind: "list" | "tuple" | "set";
  listed: ListedName[];
  /** False when something is in it that only a run can tell. */
  complete: boolean;
}

/** Why it cannot be known, or is known not to be: a stable code and what it is about. */
export interface Doubt {
  code: DoubtCode;
  detail: string;
  /** For `dynamic`: the file and the name in it, for which a stub may speak. */
  source?: { file: string; name: string } | undefined;
}

/**
 * `missing` the name or module is not there · `cycle` not there yet when it is asked for · `fails` importing stops before ·
 * `dynamic` decided by running code · `outside` defined outside the workspace · `conditional` not bound on every way ·
 * `typing-only` bound for type checkers alone · `unreadable` the file cannot be read · `stub-only` a stub without its module ·
 * `too-complex` beyond the bounds of this reader.
 */
export type DoubtCode =
  | "missing"
  | "cycle"
  | "fails"
  | "dynamic"
  | "outside"
  | "conditional"
  | "typing-only"
  | "unreadable"
  | "stub-only"
  | "too-complex";

/** What a name stands for. `value` is the result of an expression, `name` the first it was given, `instanceOf` the class it was made from, where that is plain. */
export type Value =
  | { type: "definition"; file: string; definition: Definition }
  | { type: "module"; module: LoadedModule }
  | { type: "literal"; truth?: boolean | undefined; names?: NameList | undefined }
  | { type: "outside"; target: string }
  | { type: "value"; file: string; lines: Lines; name?: string | undefined; instanceOf?: Definition | undefined }
  | { type: "unknown"; doubt: Doubt };

export interface Binding {
  value: Value;
  /** False when the name may be unbound on some way through the file. */
  certain: boolean;
  /** True when it is another kind of thing on another way. */
  mixed?: boolean | undefined;
  /** The statement, or the name in it, that binds it in its own file. */
  lines: Lines;
  how: "definition" | "assign" | "import" | "submodule";
  /** True for `import *`. */
  star?: boolean | undefined;
  /** The module that an import names. */
  from?: string | undefined;
}

/** An exception that ends a module, seen from outside. */
export interface Raised {
  type: "raised";
  exception: string;
  doubt: Doubt;
}

/** A module as importing it would leave it. */
export interface LoadedModule {
  type: "module";
  /** Dotted. */
  name: string;
  file: string | undefined;
  /** Where its submodules lie; undefined for a plain module. */
  folder: string | undefined;
  outline: PythonOutline | undefined;
  scope: Scope;
  state: "running" | "done" | "failed";
  failure?: Raised | undefined;
  /** It has become an attribute of the package above it. */
  attached?: boolean | undefined;
  /** Importing it fails on some way through it. */
  mayFail?: Raised | undefined;
  /** Names may be there that no statement binds, and why. */
  open?: string | undefined;
  /** Names that are there may be gone or be others, and why. */
  unsettled?: string | undefined;
  /** It imports something from outside the workspace that may not be installed. */
  risky: boolean;
  /** How many undecided branches the execution is in. */
  branches: number;
  /** The `try` bodies the execution is in, outermost first. */
  attempts: Attempt[];
  typingOnly: Map<string, { lines: Lines; from: string | undefined }>;
}

/** A `try` body and what was bound when something in it could first fail. */
export interface Attempt {
  scope: Scope;
  handlers: readonly Handler[];
  atFirstRisk?: Map<string, Binding | null> | undefined;
}

/** Names and what they are bound to; a branch is a layer over its base, so that it costs only what it binds. */
export class Scope {
  readonly own = new Map<string, Binding | null>();
  /** Lowest first, the own one last. */
  readonly #layers: readonly Map<string, Binding | null>[];

  constructor(base?: Scope) {
    this.#layers = [...(base ? base.#layers : []), this.own];
  }

  get(name: string): Binding | undefined {
    for (let index = this.#layers.length - 1; index >= 0; index -= 1) {
      const found = this.#layers[index]!.get(name);
      if (found !== undefined) return found ?? undefined;
    }
    return undefined;
  }

  set(name: string, binding: Binding): void {
    this.own.set(name, binding);
  }

  delete(name: string): void {
    this.own.set(name, null);
  }

  /** Bound names, each once. */
  names(): string[] {
    return this.touchedSince(undefined).filter((name) => this.get(name) !== undefined);
  }

  /** Names that the layers above `base` bind or delete. */
  touchedSince(base: Scope | undefined): string[] {
    const names = new Set<string>();
    for (const layer of this.#layers.slice(base ? base.#layers.length : 0))
      for (const name of layer.keys()) names.add(name);
    return [...names];
  }
}

/** Leaves in `base` what holds after one of several ways, of which nobody knows which is taken; the first that works is preferred. */
export function joinScopes(base: Scope, ways: readonly Scope[]): void {
  const names = new Set(ways.flatMap((way) => way.touchedSince(base)));
  for (const name of names) {
    const joined = joinBindings(ways.map((way) => way.get(name)));
    if (joined) base.set(name, joined);
    else base.delete(name);
  }
}

const PREFERENCE: Record<Value["type"], number> = {
  definition: 0,
  value: 1,
  module: 2,
  outside: 3,
  literal: 4,
  unknown: 5,
};

/** One binding for several ways: certain when all have it, and the definition that the workspace holds rather than its stand-in. */
export function joinBindings(bindings: readonly (Binding | undefined)[]): Binding | undefined {
  let best: Binding | undefined;
  let certain = true;
  let mixed = false;
  for (const binding of bindings) {
    certain &&= binding?.certain ?? false;
    if (!binding) continue;
    mixed ||= (binding.mixed ?? false) || (best !== undefined && !isSame(binding.value, best.value));
    if (!best || preferenceOf(binding.value) < preferenceOf(best.value)) best = binding;
  }
  return best && { ...best, certain, mixed };
}

/** What may have been rebound stays in doubt, whatever the other ways bind. */
function preferenceOf(value: Value): number {
  return value.type === "unknown" && value.doubt.code === "conditional" ? -1 : PREFERENCE[value.type];
}

function isSame(a: Value, b: Value): boolean {
  return a === b || (a.type === b.type && (a.type !== "module" || a.module === (b as typeof a).module));
}
