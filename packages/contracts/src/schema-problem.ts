import { formatPointer, getOwn, isJsonObject, parsePointer, type JsonValue } from "@t4/core";
import type { SchemaFacts } from "./describe-schema.ts";
import { nearest } from "./nearest.ts";
import { showPath, showValue, withArticle } from "./show-value.ts";
import type { ValidatorError } from "./validator-runtime.ts";

/** One way in which a value breaks its schema. */
export interface SchemaProblem {
  /** JSON Pointer to the value at fault; of an unknown key, to that key's value; of a missing one, to the object that lacks it. */
  pointer: string;
  /** The schema keyword that is broken. */
  keyword: string;
  /** One sentence with the actual value. */
  message: string;
}

/** Keywords that only say that a part of the schema failed, which has its own error. */
const COMPOSITE = new Set(["if", "anyOf", "oneOf", "allOf", "propertyNames"]);

/** Words ajv's errors about `root`, without repetitions. When only composite keywords failed, they are kept. */
export function toProblems(errors: readonly ValidatorError[], root: JsonValue, facts: SchemaFacts): SchemaProblem[] {
  const specific = errors.filter((error) => !COMPOSITE.has(error.keyword));
  const problems = new Map<string, SchemaProblem>();
  for (const error of specific.length > 0 ? specific : errors) {
    const problem = toProblem(error, root, facts);
    problems.set(`${problem.pointer}\n${problem.message}`, problem);
  }
  return [...problems.values()];
}

function toProblem(error: ValidatorError, root: JsonValue, facts: SchemaFacts): SchemaProblem {
  const { keyword, instancePath } = error;
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    const key = String(error.params["additionalProperty"] ?? error.params["unevaluatedProperty"]);
    const pointer = instancePath + formatPointer([key]);
    return { pointer, keyword, message: unknownKey(key, instancePath, facts.keys[error.schemaPath] ?? []) };
  }
  const message = `${showPath(parsePointer(instancePath))} ${complaint(error, valueAt(root, instancePath))}`;
  return { pointer: instancePath, keyword, message };
}

function unknownKey(key: string, parent: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  const place = parent === "" ? "" : ` in ${showPath(parsePointer(parent))}`;
  return `unknown key ${showValue(key)}${place}${guess === undefined ? "" : `; did you mean "${guess}"?`}`;
}

function complaint(error: ValidatorError, value: JsonValue | undefined): string {
  const { keyword, params } = error;
  const shown = showValue(value);
  switch (keyword) {
    case "required":
      return `lacks "${params["missingProperty"]}"`;
    case "dependentRequired":
    case "dependencies":
      return `has "${params["property"]}" and must then have "${params["missingProperty"]}" too`;
    case "type":
      return `must be ${[params["type"]].flat().map(String).map(withArticle).join(" or ")}, not ${shown}`;
    case "enum":
      return `must be one of ${(params["allowedValues"] as unknown[]).map(showValue).join(", ")}, not ${shown}`;
    case "const":
      return `must be ${showValue(params["allowedValue"])}, not ${shown}`;
    case "minLength":
    case "maxLength":
      return lengthComplaint(keyword, Number(params["limit"]), value, shown);
    case "minItems":
    case "minProperties":
      return `must hold at least ${params["limit"]}, not ${shown}`;
    case "maxItems":
    case "maxProperties":
      return `must hold at most ${params["limit"]}, not ${shown}`;
    case "uniqueItems":
      return `holds ${showValue((value as JsonValue[])[Number(params["i"])])} twice`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "formatMinimum":
    case "formatMaximum":
      return `must be ${params["comparison"]} ${params["limit"]}, not ${shown}`;
    case "pattern":
      return `does not match ${params["pattern"]}: ${shown}`;
    case "format":
      return `must be ${withArticle(String(params["format"]))}, not ${shown}`;
    default:
      return `breaks the rule "${keyword}" of the schema: ${shown}`;
  }
}

function lengthComplaint(keyword: string, limit: number, value: JsonValue | undefined, shown: string): string {
  const length = typeof value === "string" ? [...value].length : 0;
  if (length === 0) return "must not be empty";
  const bound = keyword === "minLength" ? "at least" : "at most";
  return `must have ${bound} ${limit} characters, not ${length}: ${shown}`;
}

function valueAt(root: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const segment of parsePointer(pointer)) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else value = isJsonObject(value) ? getOwn(value, segment) : undefined;
  }
  return value;
}
