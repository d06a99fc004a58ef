import type { VocabularyData } from "@t4/contracts";
import { compareCodeUnits, T4Error } from "@t4/core";
import { normalizePhrase } from "./normalize.ts";

/** One wording that leads to a key: the key itself, its title or a synonym. */
export interface Claim {
  key: string;
  /** As it stands in the vocabulary. */
  wording: string;
  /** Normalised, never empty. */
  term: string;
}

/** A wording that two keys of one file claim. */
export interface Ambiguity {
  file: "features.json" | "capabilities.json";
  wording: string;
  /** In code-unit order. */
  keys: [string, string];
}

type Entries = Record<string, { title: string; synonyms: readonly string[] }>;

/** Every wording of every key, keys in code-unit order, without those that normalise to nothing. */
export function listClaims(entries: Entries): Claim[] {
  return Object.keys(entries)
    .sort(compareCodeUnits)
    .flatMap((key) => {
      const entry = entries[key] as Entries[string];
      return [key, entry.title, ...entry.synonyms].map((wording) => ({ key, wording, term: normalizePhrase(wording) }));
    })
    .filter((claim) => claim.term !== "");
}

/** Every wording that two keys claim, features first; empty when the vocabulary is clear. */
export function listAmbiguities(data: VocabularyData): Ambiguity[] {
  return [
    ...findAmbiguities("features.json", listClaims(data.features)),
    ...findAmbiguities("capabilities.json", listClaims(data.capabilities)),
  ];
}

/** The wordings among `claims` that a second key claims too. */
export function findAmbiguities(file: Ambiguity["file"], claims: readonly Claim[]): Ambiguity[] {
  const owners = new Map<string, string>();
  const found = new Map<string, Ambiguity>();
  for (const { key, wording, term } of claims) {
    const owner = owners.get(term);
    if (owner === undefined) owners.set(term, key);
    else if (owner !== key && !found.has(`${term}\n${key}`)) {
      found.set(`${term}\n${key}`, { file, wording, keys: [owner, key] });
    }
  }
  return [...found.values()];
}

/** The error for a wording that two keys claim. */
export function ambiguityError({ file, wording, keys }: Ambiguity): T4Error {
  return new T4Error("E_VOCAB", `${JSON.stringify(wording)} is claimed by ${keys[0]} and by ${keys[1]} in ${file}`, {
    hint: `Remove ${JSON.stringify(wording)} from one of the two; \`t4 vocab check\` lists every such wording.`,
  });
}
