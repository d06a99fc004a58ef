import { baseName, canonicalJson, decodeUtf8, dirName, relativeTo, sha256, T4Error, type JsonValue } from "@t4/core";
import { checkEntry, checkHeader, checkImported } from "./check-run.ts";
import { DRAFT, PENDING, runFileName } from "./run-file.ts";
import type { ImportedEntry, Run, RunEntry, RunHeader } from "./run.ts";

/** A run without its entries. */
export type RunHead = Pick<Run, "id" | "header">;

/**
 * The run in a run file's bytes. `file` is the file's path, whose name must be the one that the content demands, with or
 * without `.pending` or `.draft`. Throws `E_LEDGER` with file and line for anything that {@link serializeRun} would not have written.
 */
export function parseRun(bytes: Uint8Array, file: string): Run {
  const [first = "", ...rest] = splitLines(bytes, file);
  const header = parseHeader(first, file);
  if (header.source !== undefined) {
    const imported = parseEntries<ImportedEntry>(rest, header, { check: checkImported, key: "module", file });
    return { id: identify(bytes, header, file), header, entries: [], imported };
  }
  const entries = parseEntries<RunEntry>(rest, header, { check: checkEntry, key: "path", file });
  refuseOwnFiles(entries, file);
  return { id: identify(bytes, header, file), header, entries };
}

/** Id and header of a run file without reading its entries; the bytes are still those that its name stands for. */
export function parseRunHead(bytes: Uint8Array, file: string): RunHead {
  const end = bytes.indexOf(LINE_FEED);
  const header = parseHeader(decode(end < 0 ? bytes : bytes.subarray(0, end), file), file);
  return { id: identify(bytes, header, file), header };
}

const LINE_FEED = 10;

function parseHeader(line: string, file: string): RunHeader {
  const header = parseLine(line, file, 1);
  refuse(checkHeader(header), file, 1);
  return header as unknown as RunHeader;
}

function identify(bytes: Uint8Array, header: RunHeader, file: string): string {
  const id = sha256(bytes);
  const name = baseName(file);
  const expected = runFileName(header.at, id);
  if (["", PENDING, DRAFT].some((suffix) => name === expected + suffix)) return id;
  throw malformed(file, 1, `does not have the content that its name stands for; this content is ${expected}`);
}

function splitLines(bytes: Uint8Array, file: string): string[] {
  const text = decode(bytes, file);
  const lines = text.split("\n");
  if (lines.pop() !== "") throw malformed(file, lines.length + 1, "is cut off within this line");
  return lines;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return decodeUtf8(bytes, file);
  } catch (cause) {
    throw malformed(file, cause instanceof T4Error ? cause.line : undefined, "is not valid UTF-8", cause);
  }
}

interface EntryFormat<E> {
  check: (value: JsonValue) => string | undefined;
  /** By which the entries are sorted. */
  key: keyof E & string;
  file: string;
}

function parseEntries<E>(lines: readonly string[], header: RunHeader, { check, key, file }: EntryFormat<E>): E[] {
  const entries = lines.map((line, index) => {
    const entry = parseLine(line, file, index + 2);
    refuse(check(entry), file, index + 2);
    return entry as unknown as E;
  });
  if (entries.length !== header.modules) {
    const what = `holds ${entries.length} of the ${header.modules} lines that its header announces`;
    throw malformed(file, entries.length + 1, what);
  }
  checkOrder(
    entries.map((entry) => String(entry[key])),
    file,
  );
  return entries;
}

function parseLine(line: string, file: string, number: number): JsonValue {
  try {
    const value = JSON.parse(line) as JsonValue;
    if (isCanonical(value, line)) return value;
  } catch (cause) {
    throw malformed(file, number, "is not valid JSON here", cause);
  }
  throw malformed(file, number, "repeats a key or is not in canonical form here");
}

/** The first test is quick and holds for nearly every canonical line; only keys that look like numbers need the second. */
function isCanonical(value: JsonValue, line: string): boolean {
  return JSON.stringify(value) === line || canonicalJson(value) === line;
}

/** Sorted, so that no file or module is there twice. */
function checkOrder(names: readonly string[], file: string): void {
  let last = "";
  for (const [index, name] of names.entries()) {
    if (name <= last) throw malformed(file, index + 2, `names ${JSON.stringify(name)} twice or out of order`);
    last = name;
  }
}

/** A run that changed the record itself would take away what leads back. */
function refuseOwnFiles(entries: readonly RunEntry[], file: string): void {
  const ledger = dirName(dirName(file));
  if (ledger === "") return;
  for (const [index, { path }] of entries.entries()) {
    if (relativeTo(ledger, path) === undefined) continue;
    throw malformed(file, index + 2, `names ${JSON.stringify(path)}, a file of the ledger itself`);
  }
}

function refuse(problem: string | undefined, file: string, line: number): void {
  if (problem !== undefined) throw malformed(file, line, problem);
}

function malformed(file: string, line: number | undefined, what: string, cause?: unknown): T4Error {
  return new T4Error("E_LEDGER", `${file} ${what}`, {
    file,
    line,
    cause,
    hint: "A run is written once and never changed: restore the file from git.",
  });
}
