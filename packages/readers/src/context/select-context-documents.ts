import { baseName, compareCodeUnits, dirName } from "@t4/core";

/**
 * The context documents among a module's files: those in its own folder that match a pattern of the config's `context` (a name in which
 * `*` stands for anything), most trusted first: by pattern, then by name.
 */
export function selectContextDocuments(
  moduleFiles: readonly string[],
  moduleDir: string,
  patterns: readonly string[],
): string[] {
  const own = moduleFiles.filter((path) => dirName(path) === moduleDir).sort(compareCodeUnits);
  const selected = patterns.flatMap((pattern) => own.filter((path) => matchesName(baseName(path), pattern)));
  return [...new Set(selected)];
}

/** Linear for any pattern: each part is looked for once, from where the one before ended. */
function matchesName(name: string, pattern: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head) || !name.endsWith(tail)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - tail.length;
}
