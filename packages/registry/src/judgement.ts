import type { ModuleFacts, Rules } from "./facts.ts";
import type { ManifestFields } from "./fields.ts";

/** What a part of the MQI is judged by. */
export interface Evidence {
  facts: ModuleFacts;
  fields: ManifestFields;
  hasCode: boolean;
  hasPython: boolean;
  coverageTarget: number;
  rules: Rules;
  /** The time as of which measurements are fresh or not. */
  asOf: string;
}

/** Whether a part's points are earned; else what they need, a sentence each, or why the part does not apply. */
export type Judgement =
  | { outcome: "earned" }
  | { outcome: "missing"; needs: string[] }
  | { outcome: "inapplicable"; because: string };

/** Earned when nothing is needed. */
export function judgedBy(needs: string[]): Judgement {
  return needs.length === 0 ? { outcome: "earned" } : { outcome: "missing", needs };
}
