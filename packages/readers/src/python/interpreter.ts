import { noteDoubt, noteRisk, noteUncertain } from "./doubt.ts";
import { executeBlock, executeStatement, type Imports } from "./execute.ts";
import { findAttribute, findDynamic, raiseMissing, type Evaluated } from "./evaluate.ts";
import { isKnown, locateModule, type ModuleFiles } from "./locate.ts";
import { PRELOADED, STANDARD_LIBRARY } from "./names.ts";
import type { ImportedName, Lines, PythonOutline, Statement } from "./outline.ts";
import { bindImport, bindSubmodule, importStar } from "./import-bindings.ts";
import { Scope, type Doubt, type LoadedModule, type Raised, type Value } from "./scope.ts";

/** More statements than any real package executes on import. */
const MAX_STATEMENTS = 400_000;
/** CPython's own recursion limit ends deeper chains of imports. */
const MAX_IMPORT_DEPTH = 150;

export type Imported = LoadedModule | { type: "outside"; target: string } | Raised;

/**
 * Imports modules as CPython would, in its order and with its half-made modules in cycles, but over outlines: only names move.
 * Files that it would need and does not know yet are gathered in `wanted`; then its answers do not count.
 */
export class Interpreter implements Imports {
  readonly wanted = new Set<string>();
  /** Files with a syntax error that were imported all the same, up to the error. */
  readonly faulty = new Set<string>();
  /** The first exception in the package itself; it goes on after that, so that its names can be reported. */
  failure: { raised: Raised; file: string; lines: Lines } | undefined;
  readonly #files: ModuleFiles;
  readonly #entry: string;
  readonly #modules = new Map<string, LoadedModule>();
  readonly #running: LoadedModule[] = [];
  #statements = 0;

  constructor(files: ModuleFiles, entry: string) {
    this.#files = files;
    this.#entry = entry;
  }

