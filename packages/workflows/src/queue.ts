import type { QueueItem } from "@t4/contracts";
import type { WorkflowContext } from "./context.ts";
import { openSettings } from "./open.ts";
import { readQueue } from "./review-queue.ts";

export type { QueueItem };

export interface QueueFilter {
  minCount: number;
  /** Undefined: every kind. */
  kinds: readonly string[] | undefined;
  module: string | undefined;
}

/** The items of the review queue that pass the filter, in its order; none when there is no queue yet. */
export async function showQueue(filter: QueueFilter, context: WorkflowContext): Promise<QueueItem[]> {
  const { queue } = await readQueue(await openSettings(context));
  return (queue?.items ?? []).filter(
    (item) =>
      item.count >= filter.minCount &&
      (filter.kinds === undefined || filter.kinds.includes(item.kind)) &&
      (filter.module === undefined || item.modules.some((place) => place.module === filter.module)),
  );
}
