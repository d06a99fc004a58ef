import { baseName, decodeUtf8, positionOfPointer, parseJsonText, T4Error, type JsonValue } from "@t4/core";
import { OlderLineFault, readOlderLine, type OlderRecord } from "./older-line.ts";
import { moduleOfView } from "./view-name.ts";

/** No older file holds more; a larger one is refused. In bytes. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

/**
 * The records in an older ledger's file, one a line that is not blank. `file` is its path; `<module>.ndjson` says which module its lines are about.
 * Throws `E_IMPORT`, `E_JSON`, `E_JSON_DUPLICATE_KEY`, `E_JSON_DEPTH`, `E_ENCODING` or `E_TOO_LARGE` with file, and line and column where there are any.
 */
export function readOlderFile(bytes: Uint8Array, file: string): OlderRecord[] {
  if (bytes.length > MAX_IMPORT_BYTES) throw tooLarge(file);
  const module = moduleOfView(baseName(file));
  const lines = decodeUtf8(bytes, file)
    .replace(/^\uFEFF/, "")
    .split("\n");
  return lines.flatMap((text, index) => (text.trim() === "" ? [] : readLine(text, { file, line: index + 1, module })));
}

/** An older file that is larger than T4 takes in. */
export function tooLarge(file: string): T4Error {
  return new T4Error(
    "E_TOO_LARGE",
    `${file} is larger than the ${MAX_IMPORT_BYTES / 1024 / 1024} MB that are taken in at a time`,
    {
      file,
      hint: "Split it at the end of a line and import the parts.",
    },
  );
}

interface Place {
  file: string;
  line: number;
  module: string | undefined;
}

function readLine(text: string, { file, line, module }: Place): OlderRecord[] {
  const value = parseLine(text, file, line);
  try {
    return readOlderLine(value, module);
  } catch (cause) {
    if (!(cause instanceof OlderLineFault)) throw cause;
    const pointer = cause.key === "" ? "" : `/${cause.key}`;
    throw new T4Error("E_IMPORT", `${file} ${cause.message}`, {
      file,
      line,
      column: positionOfPointer(text, pointer).column,
      hint: HINT,
    });
  }
}

function parseLine(text: string, file: string, line: number): JsonValue {
  try {
    const { value } = parseJsonText(text, file);
    if (canKeep(value)) return value;
  } catch (cause) {
    if (!(cause instanceof T4Error)) throw cause;
    throw new T4Error(cause.code, cause.message, { file, line, column: cause.column, hint: HINT, cause });
  }
  const message = `${file} has a number that is too large to keep here`;
  throw new T4Error("E_IMPORT", message, { file, line, column: 1, hint: HINT });
}

const HINT = "Mend the line or take it out, then run the command again; nothing was imported.";

/** JSON may spell numbers that no double holds; they have no canonical form. */
function canKeep(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(canKeep);
}
