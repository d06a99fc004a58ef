import { resolve } from "node:path";
import { putFile } from "@t4/testkit";
import type { MeasureInput } from "./write-measured.ts";

/** Writes files into a workspace, with the folders above them; what is no text is written as JSON. */
export async function put(root: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await putFile(root, path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  }
}

/** A manifest that is valid from the first day on. */
export function draft(module: string, more: object = {}): object {
  return { schema_version: "1.0.0", module, metadata: { status: "draft" }, ...more };
}

/** Two small Python modules, one inside the other, and one of TypeScript; their tests fail when they are run. */
export async function plantModules(root: string): Promise<void> {
  await put(root, {
    "t4.config.json": {},
    "core/module.manifest.json": draft("core"),
    "core/__init__.py": "",
    "core/engine.py": "def run():\n    return 1\n",
    "core/tests/test_engine.py": "def test_run():\n    assert False\n",
    "core/inner/module.manifest.json": draft("core.inner"),
    "core/inner/__init__.py": "x = 1\ny = 2\n",
    "web/module.manifest.json": draft("web"),
    "web/index.ts": "export const one = 1;\n",
  });
}

/** What `cov` and `bench` are asked, on the files of a workspace. */
export function asked(
  root: string,
  modules: readonly string[],
  from: readonly string[] = [],
  more: Partial<MeasureInput> = {},
): MeasureInput {
  return {
    modules,
    from: from.map((typed) => ({ typed, path: resolve(root, typed) })),
    dryRun: false,
    keepGoing: false,
    runner: { timeoutMs: 60_000, passEnv: [], env: process.env },
    ...more,
  };
}

/** LCOV of files, each with the hits of its lines. */
export function lcov(files: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(files)
    .map(([path, hits]) => `SF:${path}\n${hits.map((count, at) => `DA:${at + 1},${count}\n`).join("")}end_of_record\n`)
    .join("");
}

/** Cobertura of files, each with the hits of its lines, made at a time in milliseconds since 1970. */
export function cobertura(files: Readonly<Record<string, readonly number[]>>, timestamp = 1_795_000_000_000): string {
  const classes = Object.entries(files).map(
    ([path, hits]) =>
      `<class filename="${path}"><lines>${hits.map((count, at) => `<line number="${at + 1}" hits="${count}"/>`).join("")}</lines></class>`,
  );
  return `<?xml version="1.0"?>\n<coverage timestamp="${timestamp}"><packages><package><classes>\n${classes.join("\n")}\n</classes></package></packages></coverage>\n`;
}
