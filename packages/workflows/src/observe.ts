import { compose, type Composition, type FieldConflict, getField, type WithheldField } from "@t4/composer";
import { type SchemaProblem, toFinding } from "@t4/contracts";
import { encodeUtf8, type FieldOutcome, type Finding, formatJson, isJsonObject, type JsonValue } from "@t4/core";
import type { FileChange } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { attributeChanges } from "./ledger-changes.ts";
import type { LoadedModule } from "./load-modules.ts";
import { sizeFindings } from "./manifest-size.ts";
import type { LoadedWorkspace } from "./open.ts";

/** What a measurement does to one manifest. */
export interface Observed {
  /** Undefined when the manifest stays as it is. It may be written only when there are no findings. */
  change: FileChange | undefined;
  withheld: WithheldField[];
  /** Values that a person set, which the measurement contradicts; they stay. */
  conflicts: FieldConflict[];
  /** What is wrong with the manifest that would be written. */
  findings: Finding[];
  /** A field as it was. */
  before: (field: string) => JsonValue | undefined;
}

/**
 * Composes what was measured into a manifest, and touches no other field. A manifest that breaks its schema stays as it is; one that only lacks what it lacked
 * before does not.
 */
export async function observe(
  module: LoadedModule,
  outcomes: readonly FieldOutcome[],
  workspace: LoadedWorkspace,
  context: Pick<WorkflowContext, "clock" | "actor">,
): Promise<Observed> {
  const composition = await composeMeasured(module, outcomes, workspace, context);
  const { manifest, changes, withheld, conflicts, problems } = composition;
  const place = { file: module.manifestPath, text: module.text, module: module.name };
  // What enrichment has still to fill in, such as the description, is no reason to lose a measurement.
  const lacked = new Set(
    workspace
      .validate(module.manifest, module.dir)
      .filter(isIncomplete)
      .map(({ message }) => message),
  );
  const findings = problems
    .filter((problem) => !(isIncomplete(problem) && lacked.has(problem.message)))
    .map((problem) => toFinding(problem, place));
  const after = manifest === module.manifest ? undefined : encodeUtf8(formatJson(manifest));
  const change: FileChange | undefined = after && {
    module: module.name,
    path: module.manifestPath,
    before: module.bytes,
    after,
    changes: attributeChanges(module.manifest, manifest, changes, { extractor: "composer", confidence: "high" }),
  };
  return {
    change,
    withheld,
    conflicts,
    findings: after === undefined ? findings : [...findings, ...sizeFindings(module, after)],
    before: (field) => getField(module.manifest, field),
  };
}

function isIncomplete({ keyword, pointer }: SchemaProblem): boolean {
  return keyword === "required" && pointer === "";
}

/** Asking who is at work costs a process, so it is done only when a person's value is to be marked. */
async function composeMeasured(
  module: LoadedModule,
  outcomes: readonly FieldOutcome[],
  workspace: LoadedWorkspace,
  { clock, actor }: Pick<WorkflowContext, "clock" | "actor">,
): Promise<Composition> {
  const input = {
    manifest: module.manifest,
    outcomes,
    vocabulary: workspace.vocabularyData,
    flags: workspace.flags,
    now: clock.now(),
    validate: (value: JsonValue) => (isJsonObject(value) ? workspace.validate(value, module.dir) : []),
    collected: true,
  };
  const composition = compose(input);
  const marks = composition.changes.some((change) => change.extractor === "owner" && change.new !== undefined);
  return marks ? compose({ ...input, actor: await actor() }) : composition;
}
