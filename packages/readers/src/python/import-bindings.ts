import { noteRisk } from "./doubt.ts";
import type { ImportedName, Lines } from "./outline.ts";
import { doubtRebound } from "./rebind.ts";
import type { LoadedModule, Raised, Value } from "./scope.ts";

/** What `import *` needs of the importer. */
export interface NameImporter {
  importName(
    module: LoadedModule,
    source: LoadedModule | { type: "outside"; target: string },
    name: ImportedName,
    path: string,
  ): Raised | undefined;
}

/** Binds a name to what an import found. */
export function bindImport(
  module: LoadedModule,
  name: string,
  found: { value: Value; certain: boolean; mixed?: boolean | undefined },
  lines: Lines,
  from: string,
): void {
  module.scope.set(name, {
    value: found.value,
    certain: found.certain,
    mixed: found.mixed,
    lines,
    how: "import",
    from,
  });
}

/** A submodule becomes an attribute of its package the first time it is imported, and only then. */
export function bindSubmodule(parent: LoadedModule, module: LoadedModule, settled: boolean): void {
  const name = module.name.slice(parent.name.length + 1);
  if (module.state === "running") return;
  const bound = parent.scope.get(name);
  const isSame = bound?.value.type === "module" && bound.value.module === module;
  if (module.attached && !(isSame && !bound.certain && settled)) return;
  module.attached = true;
  parent.scope.set(name, {
    value: { type: "module", module },
    certain: settled,
    lines: { line: 1, endLine: 1 },
    how: "submodule",
  });
}

/** Executes `from source import *`: what `__all__` lists, else every public name that is there now. */
export function importStar(
  importer: NameImporter,
  module: LoadedModule,
  source: LoadedModule | { type: "outside"; target: string },
  lines: Lines,
  path: string,
): Raised | undefined {
  if (source.type === "outside") {
    module.open ??= `star:${path}`;
    return undefined;
  }
  if (source.open !== undefined) module.open ??= source.open;
  const all = source.scope.get("__all__");
  const listed = all?.value.type === "literal" ? all.value.names : undefined;
  if (all && !(listed?.complete && all.certain)) {
    // A list that is known, but perhaps not bound, leaves nothing open: it is that list, or what is public.
    if (!listed?.complete) module.open ??= `star:${path}`;
    noteRisk(module);
  }
  const isListSure = all === undefined || all.certain;
  const given = listed?.listed.map(({ name }) => name) ?? [];
  const open = all && isListSure ? [] : source.scope.names().filter((name) => !name.startsWith("_"));
  for (const name of new Set([...(all ? given : []), ...open])) {
    const before = module.scope.get(name);
    const raised = importer.importName(
      module,
      source,
      { name, as: name, line: lines.line, endLine: lines.endLine },
      path,
    );
    // What `__all__` lists and the module lacks is an attribute error here, and an import error for a single name.
    if (raised) return raised.exception === "ImportError" ? { ...raised, exception: "AttributeError" } : raised;
    const after = module.scope.get(name);
    if (after && !isListSure) {
      const value = before ? doubtRebound(`${module.file ?? module.name}#L${lines.line}`) : after.value;
      module.scope.set(name, { ...after, value, star: true, certain: before?.certain ?? false });
    }
    // A name that the source may lack keeps what it was bound to before.
    else if (after)
      module.scope.set(name, { ...after, star: true, certain: after.certain || (before?.certain ?? false) });
  }
  return undefined;
}
