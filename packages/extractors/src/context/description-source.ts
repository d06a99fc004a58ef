import type { ContextBlock, ContextDocument, Heading, LineRange, Paragraph } from "@t4/readers";
import { isBoilerplate, normalizePhrase } from "@t4/vocab";
import { cleanName, countWords, stripEmoji } from "./clean-text.ts";
import { cite, isOuterBlock } from "./evidence-documents.ts";
import { splitSentences } from "./sentences.ts";

/** What a description is made of, as one document gives it. */
export interface DescriptionSource {
  title: string;
  /** Without a full stop; a question or an exclamation keeps its sign. */
  subtitle: string | undefined;
  sentences: string[];
  /** The lines of title, subtitle and paragraph; what stands side by side is one range. */
  provenance: string[];
}

/** A paragraph with less is a caption, a badge's text or a note. */
const MIN_WORDS = 5;
const MAX_TITLE = 60;
/** More of a paragraph than this cannot be used. */
const MAX_PROSE = 2000;

/** Title, subtitle and first real paragraph of a document; undefined when it has neither subtitle nor paragraph. */
export function findDescription(document: ContextDocument, moduleName: string): DescriptionSource | undefined {
  const blocks = document.blocks.filter(isOuterBlock);
  const paragraph = blocks.findIndex((block) => block.kind === "paragraph" && isReal(block));
  const titleAt = blocks.findIndex(({ kind }) => kind === "heading");
  const above = titleAt >= 0 && (paragraph < 0 || titleAt < paragraph);
  const [title, afterTitle] = above ? readTitle(blocks[titleAt] as Heading) : [];
  const subtitleAt = above && isSubtitle(blocks[titleAt + 1]) ? titleAt + 1 : -1;
  const subtitle = subtitleAt < 0 ? afterTitle : prose(blocks[subtitleAt] as Paragraph);
  if (paragraph < 0 && subtitle === undefined) return undefined;
  const used = [title === undefined ? -1 : titleAt, subtitleAt, paragraph].filter((index) => index >= 0);
  return {
    title: title ?? moduleName,
    subtitle: subtitle?.replace(/[\s.:;,…]+$/u, ""),
    sentences: paragraph < 0 ? [] : completeSentences(blocks[paragraph] as Paragraph),
    provenance: mergeRanges(blocks, used).map((range) => cite(document, range)),
  };
}

/** A heading's name and what follows its colon or dash; nothing when it is no name. */
function readTitle(heading: Heading): [title?: string, subtitle?: string] {
  const name = cleanName(heading.text);
  const found = /^(.+?)(?::\s|\s[-–—]{1,3}\s)(.+)$/u.exec(name);
  const title = cleanName(found?.[1] ?? name);
  if (title === "" || title.length > MAX_TITLE || isBoilerplate(normalizePhrase(title))) return [];
  const rest = found?.[2];
  return rest !== undefined && countWords(rest) > 1 ? [title, rest] : [title];
}

function isSubtitle(block: ContextBlock | undefined): boolean {
  if (block?.kind !== "paragraph" || block.nested || !(block.emphasised || block.quoted)) return false;
  return countWords(prose(block)) >= 2 && !NOT_PROSE.test(prose(block));
}

function isReal(block: Paragraph): boolean {
  if (block.nested || block.quoted || block.emphasised || block.code || NOT_PROSE.test(block.text)) return false;
  return completeSentences(block).some((sentence) => countWords(sentence) >= MIN_WORDS);
}

/** Placeholders, admonitions, rows of links and key-value lines. */
const NOT_PROSE =
  /^[^\p{L}\p{N}]*(?:todo|tbd|fixme|describe\s|placeholder|lorem ipsum|coming soon|to be |(?:note|warning|caution|important|tip|deprecated|status|owners?|maintainers?|version|last updated|license)\b\s*[:：!])|(?:\s[|·•]\s.*){2}/iu;

/** Sentences that are whole without what follows the paragraph: one that ends in a colon introduces a list. */
function completeSentences(block: Paragraph): string[] {
  return splitSentences(prose(block)).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence) && !/[:：]$/u.test(sentence));
}

/** A paragraph's words: no emoji, no addresses, no space before punctuation. */
function prose(block: Paragraph): string {
  return stripEmoji(block.text.slice(0, MAX_PROSE).replace(/<?\bhttps?:\/\/[^\s<>)]+>?/gu, " "))
    .replace(/\(\s*\)|\[\s*\]/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/ ([.,;:!?])(?=\s|$)/gu, "$1")
    .trim();
}

function mergeRanges(blocks: readonly LineRange[], indexes: readonly number[]): LineRange[] {
  const ranges: LineRange[] = [];
  let previous = -2;
  for (const index of indexes) {
    const { first, last } = blocks[index] as LineRange;
    const open = ranges.at(-1);
    if (open && index === previous + 1) open.last = last;
    else ranges.push({ first, last });
    previous = index;
  }
  return ranges;
}
