import { findAttribute, findDynamic, type Evaluated } from "./evaluate.ts";
import type { Interpreter } from "./interpreter.ts";
import type { PackagePlace } from "./layout.ts";
import { isDunder } from "./names.ts";
import type { Docstring, Lines } from "./outline.ts";
import type { Binding, Doubt, ListedName, LoadedModule, Value } from "./scope.ts";

/**
 * What a name of a package turns out to be. `defined`: its definition in the workspace; `value` for the result of an expression, whose
 * `doc` is that of the class it is made from, where that is plain. The others are no symbols, or cannot be verified, and say why.
 */
export type ExportOutcome =
  | {
      type: "defined";
      kind: "class" | "function" | "value";
      /** Present for a definition that a decorator may replace: by a property, say, which cannot be called. */
      decorated?: true;
      file: string;
      lines: Lines;
      doc: Docstring | undefined;
    }
  | { type: "literal" | "submodule" | "dunder" }
  | { type: "refused"; doubt: Doubt };

export interface PythonExport {
  name: string;
  /** Where `__init__.py` binds it; undefined when it does not. */
  bound: Lines | undefined;
  /** Where `__all__` names it, when it does. */
  listed: ListedName | undefined;
  outcome: ExportOutcome;
}

export interface PackageExports {
  /** Workspace path of the package's `__init__.py`. */
  file: string;
  /** `__all__` when it is a list that can be read, else the public names. */
  source: "__all__" | "public";
  /** False when `__all__` is partly made by running code. */
  complete: boolean;
  /** True when a file on the way has a syntax error: CPython could not import the package as it is. */
  faulty: boolean;
  exports: PythonExport[];
}

/** The exports of an imported package, in the order in which they are listed or bound. */
export function describeExports(interpreter: Interpreter, place: PackagePlace): PackageExports {
  const module = interpreter.module;
  const file = `${place.folder}/__init__.py`;
  if (!module) return { file, source: "public", complete: false, faulty: interpreter.faulty.size > 0, exports: [] };
  const all = module.scope.get("__all__");
  const names = all?.value.type === "literal" ? all.value.names : undefined;
  const listed = names && (names.complete || names.listed.length > 0) ? names.listed : undefined;
  const exports = listed
    ? [...new Map(listed.map((entry) => [entry.name, entry])).values()].map((entry) => describe(entry.name, entry))
    : publicNames(module).map((name) => describe(name, undefined));
  const complete = all === undefined || (names?.complete === true && all.certain);
  return { file, source: listed ? "__all__" : "public", complete, faulty: interpreter.faulty.size > 0, exports };

  function describe(name: string, entry: ListedName | undefined): PythonExport {
    const binding = module!.scope.get(name);
    const typing = module!.typingOnly.get(name);
    const bound = binding?.lines ?? typing?.lines;
    return { name, bound, listed: entry, outcome: judge(interpreter, module!, name) };
  }
}

function isPublic(name: string): boolean {
  return !name.startsWith("_");
}

/** Public classes and functions of the file, and names re-exported from inside the package; with those that only type checkers see. */
function publicNames(module: LoadedModule): string[] {
  const isInside = (from: string | undefined): boolean =>
    from !== undefined && (from === module.name || from.startsWith(`${module.name}.`));
  const bound = module.scope.names().filter((name) => isPublic(name) && isExport(module.scope.get(name)!, isInside));
  const typing = [...module.typingOnly].filter(
    ([name, { from }]) => isPublic(name) && !module.scope.get(name) && isTypingInside(from, isInside),
  );
  return [...bound, ...typing.map(([name]) => name)];
}

function isTypingInside(from: string | undefined, isInside: (from: string | undefined) => boolean): boolean {
  return from !== undefined && (/^\.(?!\.)/.test(from) || isInside(from));
}

function isExport(binding: Binding, isInside: (from: string | undefined) => boolean): boolean {
  if (binding.how === "definition") return true;
  // What a star brings along from outside was never meant for export.
  if (binding.how === "import") return isInside(binding.from) && !(binding.star && binding.value.type === "outside");
  return binding.how === "assign" && binding.value.type === "definition";
}

