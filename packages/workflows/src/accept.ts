import { acceptField } from "@t4/composer";
import type { WorkflowContext } from "./context.ts";
import { enrich, type EnrichResult } from "./enrich.ts";

/**
 * Hands a field back to the tool: the person's mark goes, and what the evidence says takes the value's place, in one run of op `accept`.
 * Throws `E_NO_MODULE` and, for a field that the manifest does not have, `E_NO_FIELD`.
 */
export async function accept(
  input: { module: string; field: string; dryRun: boolean },
  context: WorkflowContext,
): Promise<EnrichResult> {
  const act = { actor: await context.actor(), now: context.clock.now() };
  return enrich(
    {
      modules: [input.module],
      dryRun: input.dryRun,
      prepare: (manifest) => acceptField(manifest, input.field, act),
      op: "accept",
      reason: input.field,
    },
    context,
  );
}
