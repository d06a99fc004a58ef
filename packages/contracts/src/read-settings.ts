import { formatPointer, parseJsonText, positionOfPointer, T4Error, type JsonValue } from "@t4/core";
import type { $ZodIssue, $ZodType } from "zod/v4/core";
import { nearest } from "./nearest.ts";
import { showPath, showValue, withArticle } from "./show-value.ts";

/** A settings file as it was read: its path relative to the workspace, and its text. */
export interface SettingsSource {
  path: string;
  text: string;
}

/** A zod schema of a settings file, of zod or zod/mini. */
type Shape<T> = $ZodType<T> & {
  safeParse(value: unknown): { success: boolean; data?: T; error?: { issues: $ZodIssue[] } };
};

/**
 * The settings in a JSON file. Throws `E_JSON` and its kin, or `E_CONFIG` for the first thing wrong, with file, line and column
 * and, for an unknown key, the known key it resembles. `advice` says how a value of this file is mended.
 */
export function readSettings<T>(source: SettingsSource, shape: Shape<T>, keysAt: KeysAt, advice = MEND): T {
  const { data, faults } = judgeSettings(source, shape, keysAt, advice);
  if (data !== undefined) return data;
  throw faults[0] as T4Error;
}

/** Everything that {@link readSettings} could throw about a file's values, unknown keys first. Throws `E_JSON` and its kin. */
export function settingsFaults<T>(source: SettingsSource, shape: Shape<T>, keysAt: KeysAt): T4Error[] {
  return judgeSettings(source, shape, keysAt, MEND).faults;
}

function judgeSettings<T>(
  source: SettingsSource,
  shape: Shape<T>,
  keysAt: KeysAt,
  advice: string,
): { data: T | undefined; faults: T4Error[] } {
  const { value } = parseJsonText(source.text, source.path);
  const result = shape.safeParse(value);
  if (result.success) return { data: result.data as T, faults: [] };
  const worded = unknownFirst(result.error?.issues ?? []).flatMap((issue) => wordIssue(issue, value, keysAt));
  return {
    data: undefined,
    faults: worded.map(({ path, message, hint }) => settingsFault(source, path, message, hint ?? advice)),
  };
}

/** The `E_CONFIG` that says what is wrong with the value at a path of a settings file. */
export function settingsFault(
  source: SettingsSource,
  path: readonly (string | number)[],
  message: string,
  hint = MEND,
): T4Error {
  const place = positionOfPointer(source.text, formatPointer(path));
  return new T4Error("E_CONFIG", `${source.path}: ${message}`, { file: source.path, ...place, hint });
}

const MEND = "Mend the value, or remove the key to use the default.";

/** The keys that are known in the object at a path. */
export type KeysAt = (path: readonly (string | number)[]) => readonly string[];

type Path = (string | number)[];

interface Worded {
  path: Path;
  message: string;
  /** Undefined for what the file's own advice mends. */
  hint: string | undefined;
}

function isUnknown({ code }: $ZodIssue): boolean {
  return code === "unrecognized_keys";
}

/** An unknown key explains most other faults, such as a key that is missing. */
function unknownFirst(issues: readonly $ZodIssue[]): $ZodIssue[] {
  return issues.toSorted((a, b) => Number(isUnknown(b)) - Number(isUnknown(a)));
}

function wordIssue(issue: $ZodIssue, root: JsonValue, keysAt: KeysAt): Worded | Worded[] {
  const parent = issue.path as Path;
  const name = showPath(parent);
  const shown = showValue(valueAt(root, parent));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, parent, keysAt(parent)));
    case "invalid_key": {
      const key = String(parent.at(-1));
      return unknownKey(key, parent.slice(0, -1), keysAt(parent.slice(0, -1)));
    }
    case "invalid_type":
      return fault(parent, `${name} must be ${withArticle(NOUNS[issue.expected] ?? issue.expected)}, not ${shown}`);
    case "invalid_value":
      return fault(parent, `${name} must be one of ${issue.values.map(showValue).join(", ")}, not ${shown}`);
    case "too_small":
      if (issue.origin === "string") return fault(parent, `${name} must not be empty`);
      return fault(
        parent,
        `${name} must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}, not ${shown}`,
      );
    case "too_big":
      return fault(
        parent,
        `${name} must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}, not ${shown}`,
      );
    default:
      return fault(parent, `${name} cannot be ${shown}`);
  }
}

function unknownKey(key: string, parent: Path, known: readonly string[]): Worded {
  const guess = nearest(key, known);
  const place = parent.length === 0 ? "" : ` in ${showPath(parent)}`;
  return {
    path: [...parent, key],
    message: `unknown key ${showValue(key)}${place}`,
    hint: guess === undefined ? `Known keys: ${known.join(", ")}.` : `Did you mean "${guess}"?`,
  };
}

function fault(path: Path, message: string): Worded {
  return { path, message, hint: undefined };
}

const NOUNS: Record<string, string> = { record: "object", int: "integer" };

function valueAt(root: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, JsonValue>)[segment];
  }
  return value;
}
