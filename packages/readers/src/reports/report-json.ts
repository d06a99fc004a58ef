import { getOwn, isJsonObject, parseJsonText, positionOfPointer, T4Error, type JsonValue } from "@t4/core";
import type { Source } from "../sources.ts";
import { withoutMark } from "./byte-order-mark.ts";

/** A JSON report with the text that its places point into. */
export interface ReportJson {
  path: string;
  text: string;
  value: JsonValue;
}

/** What a value of a report belongs to, for messages, and where it stands, as a JSON Pointer. */
export interface Place {
  report: ReportJson;
  /** Such as `benchmark "parse"`; empty for the report as a whole. */
  subject: string;
  pointer: string;
}

// A string as JSON has it, or to the end of the text when it is not closed; or one of the numbers that only Python writes.
const STRING_OR_NUMBER = /"(?:[^"\\]|\\[^]?)*"?|-?\b(?:NaN|Infinity)\b/g;

/**
 * A report's JSON. `NaN` and infinities, which Python's `json` writes, become strings, so that whoever needs a number there can name
 * what it belongs to. Throws `E_JSON` and its kin with the place.
 */
export function parseReportJson(source: Source): ReportJson {
  const { path } = source;
  const plain = withoutMark(source.text);
  const needsCare = plain.includes("NaN") || plain.includes("Infinity");
  const text = needsCare
    ? plain.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`))
    : plain;
  return { path, text, value: parseJsonText(text, path).value };
}

/** The `E_REPORT` for what stands at a place; `key` is the member at fault, if it is one. */
export function reportFault(
  { report, subject, pointer }: Place,
  what: string,
  key?: string,
  hint = "Produce the report again with the tool that wrote it.",
): T4Error {
  const at = key === undefined ? pointer : `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return new T4Error("E_REPORT", `${report.path}: ${subject === "" ? "" : `${subject} `}${what}`, {
    file: report.path,
    ...positionOfPointer(report.text, at),
    hint,
  });
}

/** The member `key` of the object at a place, undefined when it is not there or null. Throws `E_REPORT` when there is no object. */
export function member(value: JsonValue | undefined, key: string, place: Place): JsonValue | undefined {
  if (!isJsonObject(value)) throw reportFault(place, `is ${shown(value)}, not an object`);
  return getOwn(value, key) ?? undefined;
}

/** A number that is finite and not negative; undefined when it is not there. Throws `E_REPORT`. */
export function measure(value: JsonValue | undefined, key: string, place: Place): number | undefined {
  const found = member(value, key, place);
  return found === undefined ? undefined : checkMeasure(found, key, place);
}

/** The value of `key` as a finite, not negative number. Throws `E_REPORT` naming what it is instead. */
export function checkMeasure(value: JsonValue, key: string, place: Place): number {
  if (typeof value !== "number") throw reportFault(place, `has the ${key} ${shown(value)}, which is not a number`, key);
  if (!Number.isFinite(value)) throw reportFault(place, `has an infinite ${key}`, key);
  if (value < 0) throw reportFault(place, `has a negative ${key}, ${value}`, key);
  return value;
}

/** A text that is not empty; undefined when it is not there. Throws `E_REPORT`. */
export function text(value: JsonValue | undefined, key: string, place: Place): string | undefined {
  const found = member(value, key, place);
  if (found === undefined) return undefined;
  if (typeof found !== "string" || found === "")
    throw reportFault(place, `has the ${key} ${shown(found)}, not a text`, key);
  return found;
}

/** The items of an array; empty when it is not there. Throws `E_REPORT`. */
export function items(value: JsonValue | undefined, key: string, place: Place): JsonValue[] {
  const found = member(value, key, place) ?? [];
  if (!Array.isArray(found)) throw reportFault(place, `has the ${key} ${shown(found)}, not a list`, key);
  return found;
}

/** A value as a message shows it: short, on one line. */
function shown(value: JsonValue | undefined): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length <= 60 ? json : `${json.slice(0, 57)}...`;
}
