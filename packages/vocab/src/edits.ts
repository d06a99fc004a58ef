import { nearest, type VocabularyData } from "@t4/contracts";
import { compareCodeUnits, sortedSet, T4Error } from "@t4/core";
import { listClaims } from "./claims.ts";
import { normalizePhrase } from "./normalize.ts";

const KEY = /^[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*$/;

/**
 * The vocabulary with `phrase` as a synonym of the feature `key`; unchanged when the phrase leads there already. A rejection of
 * the phrase is lifted. Throws `E_VOCAB` when there is no such key, another key claims the phrase, or it has no words.
 */
export function addSynonym(data: VocabularyData, key: string, phrase: string): VocabularyData {
  if (!Object.hasOwn(data.features, key)) throw unknownKey(data, key);
  const entry = data.features[key] as VocabularyData["features"][string];
  const owner = ownerOf(data, requireWords(phrase));
  if (owner !== undefined && owner !== key) throw claimed(phrase, owner);
  const synonyms = owner === key ? entry.synonyms : sortedSet([...entry.synonyms, phrase.trim()]);
  return liftRejection(withFeature(data, key, { ...entry, synonyms }), [phrase]);
}

/**
 * The vocabulary with a new feature. Throws `E_VOCAB` when the key is malformed or taken, the title or category is empty, or
 * another key claims one of its wordings.
 */
export function addKey(
  data: VocabularyData,
  key: string,
  title: string,
  category: string,
  synonyms: readonly string[],
): VocabularyData {
  if (!KEY.test(key)) {
    throw new T4Error("E_VOCAB", `${JSON.stringify(key)} is not a feature key`, {
      hint: "Use lower-case words joined by dots, such as payments.idempotency.",
    });
  }
  if (Object.hasOwn(data.features, key)) {
    throw new T4Error("E_VOCAB", `The feature ${key} exists already`, {
      hint: `\`t4 vocab promote "PHRASE" ${key}\` adds a synonym to it.`,
    });
  }
  if (category.trim() === "") {
    throw new T4Error("E_VOCAB", `The feature ${key} has no category`, { hint: "Give one, such as payments." });
  }
  for (const wording of [key, title, ...synonyms]) {
    const owner = ownerOf(data, requireWords(wording));
    if (owner !== undefined) throw claimed(wording, owner);
  }
  const entry = {
    title: title.trim(),
    category: category.trim(),
    synonyms: sortedSet(synonyms.map((each) => each.trim())),
  };
  return liftRejection(withFeature(data, key, entry), [title, ...synonyms]);
}

/**
 * The vocabulary with `phrase`, normalised, among the rejected ones; unchanged when it is there. Throws `E_VOCAB` when a
 * feature claims the phrase, or it has no words.
 */
export function rejectPhrase(data: VocabularyData, phrase: string): VocabularyData {
  const normalized = requireWords(phrase);
  const owner = ownerOf(data, normalized);
  if (owner !== undefined) throw claimed(phrase, owner);
  if (data.rejected.some((rejected) => normalizePhrase(rejected) === normalized)) return data;
  return { ...data, rejected: sortedSet([...data.rejected, normalized]) };
}

function ownerOf(data: VocabularyData, normalized: string): string | undefined {
  return listClaims(data.features).find((claim) => claim.term === normalized)?.key;
}

function requireWords(phrase: string): string {
  const normalized = normalizePhrase(phrase);
  if (normalized !== "") return normalized;
  throw new T4Error("E_VOCAB", `${JSON.stringify(phrase)} holds no words`, {
    hint: "A phrase needs at least one letter or digit; emoji and punctuation do not count.",
  });
}

function withFeature(data: VocabularyData, key: string, entry: VocabularyData["features"][string]): VocabularyData {
  const others = Object.entries(data.features).filter(([other]) => other !== key);
  const features = Object.fromEntries([...others, [key, entry] as const].sort(([a], [b]) => compareCodeUnits(a, b)));
  return { ...data, features };
}

function liftRejection(data: VocabularyData, phrases: readonly string[]): VocabularyData {
  const accepted = new Set(phrases.map(normalizePhrase));
  return { ...data, rejected: data.rejected.filter((phrase) => !accepted.has(normalizePhrase(phrase))) };
}

function unknownKey(data: VocabularyData, key: string): T4Error {
  const close = nearest(key, Object.keys(data.features));
  return new T4Error("E_VOCAB", `There is no feature ${JSON.stringify(key)}`, {
    hint:
      close === undefined
        ? "`t4 vocab list` shows the keys; `--new --title TITLE` adds one."
        : `Did you mean ${close}? \`--new --title TITLE\` adds a key.`,
  });
}

function claimed(phrase: string, owner: string): T4Error {
  return new T4Error("E_VOCAB", `${JSON.stringify(phrase)} belongs to the feature ${owner}`, {
    hint: `Remove it from ${owner} in features.json first.`,
  });
}
