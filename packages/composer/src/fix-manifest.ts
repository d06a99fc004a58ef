import { compareCodeUnits, getOwn, isJsonObject, laneOfTag, setOwn, type JsonObject, type JsonValue } from "@t4/core";
import { getField, setField, setKey } from "./field-path.ts";
import { removeEmptyTexts } from "./remove-empty-texts.ts";
import { renameOlderKeys } from "./older-provenance.ts";
import { isSameJson, shaOf } from "./same-json.ts";

/** One repair. */
export interface Fix {
  /** A dotted path. */
  field: string;
  /** What was done, such as `sorted`. */
  what: string;
}

export interface FixedManifest {
  /** The very object that was given when nothing was to be repaired. */
  manifest: JsonObject;
  changes: Fix[];
}

const SORTED_SETS = ["features", "tags", "components", "testing.test_frameworks", "testing.test_types"];
/** Sets in an order that a person may mean. */
const ORDERED_SETS = ["ownership.codeowners"];

/**
 * Repairs what is mechanical: empty texts go, lane tags become `lane:L2`, sets are sorted and hold each item once, older spellings
 * in `_provenance` get their new names. No value is invented, `x_` fields are left alone, and a value that was the tool's still is.
 * Fixing the result again changes nothing.
 */
export function fixManifest(manifest: JsonObject): FixedManifest {
  const changes: Fix[] = [];
  let next = removeEmptyTexts(manifest, (field) => changes.push({ field, what: "empty text removed" }));
  next = normalizeLanes(next, changes);
  for (const field of SORTED_SETS) next = tidySet(next, field, true, changes);
  for (const field of ORDERED_SETS) next = tidySet(next, field, false, changes);
  next = tidyCapabilities(next, changes);
  next = renameOlderKeys(next, (field, what) => changes.push({ field, what }));
  if (changes.length === 0) return { manifest, changes };
  return { manifest: renewShas(manifest, next), changes };
}

function normalizeLanes(manifest: JsonObject, changes: Fix[]): JsonObject {
  const tags = getOwn(manifest, "tags");
  if (!Array.isArray(tags)) return manifest;
  const normal = tags.map((tag) => {
    const lane = typeof tag === "string" ? laneOfTag(tag) : undefined;
    return lane === undefined ? tag : `lane:${lane}`;
  });
  const changed = normal.filter((tag, index) => tag !== tags[index]);
  if (changed.length === 0) return manifest;
  changes.push({ field: "tags", what: `lane tag normalised to ${changed.join(", ")}` });
  return setKey(manifest, "tags", normal);
}

function tidySet(manifest: JsonObject, field: string, sorted: boolean, changes: Fix[]): JsonObject {
  const value = getField(manifest, field);
  const tidy = tidyTexts(value, sorted);
  if (tidy === undefined) return manifest;
  changes.push({ field, what: whatChanged(value as JsonValue[], tidy) });
  return setField(manifest, field, tidy);
}

/** By symbol name, which may hold dots. */
function tidyCapabilities(manifest: JsonObject, changes: Fix[]): JsonObject {
  const apis = getOwn(manifest, "apis");
  if (!isJsonObject(apis)) return manifest;
  const next: JsonObject = {};
  const before = changes.length;
  for (const [name, api] of Object.entries(apis)) {
    const value = isJsonObject(api) ? getOwn(api, "capabilities") : undefined;
    const tidy = tidyTexts(value, true);
    if (tidy !== undefined)
      changes.push({ field: `apis.${name}.capabilities`, what: whatChanged(value as JsonValue[], tidy) });
    setOwn(next, name, tidy === undefined ? api : setKey(api as JsonObject, "capabilities", tidy));
  }
  return changes.length === before ? manifest : setKey(manifest, "apis", next);
}

/** The texts of a list without repetitions; undefined when it is no list of texts, or is tidy already. */
function tidyTexts(value: JsonValue | undefined, sorted: boolean): string[] | undefined {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) return undefined;
  const distinct = [...new Set(value)];
  const tidy = sorted ? distinct.sort(compareCodeUnits) : distinct;
  return isSameJson(tidy, value) ? undefined : tidy;
}

function whatChanged(before: readonly JsonValue[], after: readonly string[]): string {
  return before.length === after.length ? "sorted" : "repeated items removed";
}

/** A repair of the tool's own value is not a person's edit: its `value_sha` goes along. */
function renewShas(before: JsonObject, after: JsonObject): JsonObject {
  const entries = getOwn(after, "_provenance");
  if (!isJsonObject(entries)) return after;
  const next: JsonObject = {};
  for (const [field, entry] of Object.entries(entries))
    setOwn(next, field, renewSha(entry, getField(before, field), getField(after, field)));
  return setKey(after, "_provenance", next);
}

function renewSha(entry: JsonValue, before: JsonValue | undefined, after: JsonValue | undefined): JsonValue {
  if (!isJsonObject(entry) || before === undefined || after === undefined) return entry;
  const sha = getOwn(entry, "value_sha");
  const renewed = shaOf(after);
  return typeof sha === "string" && sha === shaOf(before) && renewed !== undefined
    ? setKey(entry, "value_sha", renewed)
    : entry;
}
