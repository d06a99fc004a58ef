import type { ContextDocument, LineRange, Phrase } from "@t4/readers";
import { countWords } from "./clean-text.ts";
import { findComponents } from "./find-components.ts";

/** How a document puts a phrase forward, in the order in which reasons name them. */
export const PATTERNS = ["heading", "bullet", "cell", "bold"] as const;
type Pattern = (typeof PATTERNS)[number];

/** A phrase that may name a feature. */
export interface Candidate extends LineRange {
  pattern: Pattern;
  text: string;
  document: ContextDocument;
  /** True when a person should see the phrase if it maps to nothing. */
  telling: boolean;
}

/** A bullet without a lead of its own is a phrase up to this many words, a sentence beyond. */
const MAX_WHOLE_BULLET = 12;

/** Phrases that map to nothing and have more words than this are left out of the queue. */
const MAX_TELLING = 6;

/**
 * Phrases of a document in its order: headings, bullet leads, cells of a first column, bold runs; each stretch of text once.
 * Telling are headings below the title, leads, and first cells below the head, unless they name components, are code or are long.
 */
export function listCandidates(document: ContextDocument): Candidate[] {
  const sections = findComponents(document);
  const components = new Set<Phrase>([
    ...sections.map(({ heading }) => heading),
    ...sections.flatMap(({ named }): Phrase[] => named),
  ]);
  const title = document.blocks.find(({ kind }) => kind === "heading");
  const candidates: Candidate[] = [];
  const add = (pattern: Pattern, phrase: Phrase, telling: boolean): void => {
    const { text, first, last } = phrase;
    const worth = telling && !phrase.code && countWords(text) <= MAX_TELLING;
    candidates.push({ pattern, text, document, first, last, telling: worth });
  };
  for (const block of document.blocks) {
    if (block.kind === "heading") add("heading", block, block !== title && !components.has(block));
    else if (block.kind === "bold") add("bold", block, false);
    else if (block.kind === "cell" && block.column === 0) add("cell", block, block.row > 0);
    else if (block.kind === "bullet" && block.lead) {
      if (block.lead.how === "whole" && countWords(block.lead.text) > MAX_WHOLE_BULLET) continue;
      add("bullet", block.lead, !components.has(block));
    }
  }
  return candidates;
}
