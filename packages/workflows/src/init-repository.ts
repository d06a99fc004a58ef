import { basename } from "node:path";
import {
  baseName,
  compareCodeUnits,
  dirName,
  isJsonObject,
  type JsonObject,
  parseJsonText,
  type Finding,
  T4Error,
} from "@t4/core";
import { discover, listUnignored, type Sources, type Workspace } from "@t4/readers";
import {
  buildTree,
  declaresNothing,
  isSetAside,
  OWNER_FILES,
  possibleNamespaces,
  type RepositoryFacts,
} from "@t4/scaffold";
import pMap from "p-map";
import type { WorkflowContext } from "./context.ts";
import { loadModules, READ_CONCURRENCY } from "./load-modules.ts";

/** What a repository holds that decides about its modules. */
export interface ReadRepository {
  facts: RepositoryFacts;
  codeOwners: string | undefined;
  /** What could not be read, and why. */
  leftOut: { path: string; why: string }[];
  /** What is wrong with manifests that are there. */
  findings: Finding[];
}

/** Reads a repository as far as its modules need it: names of files, package files, `__init__.py` files that may be empty, owners. Throws `E_GIT`. */
export async function readRepository(workspace: Workspace, context: WorkflowContext): Promise<ReadRepository> {
  const listed = await listUnignored(workspace);
  const paths = listed.paths.filter((path) => !path.includes(REPLACEMENT));
  const leftOut: ReadRepository["leftOut"] = unreadableNames(listed.paths);
  const read = reader(workspace.sources, leftOut, context);
  const packages = await readPackages(paths, read, leftOut);
  const pnpm = await read(namedIn(paths, "pnpm-workspace.yaml").filter((path) => !isAside(path)));
  const inits = await read(possibleNamespaces(buildTree(paths)));
  const found = await discover(workspace);
  const { modules, failed } = await loadModules(workspace, found.modules);
  const names = new Map([...failed, ...modules].map(({ manifestPath, name }) => [manifestPath, name]));
  const manifests = found.modules.map(({ dir, manifestPath }): [string, string | undefined] => [
    dir,
    names.get(manifestPath),
  ]);
  return {
    facts: {
      paths,
      rootName: basename(workspace.root),
      context: workspace.config.context,
      packages,
      pnpm: new Map([...pnpm].map(([path, text]) => [dirName(path), text])),
      namespaces: new Set([...inits].filter(([, text]) => declaresNothing(text)).map(([path]) => path)),
      manifests: new Map(manifests),
    },
    codeOwners: await readOwners(workspace.sources, read),
    leftOut: leftOut.sort((a, b) => compareCodeUnits(a.path, b.path)),
    findings: [...found.findings, ...failed.map(({ finding }) => finding)],
  };
}

type Read = (paths: readonly string[]) => Promise<Map<string, string>>;

/** Reads text files; what cannot be read goes into `leftOut`. */
function reader(sources: Sources, leftOut: ReadRepository["leftOut"], { progress }: WorkflowContext): Read {
  return async (paths) => {
    const texts = new Map<string, string>();
    let done = 0;
    await pMap(
      paths,
      async (path) => {
        progress("looking for modules", (done += 1), paths.length);
        try {
          const source = await sources.read(path);
          if (source !== undefined) texts.set(path, source.text);
        } catch (error) {
          if (!(error instanceof T4Error)) throw error;
          leftOut.push({ path, why: error.message });
        }
      },
      { concurrency: READ_CONCURRENCY },
    );
    return new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
}

/** Package files by folder. Of those that are no modules by their place, it is enough to know that they are there. */
async function readPackages(
  paths: readonly string[],
  read: Read,
  leftOut: ReadRepository["leftOut"],
): Promise<Map<string, JsonObject>> {
  const named = namedIn(paths, "package.json");
  const packages = new Map(named.filter(isAside).map((path): [string, JsonObject] => [dirName(path), {}]));
  for (const [path, text] of await read(named.filter((each) => !isAside(each)))) {
    const value = parsePackage(path, text);
    if (typeof value === "string") leftOut.push({ path, why: value });
    else packages.set(dirName(path), value);
  }
  return packages;
}

function namedIn(paths: readonly string[], name: string): string[] {
  return paths.filter((path) => baseName(path) === name);
}

function isAside(path: string): boolean {
  return isSetAside(dirName(path));
}

/** A package file, or why it is none. */
function parsePackage(path: string, text: string): JsonObject | string {
  try {
    const { value } = parseJsonText(text, path);
    return isJsonObject(value) ? value : `${path} holds no object`;
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return error.line === undefined ? error.message : `${error.message} (line ${error.line})`;
  }
}

async function readOwners(sources: Sources, read: Read): Promise<string | undefined> {
  for (const path of OWNER_FILES) {
    const kind = await sources.kindOf(path).catch(() => undefined);
    if (kind !== undefined) return (await read([path])).get(path);
  }
  return undefined;
}

// A name that is not UTF-8 reaches us with this in place of its bytes, so nothing is found under it.
const REPLACEMENT = "\uFFFD";

/** The topmost folders or files whose names are not UTF-8. */
function unreadableNames(paths: readonly string[]): ReadRepository["leftOut"] {
  const named = paths
    .filter((path) => path.includes(REPLACEMENT))
    .map((path) => /^(?:[^\uFFFD/]*\/)*[^/]*/u.exec(path)?.[0] ?? path);
  return [...new Set(named)].map((path) => ({ path, why: "its name is not valid UTF-8" }));
}
