import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { FACTS_SCRIPT } from "./cpython-facts.ts";

/** One package to import freshly: `roots` (absolute) come first on `sys.path`, and modules of earlier questions are forgotten. */
export interface PythonQuestion {
  roots: string[];
  package: string;
}

/** What `getattr` on the imported package gives; lengths are `len()` of `__doc__`, 0 without one. */
export interface PythonAttribute {
  type: "class" | "function" | "module" | "other";
  docLength: number;
  /** `__module__`, where the object has one. */
  definedIn: string | null;
}

/** What CPython itself says of a package. */
export interface PythonFacts {
  /** The exception that importing it raised; null when it imports. */
  error: string | null;
  /** `__all__`; null when there is none. */
  all: string[] | null;
  /** By name, for everything in `dir()` and `__all__` that `getattr` reaches. */
  attributes: Record<string, PythonAttribute>;
}

/** The first Python on the PATH that can import all of `modules`; undefined when none can. */
export async function findPython(modules: readonly string[] = []): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => [join(folder, "python3"), join(folder, "python")]);
  for (const candidate of new Set(candidates.filter((path) => existsSync(path)))) {
    const code = ["import sys; assert sys.version_info >= (3, 9)", ...modules.map((name) => `import ${name}`)].join(
      "\n",
    );
    const { failed } = await execa(candidate, ["-B", "-c", code], { reject: false });
    if (!failed) return candidate;
  }
  return undefined;
}

/** Where installed modules lie, as `python` imports them: the folder of each package. */
export async function findInstalled(python: string, modules: readonly string[]): Promise<string[]> {
  const code = `import json, os, importlib\nprint(json.dumps([os.path.dirname(importlib.import_module(m).__file__) for m in ${JSON.stringify(modules)}]))`;
  const { stdout } = await execa(python, ["-B", "-c", code]);
  return JSON.parse(stdout) as string[];
}

/** Imports each package in one child process and says what CPython reaches in it. Governed code runs there, so only for tests. */
export async function askPython(python: string, questions: readonly PythonQuestion[]): Promise<PythonFacts[]> {
  const { stdout } = await execa(python, ["-B", "-W", "ignore", "-c", FACTS_SCRIPT], {
    input: JSON.stringify(questions),
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\u0002") + 1)) as PythonFacts[];
}
