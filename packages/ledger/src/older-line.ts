import {
  formatPointer,
  getOwn,
  isJsonObject,
  parsePointer,
  sortedSet,
  type Confidence,
  type JsonObject,
  type JsonValue,
} from "@t4/core";
import { LONGEST_WORD } from "./check-run.ts";
import type { Change } from "./run.ts";

/** One line of an older ledger. */
export type OlderRecord = OlderChange | OlderOperation;

/** A change of one field of a module. */
export interface OlderChange {
  kind: "change";
  sha: string;
  at: string;
  module: string;
  change: Change;
}

/** An operation, and the modules that it touched. */
export interface OlderOperation {
  kind: "operation";
  sha: string;
  at: string;
  operation: string;
  modules: string[];
}

/** What a line cannot be taken in for: the end of a sentence that starts with the file, and the key at fault (`""` for the line). */
export class OlderLineFault extends Error {
  readonly key: string;

  constructor(what: string, key = "") {
    super(what);
    this.key = key;
  }
}

/**
 * What a line of an older ledger says: `{sha, timestamp, field, old, new, extractor, confidence}` or
 * `{operation, timestamp, enrichment_sha, modules}`, `ts` for `timestamp` as well. `module` is the one that the file is about, for lines that do not name
 * theirs. Fields may be JSON Pointers or dotted paths; a line may also give a module's `coverage` or `coverage_pct` alone; other keys do not
 * count. Throws {@link OlderLineFault}.
 */
export function readOlderLine(value: JsonValue, module: string | undefined): OlderRecord[] {
  if (!isJsonObject(value)) throw new OlderLineFault("has a line that is not an object");
  if (has(value, "operation") && !has(value, "field")) return readOperation(value);
  if (has(value, "field") || coverageKey(value) !== undefined) return [readChange(value, module)];
  throw new OlderLineFault('has a line that names neither a "field" nor an "operation"');
}

function readChange(line: JsonObject, module: string | undefined): OlderChange {
  const named = has(line, "module") ? word(line, "module") : module;
  if (named === undefined) throw new OlderLineFault('does not say which "module" this line is about');
  const sha = word(line, has(line, "enrichment_sha") && !has(line, "sha") ? "enrichment_sha" : "sha");
  return { kind: "change", sha, at: time(line), module: named, change: toChange(line) };
}

/** Coverage that was measured in an operation on one module is that module's. */
function readOperation(line: JsonObject): OlderRecord[] {
  const modules = present(line, "modules") ?? [];
  if (!Array.isArray(modules) || !modules.every((name): name is string => typeof name === "string" && name !== "")) {
    throw new OlderLineFault('has "modules" that are not a list of names', "modules");
  }
  const sha = word(line, has(line, "sha") && !has(line, "enrichment_sha") ? "sha" : "enrichment_sha");
  const operation: OlderOperation = {
    kind: "operation",
    sha,
    at: time(line),
    operation: word(line, "operation"),
    modules: sortedSet(modules),
  };
  const [only, ...others] = operation.modules;
  if (only === undefined || others.length > 0 || coverageKey(line) === undefined) return [operation];
  return [operation, { kind: "change", sha, at: operation.at, module: only, change: toChange(line) }];
}

/** Null stands for nothing, as in T4's own views. */
function toChange(line: JsonObject): Change {
  const coverage = coverageKey(line);
  const old = present(line, "old");
  const found = has(line, "field") || coverage === undefined ? present(line, "new") : present(line, coverage);
  return {
    field: has(line, "field") ? fieldOf(line) : COVERAGE,
    ...(old === undefined ? {} : { old }),
    ...(found === undefined ? { removed: true as const } : { new: found }),
    extractor: present(line, "extractor") === undefined ? "unknown" : word(line, "extractor"),
    confidence: confidenceOf(line),
  };
}

/** Where manifests keep measured coverage, which older ledgers called `coverage` or `coverage_pct`. */
const COVERAGE = "/testing/coverage_observed";
const COVERAGE_NAMES = ["coverage_pct", "coverage"];

function coverageKey(line: JsonObject): string | undefined {
  return COVERAGE_NAMES.find((name) => typeof getOwn(line, name) === "number");
}

function fieldOf(line: JsonObject): string {
  const field = getOwn(line, "field");
  if (typeof field !== "string") throw new OlderLineFault('has a "field" that is not a text', "field");
  const segments = field === "" || field.startsWith("/") ? parsePointer(field) : field.split(".");
  const [name = "", ...others] = segments[0] === "testing" ? segments.slice(1) : segments;
  return COVERAGE_NAMES.includes(name) && others.length === 0 ? COVERAGE : formatPointer(segments);
}

/** Older ledgers wrote words or numbers up to 1. Nothing said is nothing to be sure of. */
function confidenceOf(line: JsonObject): Confidence {
  const given = present(line, "confidence") ?? "low";
  if (typeof given === "number" && given >= 0 && given <= 1)
    return given >= 0.9 ? "high" : given >= 0.6 ? "medium" : "low";
  const named = typeof given === "string" ? given.toLowerCase() : "";
  if (named === "high" || named === "medium" || named === "low") return named;
  throw new OlderLineFault('has a "confidence" that is neither high, medium, low nor a number up to 1', "confidence");
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;
/** Larger numbers are milliseconds. */
const MOST_SECONDS = 1e11;

/** UTC in whole seconds; a time without a zone counts as UTC, a number as seconds or milliseconds since 1970. */
function time(line: JsonObject): string {
  const key = has(line, "timestamp") ? "timestamp" : "ts";
  const given = getOwn(line, key);
  const date = new Date(typeof given === "number" ? given * (given < MOST_SECONDS ? 1000 : 1) : isoOf(given));
  const text = Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, -5)}Z`;
  if (/^\d{4}-/.test(text)) return text;
  throw new OlderLineFault(
    given === undefined ? 'has a line without a "timestamp"' : `has a "${key}" that is not a time`,
    key,
  );
}

function isoOf(given: JsonValue | undefined): string {
  const zone = typeof given === "string" ? ISO.exec(given) : null;
  if (zone === null || typeof given !== "string") return "";
  const text = given.replace(" ", "T");
  return zone[1] !== undefined || !text.includes("T") ? text : `${text}Z`;
}

function word(line: JsonObject, key: string): string {
  const value = getOwn(line, key);
  if (value === undefined) throw new OlderLineFault(`has a line without ${JSON.stringify(key)}`);
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_WORD) return value;
  throw new OlderLineFault(`has a ${JSON.stringify(key)} that is not a text of 1 to ${LONGEST_WORD} characters`, key);
}

function has(line: JsonObject, key: string): boolean {
  return Object.hasOwn(line, key);
}

function present(line: JsonObject, key: string): JsonValue | undefined {
  return getOwn(line, key) ?? undefined;
}
