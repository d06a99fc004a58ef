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

/** An item that stands where {@link uniteItems} would not leave it. */
export interface Disorder {
  index: number;
  /** There is an item of this kind and phrase before it, or one that belongs behind it. */
  why: "duplicate" | "unsorted";
}

/** Every item that a sorted list without duplicates would hold elsewhere, or not; in the list's order. */
export function listDisorders(items: readonly QueueItem[]): Disorder[] {
  const seen = new Set<string>();
  return items.flatMap((item, index): Disorder[] => {
    const previous = items[index - 1];
    if (seen.has(identify(item))) return [{ index, why: "duplicate" }];
    seen.add(identify(item));
    return previous !== undefined && compareItems(previous, item) > 0 ? [{ index, why: "unsorted" }] : [];
  });
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
