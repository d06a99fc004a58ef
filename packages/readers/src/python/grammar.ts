import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language, Parser } from "web-tree-sitter";

const RUNTIME = "web-tree-sitter.wasm";
const GRAMMAR = "tree-sitter-python.wasm";

let folder: string | undefined;
let parser: Promise<Parser> | undefined;

/** Says where the two grammar files lie. Without it they are looked for in `grammars/` and beside this file, then in the installed packages. */
export function setGrammarFolder(path: string | undefined): void {
  folder = path;
  parser = undefined;
}

/** The parser for Python, loaded on the first call: a run without Python never pays for it. */
export function loadPythonParser(): Promise<Parser> {
  parser ??= load();
  return parser;
}

async function load(): Promise<Parser> {
  const runtime = await import("web-tree-sitter");
  await runtime.Parser.init({ locateFile: () => findWasm(RUNTIME, "web-tree-sitter") });
  const language: Language = await runtime.Language.load(findWasm(GRAMMAR, "tree-sitter-python"));
  const python = new runtime.Parser();
  python.setLanguage(language);
  return python;
}

function findWasm(file: string, packageName: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = folder === undefined ? [join(here, "grammars"), here] : [folder];
  const beside = folders.map((candidate) => join(candidate, file)).find((path) => existsSync(path));
  return beside ?? createRequire(import.meta.url).resolve(`${packageName}/${file}`);
}
