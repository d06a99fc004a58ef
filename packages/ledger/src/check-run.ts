import { getOwn, isJsonObject, staysInside, type JsonObject, type JsonValue } from "@t4/core";

const SHA = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const OP = /^[a-z][a-z-]{0,31}$/;
const CONFIDENCES = new Set<unknown>(["high", "medium", "low"]);

const HEADER_KEYS = ["actor", "at", "modules", "op", "parents", "reason", "t4"];
const ENTRY_KEYS = ["after", "before", "changes", "module", "path"];
/** Names that older ledgers gave are never longer, in UTF-16 code units. */
export const LONGEST_WORD = 200;
const IMPORTED_KEYS = ["changes", "module"];
const SOURCE_KEYS = ["at", "operation", "sha"];
const CHANGE_KEYS = ["confidence", "extractor", "field"];
const OPTIONAL_CHANGE_KEYS = new Set(["old", "new", "removed", "replaced"]);

/** What is wrong with a run's header, as the end of a sentence that starts with the file; undefined when nothing is. */
export function checkHeader(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return "starts with a line that is not a run header";
  if (getOwn(value, "t4") !== 1) return `is not in run format 1 but ${JSON.stringify(getOwn(value, "t4"))}`;
  const { clock, snapshot, source, undoes, ...rest } = value;
  return (
    checkKeys(rest, HEADER_KEYS) ??
    expect(snapshot === undefined || (isText(snapshot) && SHA.test(snapshot)), "snapshot", value) ??
    expect(undoes === undefined || isUndone(undoes, value), "undoes", value) ??
    expect(isText(value["op"]) && OP.test(value["op"]), "op", value) ??
    expect(
      value["op"] === "import" ? isSource(source) && snapshot === undefined : source === undefined,
      "source",
      value,
    ) ??
    expect(isInstant(value["at"]), "at", value) ??
    expect(clock === undefined || (isInstant(clock) && String(clock) < String(value["at"])), "clock", value) ??
    expect(isText(value["actor"]), "actor", value) ??
    expect(value["reason"] === null || (isText(value["reason"]) && value["reason"] !== ""), "reason", value) ??
    expect(Array.isArray(value["parents"]) && areSortedIds(value["parents"]), "parents", value) ??
    expect(Number.isSafeInteger(value["modules"]) && Number(value["modules"]) >= 0, "modules", value)
  );
}

/** What is wrong with a run's entry, as {@link checkHeader} says it. */
export function checkEntry(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return "has a line that is not an entry";
  return (
    checkKeys(value, ENTRY_KEYS) ??
    expect(value["module"] === null || isText(value["module"]), "module", value) ??
    expect(isText(value["path"]) && isTargetPath(value["path"]), "path", value) ??
    expect(isShaOrNull(value["before"]), "before", value) ??
    expect(isShaOrNull(value["after"]) && value["after"] !== value["before"], "after", value) ??
    checkChanges(value)
  );
}

/** What is wrong with an entry of an `import`, as {@link checkHeader} says it. */
export function checkImported(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return "has a line that is not an entry";
  return (
    checkKeys(value, IMPORTED_KEYS) ??
    expect(isText(value["module"]) && value["module"] !== "", "module", value) ??
    checkChanges(value)
  );
}

/** True for a path that a run may write: in the workspace, in its shortest form, neither git's own nor in T4's working folder. */
export function isTargetPath(path: string): boolean {
  const segments = path.split("/");
  if (segments[0]?.toLowerCase() === ".t4") return false;
  const plain = segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
  return plain && staysInside(path) && !segments.some((segment) => segment.toLowerCase() === ".git");
}

function checkChanges(value: JsonObject): string | undefined {
  const changes = value["changes"];
  if (!Array.isArray(changes)) return expect(false, "changes", value);
  return changes.map(checkChange).find((problem) => problem !== undefined);
}

function checkChange(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return "has a change that is not an object";
  const present = Object.keys(value).filter((key) => !OPTIONAL_CHANGE_KEYS.has(key));
  const [removed, replaced] = [getOwn(value, "removed"), getOwn(value, "replaced")];
  return (
    expect(present.length === CHANGE_KEYS.length, "changes", value) ??
    expect(isText(value["field"]) && isPointer(value["field"]), "field", value) ??
    expect(isText(value["extractor"]), "extractor", value) ??
    expect(CONFIDENCES.has(value["confidence"]), "confidence", value) ??
    expect(removed === undefined || (removed === true && !Object.hasOwn(value, "new")), "removed", value) ??
    expect(replaced === undefined || (replaced === true && !Object.hasOwn(value, "old")), "replaced", value)
  );
}

function checkKeys(value: JsonObject, expected: readonly string[]): string | undefined {
  const missing = expected.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `lacks ${JSON.stringify(missing)} here`;
  const unknown = Object.keys(value).find((key) => !expected.includes(key));
  return unknown === undefined ? undefined : `has the unknown key ${JSON.stringify(unknown)} here`;
}

const SHOWN = 80;

function expect(holds: boolean, key: string, value: JsonObject): string | undefined {
  if (holds) return undefined;
  const found = JSON.stringify(getOwn(value, key)) ?? "nothing";
  return `has an unusable ${JSON.stringify(key)} here: ${found.length > SHOWN ? `${found.slice(0, SHOWN)}…` : found}`;
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string";
}

function isInstant(value: JsonValue | undefined): boolean {
  return isText(value) && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}

function isShaOrNull(value: JsonValue | undefined): boolean {
  return value === null || (isText(value) && SHA.test(value));
}

function areSortedIds(ids: readonly JsonValue[]): boolean {
  return ids.every((id, index) => isText(id) && SHA.test(id) && (index === 0 || String(ids[index - 1]) < id));
}

/** Only a revert undoes, and then at least one run. */
function isUndone(ids: JsonValue, header: JsonObject): boolean {
  return Array.isArray(ids) && ids.length > 0 && areSortedIds(ids) && header["op"] === "revert";
}

function isSource(value: JsonValue | undefined): boolean {
  if (value === undefined || !isJsonObject(value) || checkKeys(value, SOURCE_KEYS) !== undefined) return false;
  const { sha, at, operation } = value;
  return isWord(sha) && isInstant(at) && (operation === null || isWord(operation));
}

function isWord(value: JsonValue | undefined): boolean {
  return isText(value) && value !== "" && value.length <= LONGEST_WORD;
}

/** All that a JSON Pointer has to be; taking it apart would cost more than the rest of a change's check. */
function isPointer(text: string): boolean {
  return text === "" || text.startsWith("/");
}
