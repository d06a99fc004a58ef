import type { ReviewQueue } from "@t4/contracts";
import { compareItems, groupByIdentity, identify, makeItem } from "./queue-items.ts";
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
  const items = groupByIdentity(contributions.flatMap((contribution) => judge(contribution, vocabulary)))
    .map((group) => makeItem(group, suggestionFor(group[0], vocabulary), firstSeen.get(identify(group[0])) ?? now))
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

/** What counts, under the kind the vocabulary gives it. */
function judge(given: Contribution, vocabulary: Vocabulary): Contribution[] {
  const kind = judgeContribution(given, vocabulary);
  return kind === undefined ? [] : [{ ...given, kind, phrase: given.phrase.trim().replace(/\s+/gu, " ") }];
}

/** For a weak phrase the key it maps to, scored by the share of its words that matched. */
function suggestionFor({ kind, normalized }: Contribution, vocabulary: Vocabulary): Suggestion | undefined {
  if (kind === "unmapped") return vocabulary.suggest(normalized);
  const match = kind === "weak" ? vocabulary.match(normalized) : undefined;
  if (match === undefined) return undefined;
  const share = match.term.split(" ").length / normalized.split(" ").length;
  return { key: match.key, score: Math.round(share * 100) / 100 };
}
