import { type ListedGate, listGates } from "@t4/gates";
import type { WorkflowContext } from "./context.ts";
import { openWithoutVocabulary } from "./open.ts";

export type { ListedGate };

/** Every gate with its question, and whether this workspace's flags leave it on. Throws what the config and the flags are at fault for. */
export async function gates(context: WorkflowContext): Promise<ListedGate[]> {
  return listGates(await openWithoutVocabulary(context).then(({ flags }) => flags));
}
