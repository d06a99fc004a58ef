import { getOwn, isJsonObject, type JsonObject, joinPath, parseJsonText, relativeTo, T4Error } from "@t4/core";
import { Consulted, PythonProject, type PythonRecord, readPythonPackage, type Workspace } from "@t4/readers";
import { isStandardModule, planPythonTests, planScriptTests, scriptEntry, type ScaffoldFile } from "@t4/scaffold";
import type { LoadedModule } from "./load-modules.ts";
import type { PlanModule } from "./scaffold-report.ts";
import { openWords } from "./scaffold-word.ts";

const NO_CODE =
  "it has neither one Python package nor a source file that a package.json or an index names, so there is nothing to import";

/** Plans tests of modules, whose import path and APIs are what enrichment takes them for. */
export function openTestPlanner(settings: Workspace, modules: readonly LoadedModule[]): PlanModule {
  const { sources, config } = settings;
  const project = new PythonProject(sources, {
    roots: config.pythonRoots,
    moduleFolders: modules.map(({ dir }) => dir),
  });
  const wordOf = openWords(modules);
  return async (module) => {
    const record = await readPythonPackage(project, module.dir, new Consulted(sources));
    const fault = record === undefined ? undefined : faultOf(record);
    if (fault !== undefined) return { files: [], why: fault };
    const python = record === undefined ? [] : await pythonTests(module, record, wordOf(module), settings);
    const script = await scriptTests(module, record !== undefined, settings);
    return { files: [...python, ...script], why: python.length + script.length === 0 ? NO_CODE : undefined };
  };
}

/** Why importing the package cannot work as its source stands; undefined when nothing is known against it. */
function faultOf({ findings, exports, place }: PythonRecord): string | undefined {
  if (isStandardModule(place.name)) {
    return `Python's standard library has a module of that name, ${place.name.split(".", 1)[0]}, which tests may import instead`;
  }
  const [found] = findings;
  if (found !== undefined) return `${found.message}, so tests that import it could not pass`;
  return exports.faulty ? `${exports.file} does not parse` : undefined;
}

async function pythonTests(
  { name: module, dir }: LoadedModule,
  { place, exports }: PythonRecord,
  word: string | undefined,
  { config, sources }: Workspace,
): Promise<ScaffoldFile[]> {
  const verified = exports.exports.flatMap(({ name, outcome }) =>
    outcome.type === "defined" ? [{ name, canBeCalled: outcome.kind !== "value" && outcome.decorated !== true }] : [],
  );
  const present = (await sources.names(joinPath(dir, "tests"))) ?? [];
  return planPythonTests({
    module,
    dir,
    root: place.root,
    name: place.name,
    otherRoots: (config.pythonRoots ?? []).map((root) => joinPath(root).replace(/\/$/, "")),
    apis: verified.map(({ name }) => name),
    callables: verified.filter(({ canBeCalled }) => canBeCalled).map(({ name }) => name),
    word,
    present,
    inPackage: isInPackage(dir, place) && (present.length === 0 || present.includes("__init__.py")),
  });
}

/** True when pytest takes the module's folder for a package, by whose dotted path it names the tests in it. */
function isInPackage(dir: string, place: PythonRecord["place"]): boolean {
  return dir === place.folder && place.name.split(".").every((part) => /^[^\W\d]\w*$/u.test(part));
}

async function scriptTests(
  { name: module, dir, files, manifest }: LoadedModule,
  hasPython: boolean,
  { sources }: Workspace,
): Promise<ScaffoldFile[]> {
  const own = new Set(files.map((path) => relativeTo(dir, path) ?? path));
  const packageFile = own.has("package.json") ? await readPackage(joinPath(dir, "package.json"), sources) : undefined;
  // Beside a Python package, stray scripts are no second module.
  if (hasPython && packageFile === undefined) return [];
  const entry = scriptEntry(packageFile, own);
  return entry === undefined ? [] : planScriptTests({ module, entry, apis: hasPython ? [] : verifiedIn(manifest) });
}

/** The APIs that the manifest says resolve. */
function verifiedIn(manifest: JsonObject): string[] {
  const apis = getOwn(manifest, "apis");
  if (!isJsonObject(apis)) return [];
  return Object.entries(apis).flatMap(([name, api]) =>
    isJsonObject(api) && getOwn(api, "import_verified") === true ? [name] : [],
  );
}

/** Undefined for one that cannot be used, which says nothing. */
async function readPackage(path: string, sources: Workspace["sources"]): Promise<JsonObject | undefined> {
  try {
    const source = await sources.read(path);
    const value = source && parseJsonText(source.text, path).value;
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}
