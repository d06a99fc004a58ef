import { type ClassifiedFiles, classifyFiles } from "./classify-files.ts";
import type { ModuleFacts, Rules } from "./facts.ts";
import { type ManifestFields, readFields } from "./fields.ts";
import { healthScore, meetsSla } from "./health.ts";
import { computeMqi, type Mqi } from "./mqi.ts";
import { coverageTargetOf } from "./mqi-parts.ts";

/** A module with all that does not depend on the time. */
export interface Assessment {
  facts: ModuleFacts;
  fields: ManifestFields;
  files: ClassifiedFiles;
  coverageTarget: number;
  meetsSla: boolean | null;
  rules: Rules;
}

/** A module of which it is also known whether any of its documents is more than a draft. */
export interface DocumentedAssessment extends Assessment {
  isDocumented: boolean;
}

/** Reads what a module's manifest and files say. */
export function assess(facts: ModuleFacts, rules: Rules): Assessment {
  const fields = readFields(facts.manifest);
  const files = classifyFiles(facts.dir, facts.files, rules.outputs);
  return {
    facts,
    fields,
    files,
    coverageTarget: coverageTargetOf({ fields, rules }),
    meetsSla: meetsSla(fields),
    rules,
  };
}

/** The health score of a module, see {@link healthScore}. */
export function healthOf({ fields, meetsSla: isMet, isDocumented }: DocumentedAssessment): number {
  return healthScore({ coverage: fields.coverage.observed, meetsSla: isMet, isDocumented });
}

/** The MQI of a module as of a time, ISO 8601. */
export function mqiOf({ facts, fields, files, coverageTarget, rules }: Assessment, asOf: string): Mqi {
  return computeMqi({ facts, fields, hasCode: files.hasCode, hasPython: files.hasPython, coverageTarget, rules, asOf });
}
