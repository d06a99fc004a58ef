import type { JsonValue } from "@t4/core";
import type { SchemaFacts } from "./describe-schema.ts";
import { toProblems, type SchemaProblem } from "./schema-problem.ts";
import type { ValidatorError } from "./validator-runtime.ts";

/** A compiled validator as ajv makes it: false leaves its errors on itself. */
export interface Check {
  (value: unknown): boolean;
  errors?: ValidatorError[] | null;
}

/** A compiled schema: its check, and what messages need to know of it. */
export interface Contract {
  check: Check;
  facts: SchemaFacts;
}

/** What is wrong with `value`, [] when nothing is. */
export function problemsOf(contract: Contract, value: JsonValue): SchemaProblem[] {
  return contract.check(value) ? [] : toProblems(contract.check.errors ?? [], value, contract.facts);
}
