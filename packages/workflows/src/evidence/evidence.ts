import type { FieldOutcome, Finding } from "@t4/core";
import type { PhraseSighting } from "@t4/vocab";

/** All that the sources of one module say. Depends on their content only, so it can be kept by content. */
export interface ModuleEvidence {
  outcomes: FieldOutcome[];
  phrases: PhraseSighting[];
  findings: Finding[];
  /** There are context documents, and all of them are drafts or hold only stubs. */
  draft: boolean;
  /** A source could not be read: the findings say which; the module is skipped. */
  failed: boolean;
  /** All that was looked at could be read, whatever it says: evidence holds as long as that is the same. */
  whole: boolean;
}
