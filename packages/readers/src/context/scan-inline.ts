import { closeRun, makeRun, type Run } from "./emphasis.ts";

/** A stretch of inline Markdown: text that people see, or a run of `*` or `_` once it is known what it opens and closes. */
export interface Piece {
  text: string;
  code?: boolean;
  newLine?: boolean;
  run?: Run;
}

/**
 * Takes inline Markdown apart: escapes, code spans, emphasis, links, images, HTML, entities. markdown-it's own inline tokens
 * tell no positions, and cited lines must be exact; besides, this is linear whatever the text is.
 */
export function scanInline(source: string): Piece[] {
  return new InlineScanner(source).scan();
}

/** A failed try to read a link's target may look far ahead, so a text gets only so many. */
const MAX_FAILED_TARGETS = 20;

/** How deep links and images may nest; what is around more than that is no link. */
const MAX_BRACKETS = 32;

class InlineScanner {
  readonly #source: string;
  readonly #pieces: Piece[] = [];
  readonly #runs: Run[] = [];
  readonly #brackets: { piece: number; image: boolean }[] = [];
  #backticks: Map<number, number[]> | undefined;
  #failedTargets = 0;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): Piece[] {
    while (this.#at < this.#source.length) {
      const plain = this.#take(PLAIN);
      if (plain !== undefined) this.#pieces.push({ text: plain });
      if (this.#at < this.#source.length) this.#special(this.#source[this.#at] as string);
    }
    return this.#pieces;
  }

