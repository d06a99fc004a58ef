import type { DescriptionSource } from "./description-source.ts";

/** Characters a description should have; the schema allows 120 to 360. */
const LEAST = 160;
const MOST = 220;
const LEAST_ALLOWED = 120;

/** A description of a fitting length, the features it names, and whether a sentence had to be cut at a clause or a word. */
export interface FittedDescription {
  text: string;
  features: string[];
  short: boolean;
  cut: boolean;
}

export interface DescriptionParts {
  source: DescriptionSource;
  /** Accepted keys, most evidence first; at least one. */
  features: readonly string[];
  components: number;
  /** True when a word is one that the document writes in lower case too. */
  isCommonWord: (word: string) => boolean;
}

/**
 * Whole sentences, then "Provides <features> across <n> components."; tried in turn until the length is between 160 and 220: with the
 * subtitle or without, with more features, with the next sentence cut at a clause, else at a word. 120 to 159 is the last resort, marked
 * `short`. Undefined when even that cannot be reached.
 */
export function fitDescription(parts: DescriptionParts): FittedDescription | undefined {
  const wordings = [wording(parts, true), wording(parts, false)];
  const tries = [
    ...wordings.map((sentences) => () => whole(parts, sentences, 1)),
    ...wordings.map((sentences) => () => withMoreFeatures(parts, sentences)),
    ...wordings.map((sentences) => () => cutNext(parts, sentences)),
  ];
  let longest: FittedDescription | undefined;
  for (const attempt of tries) {
    const fitted = attempt();
    if (fitted === undefined) continue;
    if (!fitted.short) return fitted;
    if (longest === undefined || lengthOf(fitted.text) > lengthOf(longest.text)) longest = fitted;
  }
  return longest && lengthOf(longest.text) >= LEAST_ALLOWED ? longest : undefined;
}

/** Length in characters (code points), as JSON Schema counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The sentences before the closing one. With the subtitle the title is said, so a sentence need not repeat it. */
function wording({ source, isCommonWord }: DescriptionParts, withSubtitle: boolean): string[] {
  const { title, subtitle, sentences } = source;
  if (withSubtitle && subtitle !== undefined) {
    const rest = sentences.map((sentence) => endSentence(withoutTitle(sentence, title)));
    return [endSentence(`${title}: ${lowerFirst(subtitle, isCommonWord)}`), ...rest];
  }
  const [first, ...rest] = sentences.map(endSentence);
  if (first === undefined) return [];
  const named = first.toLowerCase().includes(title.toLowerCase());
  return [named ? first : `${title}: ${lowerFirst(first, isCommonWord)}`, ...rest];
}

/** As many sentences as fit, in their order, and the closing one with `count` features. */
function whole(parts: DescriptionParts, sentences: readonly string[], count: number): FittedDescription | undefined {
  const features = parts.features.slice(0, count);
  const closing = closingSentence(features, parts.components);
  let fitted: string | undefined;
  for (let taken = 1; taken <= sentences.length; taken += 1) {
    const text = [...sentences.slice(0, taken), closing].join(" ");
    if (lengthOf(text) > MOST) break;
    fitted = text;
  }
  return fitted === undefined ? undefined : describe(fitted, features, false);
}

function withMoreFeatures(parts: DescriptionParts, sentences: readonly string[]): FittedDescription | undefined {
  let fitted: FittedDescription | undefined;
  for (let count = 2; count <= parts.features.length; count += 1) {
    const next = whole(parts, sentences, count);
    if (next === undefined) break;
    fitted = next;
    if (!next.short) break;
  }
  return fitted;
}

/** The sentences that fit, and as much of the next one as does. */
function cutNext(parts: DescriptionParts, sentences: readonly string[]): FittedDescription | undefined {
  const features = parts.features.slice(0, 1);
  const closing = closingSentence(features, parts.components);
  for (let taken = sentences.length - 1; taken >= 0; taken -= 1) {
    const before = sentences.slice(0, taken);
    const room = MOST - lengthOf([...before, closing].join(" ")) - 1;
    const part = cutSentence(sentences[taken] as string, room);
    if (part !== undefined) return describe([...before, part, closing].join(" "), features, true);
  }
  return undefined;
}

const MIN_CUT = 30;

/** The longest beginning of a sentence that ends at a clause, else before a word that can stand at an end. A part of a question would be a statement. */
function cutSentence(sentence: string, room: number): string | undefined {
  if (!sentence.endsWith(".")) return undefined;
  const head = Array.from(sentence).slice(0, Math.max(0, room)).join("");
  const clause = /^(.*)(?:[,;:]\s|\s[-–—]\s)/u.exec(head)?.[1];
  if (clause !== undefined && lengthOf(clause) >= MIN_CUT * 2) return endSentence(clause);
  const words = head.split(" ").slice(0, -1);
  while (words.length > 0 && DANGLING.test(words.at(-1) as string)) words.pop();
  const cut = words.join(" ");
  return lengthOf(cut) < MIN_CUT ? undefined : endSentence(cut);
}

const DANGLING =
  /^\W*(?:an?|the|of|in|into|to|for|from|by|with|without|on|at|as|and|or|but|nor|that|which|who|whose|its|their|our|this|these|is|are|was|be|than|when|where|while|if|so|e\.g\.|i\.e\.|not|no|every|each|all|any)\W*$/iu;

function describe(text: string, features: string[], cut: boolean): FittedDescription {
  return { text, features, cut, short: lengthOf(text) < LEAST };
}

function closingSentence(features: readonly string[], components: number): string {
  const last = features.at(-1) ?? "";
  const list = features.length > 1 ? `${features.slice(0, -1).join(", ")} and ${last}` : last;
  return `Provides ${list} across ${components} component${components === 1 ? "" : "s"}.`;
}

/** "Billing turns …" says the title again: "Turns …". Only where a verb follows that stands well at a beginning. */
function withoutTitle(sentence: string, title: string): string {
  if (!sentence.toLowerCase().startsWith(`${title.toLowerCase()} `)) return sentence;
  const rest = sentence.slice(title.length + 1);
  if (!/^\p{Ll}{2,}s\s/u.test(rest) || /^(?:is|was|has|does|its|this|as|helps|lets)\s/u.test(rest)) return sentence;
  return rest.slice(0, 1).toUpperCase() + rest.slice(1);
}

/** With a small first letter where the word is no name. */
function lowerFirst(text: string, isCommonWord: (word: string) => boolean): string {
  const word = /^\p{Lu}\p{Ll}*(?=[\s,]|$)/u.exec(text)?.[0];
  return word === undefined || !isCommonWord(word) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** With one sign at the end: that of a question or an exclamation stays, else it is a full stop. */
function endSentence(text: string): string {
  const bare = text.replace(/[\s.:;,!?…。！？–—-]+$/u, "");
  const end = text.slice(bare.length);
  return `${bare}${/[?？]/u.exec(end)?.[0] ?? /[!！]/u.exec(end)?.[0] ?? "."}`;
}
