import type { Flags } from "@t4/contracts";
import { compareCodeUnits, isAtLeast, weakest, type Confidence, type FieldOutcome } from "@t4/core";
import type { ContextDocument } from "@t4/readers";
import type { PhraseSighting, Vocabulary } from "@t4/vocab";
import { cite, documentsSha, evidenceDocuments } from "./evidence-documents.ts";
import { listCandidates, PATTERNS } from "./feature-candidates.ts";
import { matchCandidate, type Sighting } from "./match-candidate.ts";

/** A canonical key with enough evidence: how often it was seen, and how sure that makes us. */
export interface AcceptedFeature {
  key: string;
  evidence: number;
  confidence: Confidence;
}

/** What the documents say about `features`, the accepted keys (sorted), and phrases for the review queue. */
export interface FeatureExtraction {
  outcome: FieldOutcome;
  accepted: AcceptedFeature[];
  phrases: PhraseSighting[];
}

/** So many keys at most: those with most evidence. */
const MAX_FEATURES = 15;
/** So many sightings are enough where all of them are of one pattern. */
const MIN_INSTANCES = 5;

/**
 * Features named in the documents, evidence united over all of them. A key counts when two patterns name it, or five instances do:
 * `high` when two patterns match exactly, else `medium`. The signal is as sure as its weakest key.
 * Keys with less, or below `min_confidence`, are weak sightings; phrases that map to nothing are unmapped ones.
 */
export function extractFeatures(
  documents: readonly ContextDocument[],
  vocabulary: Vocabulary,
  flags: Pick<Flags, "min_confidence">,
): FeatureExtraction {
  const evidence = evidenceDocuments(documents);
  const sightings = evidence.flatMap(listCandidates).map((candidate) => matchCandidate(candidate, vocabulary));
  const byKey = groupByKey(sightings);
  const judged = [...byKey].map(([key, seen]) => ({ key, evidence: seen.length, confidence: confidenceOf(seen) }));
  const accepted = judged
    .filter(({ confidence }) => confidence !== "low" && isAtLeast(confidence, flags.min_confidence))
    .sort((a, b) => b.evidence - a.evidence || compareCodeUnits(a.key, b.key));
  const value = accepted.slice(0, MAX_FEATURES).sort((a, b) => compareCodeUnits(a.key, b.key));
  const weak = new Set(judged.filter((item) => !accepted.includes(item)).map(({ key }) => key));
  return {
    outcome: outcomeOf(value, accepted.length - value.length, sightings, weak, documentsSha(evidence)),
    accepted: value,
    phrases: sightings.flatMap((sighting) => reviewable(sighting, weak, vocabulary)),
  };
}

function groupByKey(sightings: readonly Sighting[]): Map<string, Sighting[]> {
  const byKey = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    if (sighting.match === undefined) continue;
    const seen = byKey.get(sighting.match.key);
    if (seen) seen.push(sighting);
    else byKey.set(sighting.match.key, [sighting]);
  }
  return byKey;
}

function confidenceOf(seen: readonly Sighting[]): Confidence {
  const exact = new Set(seen.filter(({ match }) => match?.how === "exact").map(({ candidate }) => candidate.pattern));
  if (exact.size >= 2) return "high";
  const patterns = new Set(seen.map(({ candidate }) => candidate.pattern));
  return patterns.size >= 2 || seen.length >= MIN_INSTANCES ? "medium" : "low";
}

function outcomeOf(
  value: readonly AcceptedFeature[],
  left: number,
  sightings: readonly Sighting[],
  weak: ReadonlySet<string>,
  source_sha: string,
): FieldOutcome {
  const field = { field: "features", extractor: "features" };
  if (value.length === 0) {
    if (weak.size === 0) return { ...field, outcome: "absent" };
    const keys = [...weak].sort(compareCodeUnits).join(", ");
    return {
      ...field,
      outcome: "withheld",
      withheld: {
        reason: `too little evidence for ${keys}`,
        needs: `name each in two ways (a heading and a bullet lead, a first table cell or a bold run), or ${MIN_INSTANCES} times`,
      },
    };
  }
  const keys = new Set(value.map(({ key }) => key));
  const cited = sightings.filter(({ match }) => match && keys.has(match.key));
  return {
    ...field,
    outcome: "signal",
    signal: {
      value: [...keys],
      provenance: [...new Set(cited.map(({ candidate }) => cite(candidate.document, candidate)))],
      confidence: weakest(value.map(({ confidence }) => confidence)),
      reasons: [...reasonsOf(cited), ...(left > 0 ? [`limit:${MAX_FEATURES}`] : [])],
      source_sha,
    },
  };
}

/** `pattern:` names all patterns that were seen, `synonym:` how phrases matched, `evidence:` how many. */
function reasonsOf(cited: readonly Sighting[]): string[] {
  const patterns = PATTERNS.filter((pattern) => cited.some(({ candidate }) => candidate.pattern === pattern));
  const ways = (["exact", "contained"] as const).filter((how) => cited.some(({ match }) => match?.how === how));
  return [`pattern:${patterns.join("+")}`, `synonym:${ways.join("+")}`, `evidence:${cited.length}`];
}

function reviewable(
  { candidate, match, phrase, normalized }: Sighting,
  weak: ReadonlySet<string>,
  vocabulary: Vocabulary,
): PhraseSighting[] {
  const source = cite(candidate.document, candidate);
  if (match) return weak.has(match.key) ? [{ kind: "weak", phrase, normalized, source }] : [];
  if (!candidate.telling || normalized === "" || vocabulary.isBoilerplate(normalized)) return [];
  return [{ kind: "unmapped", phrase, normalized, source }];
}
