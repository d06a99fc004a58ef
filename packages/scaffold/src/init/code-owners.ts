import ignore from "ignore";
import picomatch from "picomatch";
import { isTame } from "./tame-pattern.ts";

/** Where GitHub looks for owners; the first that is there counts. */
export const OWNER_FILES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** Says who owns the file at a path; nobody: []. */
export type OwnersOf = (path: string) => readonly string[];

interface Rule {
  line: number;
  /** The folder that every path lies in that is meant, with a `/` behind it; `""` for any. */
  prefix: string;
  matches: (path: string) => boolean;
  owners: readonly string[];
}

/**
 * The owners that a `CODEOWNERS` file gives, by GitHub's rules: the last line that matches counts, also when it names nobody; `dir/*` is only about files in
 * `dir` itself; there is no negation and no `[…]`, and a line with either counts for nothing. See
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function parseCodeOwners(text: string): OwnersOf {
  const byPrefix = new Map<string, Rule[]>();
  for (const [line, words] of text.split(/\r\n|[\r\n]/).entries()) {
    const rule = parseRule(words, line);
    if (rule === undefined) continue;
    const known = byPrefix.get(rule.prefix);
    if (known === undefined) byPrefix.set(rule.prefix, [rule]);
    else known.push(rule);
  }
  return (path) => {
    const last = foldersAbove(path).map((folder) => byPrefix.get(folder)?.findLast(({ matches }) => matches(path)));
    return last.reduce((a, b) => ((b?.line ?? -1) > (a?.line ?? -1) ? b : a), undefined)?.owners ?? [];
  };
}

/** Every folder that a path lies in, with a `/` behind it; the root is `""`. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) =>
    parts
      .slice(0, index)
      .map((part) => `${part}/`)
      .join(""),
  );
}

const OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

function parseRule(text: string, line: number): Rule | undefined {
  const [pattern = "", ...words] = text.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  if (pattern === "" || pattern.startsWith("#") || pattern.startsWith("!") || /[[\]]/.test(pattern) || !isTame(pattern))
    return undefined;
  const comment = words.findIndex((word) => word.startsWith("#"));
  const owners = comment < 0 ? words : words.slice(0, comment);
  if (!owners.every((owner) => OWNER.test(owner)) || pattern === "/") return undefined;
  return { line, prefix: prefixOf(pattern), matches: compilePattern(pattern), owners };
}

/** As for `.gitignore`, but that a last `*` does not reach into folders. */
function compilePattern(pattern: string): (path: string) => boolean {
  if (pattern.endsWith("/*")) return picomatch(pattern.replace(/^\//, ""), SHALLOW);
  const matcher = ignore({ ignorecase: false }).add(pattern);
  return (path) => matcher.ignores(path);
}

const SHALLOW = { dot: true, nobrace: true, noextglob: true, nonegate: true };

/** The folders at the beginning of an anchored pattern that hold no wildcard. */
function prefixOf(pattern: string): string {
  if (!/\/./.test(pattern)) return "";
  const plain = /^\/?((?:[^*?\\/]+\/)*)/.exec(pattern)?.[1] ?? "";
  return plain;
}
