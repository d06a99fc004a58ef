import type { QueueItem } from "@t4/contracts";
import type { WorkflowContext } from "./context.ts";
import { loadWorkspace, openSettings } from "./open.ts";
import { needQueue } from "./review-queue.ts";
import { selectModules } from "./select-modules.ts";

export type { QueueItem };

export interface QueueFilter {
  minCount: number;
  /** Undefined: every kind. */
  kinds: readonly string[] | undefined;
  module: string | undefined;
}

/** The items of the review queue that pass the filter, in its order; none when there is no queue yet. Throws `E_NO_MODULE`, and what a malformed queue is at fault for. */
export async function showQueue(filter: QueueFilter, context: WorkflowContext): Promise<QueueItem[]> {
  const settings = await openSettings(context);
  const queue = await needQueue(settings);
  if (filter.module !== undefined) {
    const { modules, failed } = await loadWorkspace(settings);
    selectModules<{ name: string }>([...modules, ...failed], [filter.module]);
  }
  return queue.items.filter(
    (item) =>
      item.count >= filter.minCount &&
      (filter.kinds === undefined || filter.kinds.includes(item.kind)) &&
      (filter.module === undefined || item.modules.some((place) => place.module === filter.module)),
  );
}