  #special(sign: string): void {
    if (sign === "\n") this.#newLine();
    else if (sign === "\\") this.#escape();
    else if (sign === "`") this.#code();
    else if (sign === "*" || sign === "_") this.#emphasis(sign);
    else if (sign === "!" || sign === "[") this.#openBracket();
    else if (sign === "]") this.#closeBracket();
    else if (sign === "<") this.#html();
    else if (sign === "&") this.#entity();
    else this.#drop(this.#source.startsWith("~~", this.#at) ? 2 : 0);
  }

  /** The match of a sticky expression here, taken. */
  #take(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #literal(length = 1): void {
    this.#pieces.push({ text: this.#source.slice(this.#at, this.#at + length) });
    this.#at += length;
  }

  #drop(length: number): void {
    if (length === 0) this.#literal();
    this.#at += length;
  }

  #newLine(): void {
    this.#pieces.push({ text: " ", newLine: true });
    this.#at += 1;
  }

  #escape(): void {
    if (this.#source[this.#at + 1] === "\n") this.#drop(1);
    else if (ESCAPABLE.test(this.#source[this.#at + 1] ?? "")) {
      this.#at += 1;
      this.#literal();
    } else this.#literal();
  }

  #code(): void {
    const fence = (this.#take(BACKTICKS) as string).length;
    const close = this.#closingBackticks(fence);
    if (close === undefined) {
      this.#pieces.push({ text: "`".repeat(fence) });
      return;
    }
    const lines = this.#source.slice(this.#at, close).split("\n");
    lines.forEach((line, index) => {
      if (index > 0) this.#pieces.push({ text: " ", newLine: true });
      const text = line.replace(/\s+/g, " ").trim();
      if (text !== "") this.#pieces.push({ text, code: true });
    });
    this.#at = close + fence;
  }

  #closingBackticks(fence: number): number | undefined {
    if (this.#backticks === undefined) {
      this.#backticks = new Map();
      for (const { index, 0: run } of this.#source.matchAll(/`+/g)) {
        const places = this.#backticks.get(run.length);
        if (places) places.push(index);
        else this.#backticks.set(run.length, [index]);
      }
      for (const places of this.#backticks.values()) places.reverse();
    }
    const places = this.#backticks.get(fence) ?? [];
    while (places.length > 0 && (places.at(-1) as number) < this.#at) places.pop();
    return places.at(-1);
  }

  #emphasis(marker: "*" | "_"): void {
    const start = this.#at;
    while (this.#source[this.#at] === marker) this.#at += 1;
    const run = makeRun(this.#source, start, this.#at, this.#pieces.length);
    this.#pieces.push({ text: "", run });
    if (run.canClose) closeRun(this.#runs, run);
    if (run.canOpen && run.left > 0) this.#runs.push(run);
  }

  #openBracket(): void {
    if (this.#take(FOOTNOTE) !== undefined) return;
    const image = this.#source.startsWith("![", this.#at);
    if (image || this.#source[this.#at] === "[") this.#brackets.push({ piece: this.#pieces.length, image });
    if (this.#brackets.length > MAX_BRACKETS) this.#brackets.shift();
    this.#literal(image ? 2 : 1);
  }

  #closeBracket(): void {
    this.#literal();
    const opener = this.#brackets.pop();
    if (opener === undefined || this.#failedTargets >= MAX_FAILED_TARGETS) return;
    const target = this.#take(TARGET) ?? this.#take(REFERENCE);
    if (target === undefined) {
      if (this.#source[this.#at] === "(" || this.#source[this.#at] === "[") this.#failedTargets += 1;
      return;
    }
    this.#pieces.pop();
    if (opener.image) this.#removeFrom(opener.piece);
    else (this.#pieces[opener.piece] as Piece).text = "";
    for (let lines = target.split("\n").length; lines > 1; lines -= 1) this.#pieces.push({ text: " ", newLine: true });
  }

  /** An image is not text: only its line breaks stay. */
  #removeFrom(piece: number): void {
    const removed = this.#pieces.splice(piece);
    while ((this.#runs.at(-1)?.piece ?? -1) >= piece) this.#runs.pop();
    this.#pieces.push({ text: " " }, ...removed.filter(({ newLine }) => newLine));
  }

  #html(): void {
    const start = this.#at;
    const address = this.#take(AUTOLINK);
    if (address !== undefined) {
      this.#pieces.push({ text: address.slice(1, -1) });
      return;
    }
    const end = this.#source.startsWith("<!--", start) ? this.#source.indexOf("-->", start + 4) : -1;
    if (end >= 0) this.#at = end + 3;
    else if (this.#take(TAG) === undefined) {
      // Without an end in sight no later comment has one either, so the search is not repeated at every `<!--`.
      this.#literal(this.#source.startsWith("<!--", start) ? this.#source.length - start : 1);
      return;
    }
    const breaks = this.#source.slice(start, this.#at).split("\n").length - 1;
    if (breaks === 0 && /^<br/i.test(this.#source.slice(start, start + 3))) this.#pieces.push({ text: " " });
    for (let count = breaks; count > 0; count -= 1) this.#pieces.push({ text: " ", newLine: true });
  }

  #entity(): void {
    const entity = this.#take(ENTITY);
    if (entity === undefined) this.#literal();
    else this.#pieces.push({ text: decodeEntity(entity) });
  }
}

const PLAIN = /[^\\`*_[\]!<&\n~]+/y;
const BACKTICKS = /`+/y;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const FOOTNOTE = /\[\^[^[\]\s]{1,60}\]/y;
const TARGET =
  /\(\s{0,9}(?:<[^<>\n]{0,1000}>|[^\s()<>]{0,1000}(?:\([^\s()]{0,300}\)[^\s()]{0,300}){0,4})(?:\s{1,9}(?:"[^"]{0,300}"|'[^']{0,300}'))?\s{0,9}\)/y;
const REFERENCE = /\[[^[\]\n]{0,200}\]/y;
const AUTOLINK = /<(?:[a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>/iy;
const TAG = /<\/?[a-z][^<>]*>/iy;
const ENTITY = /&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/iy;

const NAMED = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["bull", "•"],
  ["gt", ">"],
  ["hellip", "…"],
  ["lt", "<"],
  ["mdash", "—"],
  ["nbsp", " "],
  ["ndash", "–"],
  ["quot", '"'],
  ["rsquo", "’"],
]);

/** The character of an entity; one with another name stays as it is written. */
function decodeEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return NAMED.get(name) ?? entity;
  const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).replace(/[\s\ud800-\udfff]/, " ") : "\uFFFD";
}
