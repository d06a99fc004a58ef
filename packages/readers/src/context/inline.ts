import type { Run } from "./emphasis.ts";
import { scanInline, type Piece } from "./scan-inline.ts";

/** Offsets into the text of an {@link InlineText}; the end is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** The inline part of one block: what people see, and where in it what is. */
export interface InlineText {
  text: string;
  bold: Span[];
  /** Outermost bold or italic spans. */
  emphasis: Span[];
  code: Span[];
  /** Offsets at which the second and further lines begin. */
  lineStarts: number[];
  /** The line at which it begins. */
  line: number;
}

/** Reads inline Markdown that begins at `line`. Linear in its length. */
export function readInline(source: string, line: number): InlineText {
  const builder = new InlineBuilder(line);
  if (MARKUP.test(source)) for (const piece of scanInline(source)) builder.add(piece);
  else builder.append(source);
  return builder.finish();
}

const MARKUP = /[\\`*_[\]!<&\n~]/;

class InlineBuilder {
  readonly #line: number;
  readonly #parts: string[] = [];
  readonly #lineStarts: number[] = [];
  readonly #code: Span[] = [];
  readonly #bold = new SpanTracker();
  readonly #emphasis = new SpanTracker();
  #length = 0;
  #afterSpace = true;

  constructor(line: number) {
    this.#line = line;
  }

  add({ text, run, code, newLine }: Piece): void {
    if (run !== undefined) {
      this.#addRun(run);
      return;
    }
    const start = this.#length;
    this.append(text);
    if (code) this.#code.push({ start, end: this.#length });
    if (newLine) this.#lineStarts.push(this.#length);
  }

  /** Adds text with white space made single. */
  append(text: string): void {
    let single = text.includes("  ") || text.includes("\t") ? text.replace(/\s+/g, " ") : text;
    if (this.#afterSpace) single = single.trimStart();
    if (single === "") return;
    this.#parts.push(single);
    this.#length += single.length;
    this.#afterSpace = single.endsWith(" ");
  }

  finish(): InlineText {
    const text = this.#parts.join("").trimEnd();
    const { spans: bold } = this.#bold;
    const { spans: emphasis } = this.#emphasis;
    return { text, bold, emphasis, code: this.#code, lineStarts: this.#lineStarts, line: this.#line };
  }

  #addRun(run: Run): void {
    this.#bold.close(run.strongClosed, this.#length);
    this.#emphasis.close(run.strongClosed + run.lightClosed, this.#length);
    this.append(run.marker.repeat(run.left));
    this.#bold.open(run.strongOpened, this.#length);
    this.#emphasis.open(run.strongOpened + run.lightOpened, this.#length);
  }
}

/** Collects the outermost spans of a nesting. */
class SpanTracker {
  readonly spans: Span[] = [];
  #depth = 0;
  #start = 0;

  open(count: number, at: number): void {
    if (count > 0 && this.#depth === 0) this.#start = at;
    this.#depth += count;
  }

  close(count: number, at: number): void {
    if (count === 0) return;
    this.#depth -= count;
    if (this.#depth === 0 && at > this.#start) this.spans.push({ start: this.#start, end: at });
  }
}

/** The lines on which a span of the text stands. */
export function linesOf(inline: InlineText, span: Span): { first: number; last: number } {
  return { first: lineAt(inline, span.start), last: lineAt(inline, Math.max(span.start, span.end - 1)) };
}

function lineAt(inline: InlineText, offset: number): number {
  let line = inline.line;
  for (const start of inline.lineStarts) {
    if (start > offset) break;
    line += 1;
  }
  return line;
}

/** True when a span has words and all of them stand in code spans. */
export function isCode(inline: InlineText, span: Span): boolean {
  if (inline.code.length === 0) return false;
  let at = span.start;
  let outside = "";
  for (const code of inline.code) {
    if (code.end <= span.start || code.start >= span.end) continue;
    outside += inline.text.slice(at, code.start);
    at = code.end;
  }
  return at > span.start && !WORD.test(outside + inline.text.slice(at, span.end));
}

const WORD = /[\p{L}\p{N}]/u;
