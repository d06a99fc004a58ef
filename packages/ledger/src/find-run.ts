import { compareCodeUnits, T4Error } from "@t4/core";
import type { RunHead } from "./parse-run.ts";
import { runName } from "./run-file.ts";

/** Fewer characters would name a run by accident. */
const SHORTEST = 4;
const SHOWN = 8;

/**
 * The one run that `prefix` stands for: the beginning of its id or of its name, at least 4 characters; upper and lower case are the same. The
 * name of its file, with or without the folder, will do too. Throws `E_NO_RUN` when there is none or more than one, with the runs to choose from.
 */
export function findRun<R extends RunHead>(runs: readonly R[], prefix: string): R {
  const wanted = prefix
    .trim()
    .replace(/^.*\//, "")
    .replace(/\.ndjson$/, "")
    .toLowerCase();
  if (!isPrefix(wanted)) throw noRun(`${quote(prefix)} cannot be the beginning of a run's id or name`, LIST);
  const found = runs.filter((run) => run.id.startsWith(wanted) || runName(run).toLowerCase().startsWith(wanted));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    throw noRun(`${quote(prefix)} stands for ${found.length} runs`, `Give one of them: ${listNames(found)}.`);
  }
  throw noRun(`no run's id or name starts with ${quote(prefix)}`, hintFor(runs, wanted));
}

const LIST = `Give at least ${SHORTEST} characters of what \`t4 ledger log\` shows.`;

/** Hex digits, as of an id, or the beginning of a name such as `20261121t090000z-1a2b3c4d`. */
function isPrefix(text: string): boolean {
  return text.length >= SHORTEST && /^(?:[0-9a-f]{4,64}|\d{8}t(?:\d{0,6}|\d{6}z(?:-[0-9a-f]{0,8})?))$/.test(text);
}

/** Names the run that has the longest beginning in common, when that is long enough to have been meant. */
function hintFor(runs: readonly RunHead[], wanted: string): string {
  if (runs.length === 0) return "The ledger holds no run yet.";
  let nearest = { name: "", common: 0 };
  for (const run of runs) {
    const name = runName(run);
    const common = Math.max(commonLength(run.id, wanted), commonLength(name.toLowerCase(), wanted));
    if (common > nearest.common) nearest = { name, common };
  }
  if (nearest.common < SHORTEST) return "`t4 ledger log` lists the runs.";
  return `Did you mean ${nearest.name}? \`t4 ledger log\` lists the runs.`;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function listNames(runs: readonly RunHead[]): string {
  const names = runs.map(runName).sort(compareCodeUnits).reverse();
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function quote(prefix: string): string {
  return JSON.stringify(prefix.length > 80 ? `${prefix.slice(0, 80)}…` : prefix);
}

function noRun(message: string, hint: string): T4Error {
  return new T4Error("E_NO_RUN", message, { hint });
}
