import { positionOfPointer, type Finding } from "@t4/core";
import type { SchemaProblem } from "./schema-problem.ts";
import { escapeControls } from "./show-value.ts";

/** The file that a problem is in. */
export interface ProblemPlace {
  /** Relative to the workspace root. */
  file: string;
  /** The file's text, to find line and column; undefined when the value stands in no file, such as a composed manifest. */
  text?: string | undefined;
  module?: string | undefined;
}

/** The finding that reports a problem of a manifest (`E_MANIFEST`), at the place of the value at fault. */
export function toFinding(problem: SchemaProblem, place: ProblemPlace): Finding {
  const position = place.text === undefined ? {} : positionOfPointer(place.text, problem.pointer);
  return {
    code: "E_MANIFEST",
    severity: "error",
    module: place.module,
    file: place.file,
    ...position,
    pointer: problem.pointer,
    message: problem.message,
    fix: isMechanical(problem)
      ? "t4 fix"
      : problem.pointer === ""
        ? `Edit ${place.file}.`
        : `Edit ${escapeControls(problem.pointer)} in ${place.file}.`,
  };
}

const OLDER_PROVENANCE_KEY = /^\/_provenance\/[^/]+\/(?:sources|sha)$/;
const PROVENANCE_ENTRY = /^\/_provenance\/[^/]+$/;

/** What `t4 fix` mends: empty strings, repeated items of a set, older spellings in provenance. */
function isMechanical(problem: SchemaProblem): boolean {
  if (problem.message.endsWith("must not be empty")) return true;
  if (PROVENANCE_ENTRY.test(problem.pointer)) return problem.message.endsWith('lacks "provenance"');
  return problem.keyword === "uniqueItems" || OLDER_PROVENANCE_KEY.test(problem.pointer);
}
