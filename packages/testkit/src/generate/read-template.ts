import { compareCodeUnits, isJsonObject, parseJson } from "@t4/core";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A module of the workspace that is copied. */
export interface TemplateModule {
  name: string;
  /** Relative to the workspace, such as `src/identity/sessions`. */
  dir: string;
  /** The top-level package, such as `identity`. */
  package: string;
  /** Files of the module and of no nested one, relative to `dir`. */
  files: Map<string, Buffer>;
  /** The kept benchmark artifact at the workspace's root. */
  bench: string | undefined;
}

export interface Template {
  /** Parents before what is nested in them. */
  modules: TemplateModule[];
  /** What lies outside of the modules, relative to the workspace; reports and artifacts are not among them. */
  shared: Map<string, Buffer>;
  coverage: string;
  junit: string;
}

const MANIFEST = "module.manifest.json";
const ROOTS = ["src/", "services/"];

const rootOf = (path: string) => ROOTS.findIndex((root) => path.startsWith(root));

/** Reads a whole workspace of fixtures into memory. */
export async function readTemplate(folder: string): Promise<Template> {
  const files = await readFiles(folder);
  const dirs = [...files.keys()]
    .filter((path) => path.endsWith(`/${MANIFEST}`) && rootOf(path) >= 0)
    .map((path) => path.slice(0, -MANIFEST.length - 1))
    .sort((a, b) => rootOf(a) - rootOf(b) || compareCodeUnits(a, b));
  const modules = dirs.map((dir) => describe(dir, files));
  const shared = new Map<string, Buffer>();
  for (const [path, bytes] of files) {
    const owner = dirs.findLast((dir) => path.startsWith(`${dir}/`));
    if (owner !== undefined) {
      modules[dirs.indexOf(owner)]?.files.set(path.slice(owner.length + 1), bytes);
    } else if (!path.startsWith("bench/") && path !== "coverage.xml" && path !== "report.xml") {
      shared.set(path, bytes);
    }
  }
  const text = (path: string) => files.get(path)?.toString("utf8") ?? "";
  return { modules, shared, coverage: text("coverage.xml"), junit: text("report.xml") };
}

function describe(dir: string, files: ReadonlyMap<string, Buffer>): TemplateModule {
  const path = `${dir}/${MANIFEST}`;
  const manifest = parseJson(files.get(path) ?? Buffer.alloc(0), path).value;
  const name = isJsonObject(manifest) ? String(manifest["module"]) : dir;
  const bench = files.get(`bench/manifest/${name}.json`)?.toString("utf8");
  return { name, dir, package: dir.split("/")[1] ?? dir, files: new Map(), bench };
}

async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !/(?:^|\/)(?:__pycache__|\.pytest_cache|\.benchmarks|\.t4)\/|(?:^|\/)\.coverage$/.test(path))
    .sort();
  const bytes = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  return new Map(paths.map((path, index) => [path, bytes[index] ?? Buffer.alloc(0)]));
}
