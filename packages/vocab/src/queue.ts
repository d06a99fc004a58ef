import type { QueueItem, QueuePlace, ReviewQueue } from "@t4/contracts";
import { compareCodeUnits } from "@t4/core";
import {
  contributionsFrom,
  contributionsOf,
  judgeContribution,
  type Contribution,
  type QueueModule,
} from "./queue-places.ts";
import type { Suggestion } from "./suggest.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface QueueInput {
  /** The modules that this run looked at, with all they give. */
  evaluated: readonly QueueModule[];
  /** Names of all modules there are. Those not evaluated keep their places of the previous queue. */
  modules: Iterable<string>;
  previous: ReviewQueue | undefined;
  vocabulary: Vocabulary;
  /** ISO 8601, for items that were not there before. */
  now: string;
}

/**
 * The review queue: what people should look at, sorted by kind, count descending, phrase. The same evidence gives the
 * same bytes, whether all modules were evaluated at once or one after the other; `first_seen` outlives the rebuild.
 */
export function buildQueue({ evaluated, modules, previous, vocabulary, now }: QueueInput): ReviewQueue {
  const carried = new Set(modules);
  for (const { module } of evaluated) carried.delete(module);
  const contributions = [
    ...evaluated.flatMap(contributionsOf),
    ...(previous?.items ?? []).flatMap(contributionsFrom).filter(({ place }) => carried.has(place.module)),
  ];
  const firstSeen = new Map((previous?.items ?? []).map((item) => [identify(item), item.first_seen]));
  const items = groupByIdentity(contributions, vocabulary)
    .map((group) => makeItem(group, vocabulary, firstSeen.get(identify(group[0])) ?? now))
    .sort(compareItems);
  return { version: 1, items };
}

/** How many items are new in `next`, and how many of `previous` are gone. */
export function diffQueues(previous: ReviewQueue | undefined, next: ReviewQueue): { added: number; removed: number } {
  const before = new Set((previous?.items ?? []).map(identify));
  const after = new Set(next.items.map(identify));
  return {
    added: [...after].filter((identity) => !before.has(identity)).length,
    removed: [...before].filter((identity) => !after.has(identity)).length,
  };
}

function identify({ kind, normalized }: { kind: string; normalized: string }): string {
  return `${kind} ${normalized}`;
}

/** Contributions of one kind and phrase; at least one. */
type Group = [Contribution, ...Contribution[]];

/** What counts, under the kind the vocabulary gives it, together with what is the same. */
function groupByIdentity(contributions: readonly Contribution[], vocabulary: Vocabulary): Group[] {
  const groups = new Map<string, Group>();
  for (const given of contributions) {
    const kind = judgeContribution(given, vocabulary);
    if (kind === undefined) continue;
    const contribution = { ...given, kind, phrase: given.phrase.trim().replace(/\s+/gu, " ") };
    const group = groups.get(identify(contribution));
    if (group === undefined) groups.set(identify(contribution), [contribution]);
    else group.push(contribution);
  }
  return [...groups.values()];
}

function makeItem(group: Group, vocabulary: Vocabulary, first_seen: string): QueueItem {
  const places = distinctPlaces(group);
  const { kind, normalized } = group[0];
  const phrase = mostFrequent(places.map((place) => place.phrase));
  const suggestion = suggestionFor(kind, normalized, vocabulary);
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

/** For a weak phrase the key it maps to, scored by the share of its words that matched. */
function suggestionFor(kind: QueueItem["kind"], normalized: string, vocabulary: Vocabulary): Suggestion | undefined {
  if (kind === "unmapped") return vocabulary.suggest(normalized);
  const match = kind === "weak" ? vocabulary.match(normalized) : undefined;
  if (match === undefined) return undefined;
  const share = match.term.split(" ").length / normalized.split(" ").length;
  return { key: match.key, score: Math.round(share * 100) / 100 };
}

function compareItems(a: QueueItem, b: QueueItem): number {
  return (
    compareCodeUnits(a.kind, b.kind) ||
    b.count - a.count ||
    compareCodeUnits(a.phrase, b.phrase) ||
    compareCodeUnits(a.normalized, b.normalized)
  );
}