  /** Imports the package, with the packages above it. */
  run(): void {
    this.importPath(this.#entry, undefined);
  }

  /** The package as {@link run} left it; undefined when it, or a package above it, is not there. */
  get module(): LoadedModule | undefined {
    return this.#modules.get(this.#entry);
  }

  /** What `from x import name` would find if it stood in a file that was imported. */
  findThrough(file: string, statement: { level: number; module: string }, name: string): Evaluated | undefined {
    const module = [...this.#modules.values()].find((loaded) => loaded.file === file);
    const path = module && (statement.level === 0 ? statement.module : resolveRelative(module, statement));
    const source = path === undefined ? undefined : this.importPath(path, undefined);
    return source?.type === "module" ? findAttribute(source, name) : undefined;
  }

  /** What is known of a file; it is wanted when nothing is. */
  outlineOf(file: string): PythonOutline | undefined {
    const known = this.#files.outlines.get(file);
    if (!known) this.wanted.add(file);
    return known?.outline;
  }

  /** Why importing the package fails on some way, when it does. */
  get mayFail(): Doubt | undefined {
    const parts = this.#entry.split(".");
    const above = parts.map((_, index) => this.#modules.get(parts.slice(0, index + 1).join(".")));
    return above.find((module) => module?.mayFail)?.mayFail?.doubt;
  }

  /** True when `name` is a submodule of a package, imported or not. */
  hasSubmodule(module: LoadedModule, name: string): boolean {
    const found = locateModule(this.#files, `${module.name}.${name}`, [], module, this.wanted);
    return found.type === "file" || found.type === "stub";
  }

  spend(): boolean {
    this.#statements += 1;
    return this.#statements <= MAX_STATEMENTS;
  }

  importNames(module: LoadedModule, statement: Statement & { type: "import" }): Raised | undefined {
    for (const { module: path, as } of statement.names) {
      const imported = this.importPath(path, module);
      if (imported.type === "raised") return imported;
      if (imported.type === "outside") this.#noteOutside(module, path);
      const top = path.split(".")[0]!;
      const value = as === undefined ? this.#valueOf(top, imported) : this.#bindLeaf(path, imported);
      bindImport(module, as ?? top, { value, certain: true }, statement, path);
    }
    return undefined;
  }

  importFrom(module: LoadedModule, statement: Statement & { type: "from" }): Raised | undefined {
    const path = statement.level === 0 ? statement.module : resolveRelative(module, statement);
    if (path === undefined) {
      const detail = `${".".repeat(statement.level)}${statement.module}, above pythonRoots`;
      return { type: "raised", exception: "ImportError", doubt: { code: "missing", detail } };
    }
    const source = this.importPath(path, module);
    if (source.type === "raised") return source;
    if (source.type === "outside") this.#noteOutside(module, path);
    if (statement.names === "*") return importStar(this, module, source, statement, path);
    for (const name of statement.names) {
      const raised = this.importName(module, source, name, path);
      if (raised) return raised;
    }
    return undefined;
  }

  /** Binds one name of `from path import name`. */
  importName(
    module: LoadedModule,
    source: LoadedModule | { type: "outside"; target: string },
    name: ImportedName,
    path: string,
  ): Raised | undefined {
    if (source.type === "outside") {
      bindImport(
        module,
        name.as,
        {
          value: { type: "outside", target: source.target.endsWith(".pyi") ? source.target : `${path}.${name.name}` },
          certain: true,
        },
        name,
        path,
      );
      return undefined;
    }
    const found = findAttribute(source, name.name);
    if (found) {
      if (!found.certain) noteUncertain(module, `${source.name}.${name.name}`, "ImportError");
      bindImport(module, name.as, found, name, path);
      return undefined;
    }
    const isPlain = source.folder !== undefined && !source.scope.get("__getattr__");
    return isPlain
      ? this.#importSubmodule(module, source, name, path)
      : this.#importDynamic(module, source, name, path);
  }

  /** The module at a dotted path, imported with every package above it. */
  importPath(path: string, from: LoadedModule | undefined): Imported {
    const parts = path.split(".");
    if (this.#isOutside(parts[0]!)) return { type: "outside", target: path };
    let parent: LoadedModule | undefined;
    for (let length = 1; length <= parts.length; length += 1) {
      const name = parts.slice(0, length).join(".");
      const module: Imported = this.#modules.get(name) ?? this.#locateAndLoad(name, parts.slice(length), parent);
      if (module.type !== "module") return module;
      if (from && module.mayFail) noteDoubt(from, module.mayFail);
      if (module.failure) return module.failure;
      if (from?.attempts.length === 0 || !module.risky) {
        if (from && module.risky) from.risky = true;
      } else if (from) noteRisk(from);
      if (parent) bindSubmodule(parent, module, this.#isSettled(parent));
      parent = module;
    }
    return parent!;
  }

  #isOutside(top: string): boolean {
    return PRELOADED.has(top) || (STANDARD_LIBRARY.has(top) && !isKnown(this.#files, top));
  }

  #locateAndLoad(name: string, rest: readonly string[], parent: LoadedModule | undefined): Imported {
    const found = locateModule(this.#files, name, rest, parent, this.wanted);
    if (found.type === "file") return this.#load(name, found.file, found.folder);
    if (found.type === "namespace") return this.#add(name, undefined, found.folder, "done");
    if (found.type === "stub") return { type: "outside", target: found.file };
    if (!parent || found.type === "unknown" || parent.scope.get("__path__")) return { type: "outside", target: name };
    return { type: "raised", exception: "ModuleNotFoundError", doubt: { code: "missing", detail: name } };
  }

  #add(name: string, file: string | undefined, folder: string | undefined, state: LoadedModule["state"]): LoadedModule {
    const outline = file === undefined ? undefined : this.#files.outlines.get(file)?.outline;
    const common = { type: "module", name, file, folder, outline, state } as const;
    const module: LoadedModule = {
      ...common,
      scope: new Scope(),
      risky: false,
      branches: 0,
      attempts: [],
      typingOnly: new Map(),
    };
    this.#modules.set(name, module);
    return module;
  }

  #load(name: string, file: string, folder: string | undefined): LoadedModule {
    const module = this.#add(name, file, folder, "running");
    const statements = module.outline?.statements;
    if (module.outline?.fault) this.faulty.add(file);
    this.#running.push(module);
    const raised =
      statements === undefined
        ? ({ type: "raised", exception: "OSError", doubt: { code: "unreadable", detail: file } } as const)
        : this.#running.length > MAX_IMPORT_DEPTH
          ? ({ type: "raised", exception: "RecursionError", doubt: { code: "too-complex", detail: name } } as const)
          : this.#execute(module, statements);
    this.#running.pop();
    module.state = raised ? "failed" : "done";
    module.failure = raised;
    return module;
  }

  /** The package, and those above it, go on after an exception: their names are still to be reported. */
  #execute(module: LoadedModule, statements: readonly Statement[]): Raised | undefined {
    if (this.#entry !== module.name && !this.#entry.startsWith(`${module.name}.`))
      return executeBlock(this, module, statements);
    for (const statement of statements) {
      const raised = executeStatement(this, module, statement);
      if (!raised) continue;
      this.failure ??= { raised, file: module.file ?? "", lines: statement };
      if (raised.doubt.code === "too-complex") break;
      if (statement.type === "from" && statement.names !== "*") bindRefused(module, statement.names, raised);
    }
    return undefined;
  }

  /** True when what happens now surely happens to `module`: no undecided branch is open above it. */
  #isSettled(module: LoadedModule): boolean {
    return this.#running.slice(this.#running.indexOf(module) + 1).every(({ branches }) => branches === 0);
  }

  #valueOf(name: string, imported: Imported): Value {
    const module = this.#modules.get(name);
    if (module) return { type: "module", module };
    return imported.type === "outside"
      ? { type: "outside", target: name }
      : { type: "module", module: imported as LoadedModule };
  }

  /** `import a.b as c` binds what `a` holds under `b`, which need not be the submodule. */
  #bindLeaf(path: string, imported: Imported): Value {
    if (imported.type === "outside") return imported;
    const parent = this.#modules.get(path.slice(0, Math.max(0, path.lastIndexOf("."))));
    const bound = parent && findAttribute(parent, path.slice(path.lastIndexOf(".") + 1));
    return bound?.value ?? { type: "module", module: imported as LoadedModule };
  }

  #importSubmodule(module: LoadedModule, source: LoadedModule, name: ImportedName, path: string): Raised | undefined {
    const sub = this.importPath(`${source.name}.${name.name}`, module);
    if (sub.type === "raised") {
      const absent = sub.exception === "ModuleNotFoundError" && sub.doubt.detail === `${source.name}.${name.name}`;
      if (!absent) return sub;
      return this.#importDynamic(module, source, name, path);
    }
    const value: Value =
      sub.type === "outside" ? sub : (findAttribute(source, name.name)?.value ?? { type: "module", module: sub });
    bindImport(module, name.as, { value, certain: true }, name, path);
    return undefined;
  }

  /** A name that only running code could give. */
  #importDynamic(module: LoadedModule, source: LoadedModule, name: ImportedName, path: string): Raised | undefined {
    const dynamic = findDynamic(source, name.name);
    if (!dynamic) return raiseMissing(source, name.name, "ImportError", module);
    if (source.outline?.lazy?.has(name.name) === false && !this.#isInStub(source, name.name))
      noteUncertain(module, `${source.name}.${name.name}`, "ImportError");
    bindImport(module, name.as, { value: { type: "unknown", doubt: dynamic }, certain: true }, name, path);
    return undefined;
  }

  #isInStub(source: LoadedModule, name: string): boolean {
    const statements = this.outlineOf(`${source.file}i`)?.statements ?? [];
    return statements.some(
      (statement) =>
        (statement.type === "definition" && statement.definition.name === name) ||
        (statement.type === "from" && statement.names !== "*" && statement.names.some(({ as }) => as === name)),
    );
  }

  /** What may not be installed is a risk to an enclosing `try`, and to the modules that import this one. */
  #noteOutside(module: LoadedModule, path: string): void {
    if (module.attempts.length > 0) noteRisk(module);
    else if (!STANDARD_LIBRARY.has(path.split(".")[0]!)) module.risky = true;
  }
}

function resolveRelative(module: LoadedModule, statement: { level: number; module: string }): string | undefined {
  const parts = module.name.split(".");
  const up = statement.level - (module.folder === undefined ? 0 : 1);
  if (up >= parts.length) return undefined;
  const base = parts.slice(0, parts.length - up);
  return [...base, ...(statement.module === "" ? [] : [statement.module])].join(".");
}

function bindRefused(module: LoadedModule, names: readonly ImportedName[], raised: Raised): void {
  for (const name of names) {
    const existing = module.scope.get(name.as);
    if (existing?.lines === name) continue;
    const value = { type: "unknown", doubt: raised.doubt } as const;
    module.scope.set(name.as, { value, certain: true, lines: name, how: "import", from: module.name });
  }
}
