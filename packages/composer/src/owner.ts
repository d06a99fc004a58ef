import { formatPointer, type JsonObject } from "@t4/core";
import type { SchemaProblem } from "@t4/contracts";
import { getField } from "./field-path.ts";
import { describesValue, entryOf, isHuman } from "./provenance.ts";
import { isEmpty } from "./same-json.ts";

/**
 * Whose a field is. `absent`: nothing is there. `invalid`: something that is against the schema, which a signal may replace.
 * `tool`: extracted, and as the tool left it. `person`: anything else.
 */
export type Owner = "absent" | "invalid" | "tool" | "person";

/** Whose the value of `field` is; `problems` are those of the whole manifest. */
export function ownerOf(manifest: JsonObject, field: string, problems: readonly SchemaProblem[]): Owner {
  return judgeOwner(manifest, field, () => problems);
}

/** {@link ownerOf} for problems that are found only when somebody asks: validating is the costly part of composing. */
export function judgeOwner(manifest: JsonObject, field: string, problems: () => readonly SchemaProblem[]): Owner {
  const value = getField(manifest, field);
  if (value === undefined || isEmpty(value)) return "absent";
  const entry = entryOf(manifest, field);
  if (entry !== undefined && !isHuman(entry) && describesValue(entry, value)) return "tool";
  return isInvalid(field, problems()) ? "invalid" : "person";
}

function isInvalid(field: string, problems: readonly SchemaProblem[]): boolean {
  const pointer = formatPointer(field.split("."));
  return problems.some((problem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`));
}
