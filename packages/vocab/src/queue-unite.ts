import type { QueueItem } from "@t4/contracts";
import { canonicalJson, compareCodeUnits, type JsonValue } from "@t4/core";
import { compareItems, type Group, groupByIdentity, identify, makeItem } from "./queue-items.ts";
import { type Contribution, contributionsFrom } from "./queue-places.ts";
import type { Suggestion } from "./suggest.ts";

/**
 * The items with those of one kind and phrase made one: all their places, first seen when the earliest was. Sorted as a queue is; the same for
 * any order of `items`.
 */
export function uniteItems(items: readonly QueueItem[]): QueueItem[] {
  return groupByIdentity(items).map(unite).sort(compareItems);
}

/** Where the list first is not as {@link uniteItems} gives it; undefined when it is. */
export function firstDisorder(items: readonly QueueItem[]): number | undefined {
  const seen = new Set<string>();
  const found = items.findIndex((item, index) => {
    const previous = items[index - 1];
    if (seen.has(identify(item)) || (previous !== undefined && compareItems(previous, item) > 0)) return true;
    seen.add(identify(item));
    return false;
  });
  return found < 0 ? undefined : found;
}

function unite(group: Group<QueueItem>): QueueItem {
  const [only, ...more] = group;
  if (more.length === 0) return only;
  const items = group.toSorted((a, b) => compareCodeUnits(textOf(a), textOf(b)));
  const contributions = items.flatMap(contributionsFrom) as [Contribution, ...Contribution[]];
  const [firstSeen = only.first_seen] = items.map((item) => item.first_seen).sort(compareCodeUnits);
  return makeItem(contributions, bestOf(items), firstSeen);
}

function textOf(item: QueueItem): string {
  return canonicalJson(item as unknown as JsonValue);
}

function bestOf(items: readonly QueueItem[]): Suggestion | undefined {
  const suggestions = items.flatMap(({ suggestion }) => suggestion ?? []);
  return suggestions.sort((a, b) => b.score - a.score || compareCodeUnits(a.key, b.key))[0];
}