function judge(interpreter: Interpreter, module: LoadedModule, name: string): ExportOutcome {
  if (isDunder(name)) return { type: "dunder" };
  const found = findAttribute(module, name);
  if (!found) return judgeUnbound(interpreter, module, name);
  const outcome = judgeValue(interpreter, found);
  if (outcome.type !== "defined") return outcome;
  const { failure } = interpreter;
  if (failure) return refuse({ code: "fails", detail: `${failure.file}#L${failure.lines.line}` });
  const { mayFail } = interpreter;
  return mayFail ? refuse({ code: "fails", detail: `${mayFail.code}:${mayFail.detail}` }) : outcome;
}

function judgeValue(interpreter: Interpreter, { value, certain }: Evaluated): ExportOutcome {
  switch (value.type) {
    case "literal":
      return { type: "literal" };
    case "module":
      return { type: "submodule" };
    case "outside":
      return refuse({ code: value.target.endsWith(".pyi") ? "stub-only" : "outside", detail: value.target });
    case "unknown":
      return judgeStub(interpreter, value.doubt);
    default:
      return certain
        ? defined(declaredValue(interpreter, value))
        : refuse({ code: "conditional", detail: fileOf(value) });
  }
}

function defined(value: Value & { type: "definition" | "value" }): ExportOutcome {
  if (value.type === "value") {
    return { type: "defined", kind: "value", file: value.file, lines: value.lines, doc: value.instanceOf?.doc };
  }
  const { kind, decorated, doc, line, endLine } = value.definition;
  return { type: "defined", kind, ...(decorated && { decorated }), file: value.file, lines: { line, endLine }, doc };
}

function fileOf(value: Value & { type: "definition" | "value" }): string {
  return `${value.file}#L${value.type === "value" ? value.lines.line : value.definition.line}`;
}

function judgeUnbound(interpreter: Interpreter, module: LoadedModule, name: string): ExportOutcome {
  const submodule = interpreter.hasSubmodule(module, name);
  if (submodule) return { type: "submodule" };
  const dynamic = findDynamic(module, name);
  if (dynamic) return judgeStub(interpreter, dynamic);
  if (module.typingOnly.has(name)) return refuse({ code: "typing-only", detail: module.name });
  const { failure } = interpreter;
  if (failure) return refuse({ code: "fails", detail: `${failure.file}#L${failure.lines.line}` });
  return refuse({ code: "missing", detail: `${module.name}.${name}` });
}

/** A name that running code gives is verified by the stub beside that code. */
function judgeStub(interpreter: Interpreter, doubt: Doubt): ExportOutcome {
  const declared = doubt.source && findInStub(interpreter, doubt.source.file, doubt.source.name);
  return declared ? defined(declared) : refuse(doubt);
}

/** What an expression gives is what the stub beside it says it is, where there is one. */
function declaredValue(
  interpreter: Interpreter,
  value: Value & { type: "definition" | "value" },
): Value & { type: "definition" | "value" } {
  if (value.type !== "value" || value.name === undefined) return value;
  return findInStub(interpreter, value.file, value.name) ?? value;
}

/** The definition of a name in the stub of a file, or in the module that the stub takes it from. */
function findInStub(
  interpreter: Interpreter,
  file: string,
  name: string,
): (Value & { type: "definition" }) | undefined {
  const stub = `${file}i`;
  for (const statement of interpreter.outlineOf(stub)?.statements ?? []) {
    if (statement.type === "definition" && statement.definition.name === name) {
      return { type: "definition", file: stub, definition: statement.definition };
    }
    if (statement.type !== "from" || statement.names === "*") continue;
    const imported = statement.names.find(({ as }) => as === name);
    const found = imported && interpreter.findThrough(file, statement, imported.name);
    if (found?.certain && found.value.type === "definition") return found.value;
  }
  return undefined;
}

function refuse(doubt: Doubt): ExportOutcome {
  return { type: "refused", doubt };
}
