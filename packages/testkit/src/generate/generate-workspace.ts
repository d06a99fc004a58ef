import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fixturePath } from "../temp-workspace.ts";
import { readTemplate, type Template, type TemplateModule } from "./read-template.ts";
import {
  renameCoverage,
  renameImports,
  renameInJson,
  renameLcov,
  renameModule,
  renameTestCases,
  type Names,
} from "./rename.ts";

export interface GenerateOptions {
  /** How many modules there will be, nested ones counted. */
  modules: number;
  /** The fixture whose modules are copied. */
  from?: string;
  /** Whether `coverage.xml` and `report.xml` are written too; they grow with the modules. */
  reports?: boolean;
}

/** T4 reads no file above 5 MB, so a report stops growing before. */
const REPORT_LIMIT = 4_500_000;
const WRITES_AT_ONCE = 64;

/**
 * Fills a folder with a workspace of exactly `modules` modules, copies of aurora's in rounds. Documents, code, tests and benchmark
 * artifacts keep their size; names are unique and importable (`billing`, `billing_b`, `billing_c`, …), imports among the copies of one
 * round are kept, and no two documents have the same bytes. Gives the names of the modules, in the order of their making.
 */
export async function generateWorkspace(root: string, options: GenerateOptions): Promise<string[]> {
  const template = await readTemplate(fixturePath(options.from ?? "aurora"));
  const files = new Map<string, Buffer | string>(template.shared);
  const names: string[] = [];
  const reports = { coverage: [] as string[], cases: [] as string[] };
  for (let round = 0; names.length < options.modules; round += 1) {
    const suffix = suffixOf(round);
    const chosen = template.modules.slice(0, options.modules - names.length);
    const packages = new Map(template.modules.map((module) => [module.package, module.package + suffix]));
    const present = new Map(chosen.map((module) => [module.package, module.package + suffix]));
    for (const module of chosen) {
      copyModule(module, suffix, packages, files);
      names.push(renameModule(module.name, suffix));
    }
    reports.coverage.push(renameCoverage(template.coverage, present));
    reports.cases.push(renameTestCases(template.junit, present).join(""));
    if (files.size > 5000) await writeAll(root, files);
  }
  if (options.reports !== false) addReports(template, reports, files);
  await writeAll(root, files);
  return names;
}

function copyModule(
  module: TemplateModule,
  suffix: string,
  packages: Names,
  files: Map<string, Buffer | string>,
): void {
  const name = renameModule(module.name, suffix);
  const [top = "", , ...below] = module.dir.split("/");
  const dir = [top, packages.get(module.package) ?? module.package, ...below].join("/");
  for (const [path, bytes] of module.files) {
    files.set(`${dir}/${path}`, suffix === "" ? bytes : renameFile(path, bytes, module.name, name, packages));
  }
  if (module.bench !== undefined) {
    files.set(`bench/manifest/${name}.json`, renameInJson(module.bench, module.name, name));
  }
}

function renameFile(path: string, bytes: Buffer, from: string, to: string, packages: Names): Buffer | string {
  const text = bytes.toString("utf8");
  if (path.endsWith(".py") || path.endsWith(".pyi")) return renameImports(text, packages);
  if (path === "module.manifest.json") return renameInJson(text, from, to);
  if (path.endsWith(".info")) return renameLcov(text, packages);
  return path.includes("/") || path.endsWith(".json") ? bytes : `${text}\nThis copy is called ${to}.\n`;
}

function addReports(
  template: Template,
  reports: { coverage: string[]; cases: string[] },
  files: Map<string, Buffer | string>,
): void {
  const open = template.coverage.indexOf("<packages>") + "<packages>".length;
  const close = template.coverage.indexOf("</packages>");
  const head = template.coverage.slice(0, open);
  files.set("coverage.xml", `${head}\n${upTo(reports.coverage)}\n${template.coverage.slice(close)}`);
  const first = template.junit.indexOf("<testcase ");
  const last = template.junit.indexOf("</testsuite>");
  files.set("report.xml", template.junit.slice(0, first) + upTo(reports.cases) + template.junit.slice(last));
}

/** As many whole parts as fit into a report. */
function upTo(parts: readonly string[]): string {
  let length = 0;
  return parts.filter((part) => (length += part.length) < REPORT_LIMIT).join("\n");
}

/** Nothing for the first round, so that it is aurora itself; then `_b`, `_c`, … `_z`, `_ba`, …. */
function suffixOf(round: number): string {
  if (round === 0) return "";
  let letters = "";
  for (let rest = round; rest > 0; rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return `_${letters}`;
}

/** Writes the files and forgets them. */
async function writeAll(root: string, files: Map<string, Buffer | string>): Promise<void> {
  const folders = new Set([...files.keys()].map((path) => dirname(join(root, path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const waiting = [...files];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await writeFile(join(root, next[0]), next[1]);
    }
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, work));
  files.clear();
}
