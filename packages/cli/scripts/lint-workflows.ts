/** Lints `.github` below the folder that is given, or below this one, by GitHub's own parser and this repository's rules; exits 1 when something is wrong. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { judgeAction, judgeWorkflow, pinsOf } from "../src/github-rules.ts";

const root = process.argv[2] ?? process.cwd();
const GITHUB = ".github";

const names = (await readdir(join(root, GITHUB), { recursive: true }))
  .filter((name) => /\.ya?ml$/.test(name))
  .toSorted();
const problems: string[] = [];
const commits = new Map<string, string>();
for (const name of names) {
  const path = `${GITHUB}/${name}`;
  const text = await readFile(join(root, path), "utf8");
  problems.push(...(await lint(path, text)).map((problem) => `${path}${problem}`), ...driftOf(path, text));
}
process.stdout.write(problems.map((problem) => `${problem}\n`).join(""));
process.exitCode = problems.length === 0 ? 0 : 1;

/** What GitHub's parser and the rules say of one file. */
async function lint(path: string, text: string): Promise<string[]> {
  const isAction = path.startsWith(`${GITHUB}/actions/`);
  if (!isAction && !path.startsWith(`${GITHUB}/workflows/`)) return [];
  const document = TextDocument.create(pathToFileURL(join(root, path)).href, "yaml", 1, text);
  const found = (await validate(document)).map(
    ({ range: { start }, message }) => `:${start.line + 1}:${start.character + 1}: ${message}`,
  );
  // What GitHub cannot read has no rules to keep.
  if (found.length > 0) return found;
  return (isAction ? judgeAction(text) : judgeWorkflow(text)).map((problem) => `: ${problem}`);
}

/** Says which actions this file takes at another commit than a file before it. */
function driftOf(path: string, text: string): string[] {
  return [...pinsOf(text).keys()].flatMap((use) => {
    const [action = ""] = use.split("@");
    const other = commits.get(action);
    commits.set(action, use);
    return other === undefined || other === use ? [] : [`${path}: uses ${use}, and another file ${other}`];
  });
}
