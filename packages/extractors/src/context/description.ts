import { compareCodeUnits, type FieldOutcome, type Withheld } from "@t4/core";
import type { ContextDocument } from "@t4/readers";
import { type DescriptionSource, findDescription } from "./description-source.ts";
import { documentsSha, evidenceDocuments } from "./evidence-documents.ts";
import type { AcceptedFeature } from "./features.ts";
import { fitDescription } from "./fit-description.ts";

/**
 * The description, from title, subtitle and first real paragraph of the most trusted document that has one: 160 to 220 characters (120 to
 * 159, marked `length:short` and of low confidence, when there is no more to say), whole words, no emoji, a full stop at the end, at least one accepted feature
 * and the number of components. Withheld without an accepted feature, or when the text is too short.
 */
export function extractDescription(
  documents: readonly ContextDocument[],
  accepted: readonly AcceptedFeature[],
  componentCount: number,
  moduleName: string,
): FieldOutcome {
  const evidence = evidenceDocuments(documents);
  if (accepted.length === 0) return withheld("no accepted feature to describe", NEEDS_FEATURE);
  const found = firstDescription(evidence, moduleName);
  if (found === undefined) return withheld("no paragraph of running text in a context document", NEEDS_PROSE);
  const { document, source } = found;
  const fitted = fitDescription({
    source,
    features: rankFeatures(accepted),
    components: componentCount,
    isCommonWord: (word) => isCommonWord(document, word),
  });
  if (fitted === undefined) return withheld(`too little text in ${document.name} for 120 characters`, NEEDS_PROSE);
  const reasons = [
    fitted.short ? "length:short" : "length:ok",
    ...fitted.features.map((key) => `feature:${key}`),
    `components:${componentCount}`,
    ...(fitted.cut ? ["sentence:cut"] : []),
  ];
  return {
    ...FIELD,
    outcome: "signal",
    signal: {
      value: fitted.text,
      provenance: source.provenance,
      confidence: fitted.short ? "low" : "medium",
      reasons,
      source_sha: documentsSha(evidence),
    },
  };
}

function firstDescription(
  documents: readonly ContextDocument[],
  moduleName: string,
): { document: ContextDocument; source: DescriptionSource } | undefined {
  for (const document of documents) {
    const source = findDescription(document, moduleName);
    if (source !== undefined) return { document, source };
  }
  return undefined;
}

const FIELD = { field: "description", extractor: "description" };
const NEEDS_FEATURE = "a feature of the vocabulary, named by two patterns (say a heading and a bullet) or five times";
const NEEDS_PROSE = "a title and, below it, a paragraph of one or two whole sentences that say what the module does";

function withheld(reason: string, needs: string): FieldOutcome {
  return { ...FIELD, outcome: "withheld", withheld: { reason, needs } satisfies Withheld };
}

/** Keys by evidence, the strongest first. */
function rankFeatures(accepted: readonly AcceptedFeature[]): string[] {
  return [...accepted].sort((a, b) => b.evidence - a.evidence || compareCodeUnits(a.key, b.key)).map(({ key }) => key);
}

const ARTICLES = new Set(["a", "an", "the", "this", "it", "all", "every", "each", "how", "what", "one", "our", "for"]);

/** True when the document also writes a capitalised word with a small letter, so that it is no name. */
function isCommonWord(document: ContextDocument, word: string): boolean {
  const lower = word.toLowerCase();
  if (ARTICLES.has(lower)) return true;
  return document.blocks.some(
    (block) => (block.kind === "paragraph" || block.kind === "bullet") && holdsWord(block.text, lower),
  );
}

/** True when a word of letters stands in a text by itself, and not as an ending such as `.net`. */
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (!JOINED_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && !JOINED_AFTER.test(text.slice(end, end + 2)))
      return true;
  }
  return false;
}

const JOINED_BEFORE = /[\p{L}\p{N}.]$/u;
const JOINED_AFTER = /^[\p{L}\p{N}]/u;
