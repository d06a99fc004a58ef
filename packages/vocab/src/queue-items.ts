import type { QueueItem, QueuePlace } from "@t4/contracts";
import { compareCodeUnits } from "@t4/core";
import type { Contribution } from "./queue-places.ts";
import type { Suggestion } from "./suggest.ts";

/** Things of one kind and phrase; at least one. */
export type Group<T> = readonly [T, ...T[]];

interface Identity {
  kind: string;
  normalized: string;
}

/** What makes an item one with another: the kind and the normalized phrase. */
export function identify({ kind, normalized }: Identity): string {
  return `${kind} ${normalized}`;
}

/** Things that are of one kind and phrase together, in the order in which each came first. */
export function groupByIdentity<T extends Identity>(things: Iterable<T>): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const thing of things) {
    const group = groups.get(identify(thing));
    if (group === undefined) groups.set(identify(thing), [thing]);
    else group.push(thing);
  }
  return [...groups.values()];
}

/** The item of a group: its places each once and sorted, its phrase the wording that occurs most. */
export function makeItem(
  group: Group<Contribution>,
  suggestion: Suggestion | undefined,
  first_seen: string,
): QueueItem {
  const places = distinctPlaces(group);
  const { kind, normalized } = group[0];
  const phrase = mostFrequent(places.map((place) => place.phrase));
  const modules = places.map(({ place, phrase: written }): QueuePlace => {
    return written === phrase ? place : Object.assign({}, place, { phrase: written });
  });
  return {
    phrase,
    normalized,
    kind,
    modules: modules as QueueItem["modules"],
    count: places.length,
    ...(suggestion && { suggestion }),
    first_seen,
    status: "open",
  };
}

/** The order of a queue's items: by kind, count descending, phrase. */
export function compareItems(a: QueueItem, b: QueueItem): number {
  return (
    compareCodeUnits(a.kind, b.kind) ||
    b.count - a.count ||
    compareCodeUnits(a.phrase, b.phrase) ||
    compareCodeUnits(a.normalized, b.normalized)
  );
}

/** One contribution for each module, source and field, sorted. */
function distinctPlaces(group: readonly Contribution[]): Contribution[] {
  const sorted = [...group].sort(comparePlaces);
  return sorted.filter((given, index) => index === 0 || !isSamePlace(sorted[index - 1] as Contribution, given));
}

function comparePlaces(a: Contribution, b: Contribution): number {
  return (
    compareCodeUnits(a.place.module, b.place.module) ||
    compareSources(a.place.source, b.place.source) ||
    compareCodeUnits(a.place.field ?? "", b.place.field ?? "") ||
    compareCodeUnits(a.phrase, b.phrase)
  );
}

/** Lines of one file in their order: `claude.me#L9` before `claude.me#L10`. */
function compareSources(a: string, b: string): number {
  const [fileA, lineA] = splitLine(a);
  const [fileB, lineB] = splitLine(b);
  return compareCodeUnits(fileA, fileB) || lineA - lineB || compareCodeUnits(a, b);
}

function splitLine(source: string): [string, number] {
  const at = source.lastIndexOf("#L");
  const line = at < 0 ? Number.NaN : Number.parseInt(source.slice(at + 2), 10);
  return Number.isNaN(line) ? [source, 0] : [source.slice(0, at), line];
}

function isSamePlace({ place: a }: Contribution, { place: b }: Contribution): boolean {
  return a.module === b.module && a.source === b.source && a.field === b.field;
}

/** The string that occurs most; among equals the first by code units. */
function mostFrequent(phrases: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  const [first] = [...counts].sort(([a, left], [b, right]) => right - left || compareCodeUnits(a, b));
  return (first as [string, number])[0];
}
