import type { Token } from "markdown-it";
import type { BoldRun, CodeSpan, ContextBlock } from "./document.ts";
import { isCode, linesOf, readInline, type InlineText, type Span } from "./inline.ts";
import { findLead } from "./lead.ts";
import { BulletOutline } from "./bullet-outline.ts";
import { splitBullets, type Segment } from "./split-bullets.ts";

/** The records of a document's block tokens, in document order. `text` is what was parsed. */
export function readBlocks(tokens: readonly Token[], text: string): ContextBlock[] {
  const reader = new BlockReader(text.split(/\r\n|\n|\r/));
  for (const token of tokens) reader.take(token);
  return reader.blocks;
}

class BlockReader {
  readonly blocks: ContextBlock[] = [];
  readonly #outline: BulletOutline;
  #lists = 0;
  #quotes = 0;
  /** True until the text of the list item that was opened last has come. */
  #itemOpened = false;
  #heading: Token | undefined;
  #rowLine = 0;
  #row = -1;
  #column = -1;

  constructor(lines: readonly string[]) {
    this.#outline = new BulletOutline(lines);
  }

  take(token: Token): void {
    const { type } = token;
    if (type === "inline") this.#inline(token);
    else if (type === "bullet_list_open" || type === "ordered_list_open") this.#lists += 1;
    else if (type === "bullet_list_close" || type === "ordered_list_close") this.#lists -= 1;
    else if (type === "list_item_open") this.#itemOpened = true;
    else if (type === "list_item_close") this.#itemOpened = false;
    else if (type === "blockquote_open") this.#quotes += 1;
    else if (type === "blockquote_close") this.#quotes -= 1;
    else if (type === "heading_open") this.#heading = token;
    else if (type === "fence" || type === "code_block") this.#fence(token);
    else this.#table(token);
  }

  #table({ type, map }: Token): void {
    if (type === "table_open") this.#row = -1;
    if (type === "tr_open") {
      this.#rowLine = (map?.[0] ?? 0) + 1;
      this.#row += 1;
      this.#column = -1;
    }
    if (type === "th_open" || type === "td_open") this.#column += 1;
    if (type === "tr_close") this.#column = -1;
  }

  #fence({ info, map }: Token): void {
    this.#itemOpened = false;
    const [first, end] = map ?? [0, 1];
    this.blocks.push({ kind: "fence", language: info.trim().split(/\s/, 1)[0] ?? "", first: first + 1, last: end });
  }

  #inline({ content, map }: Token): void {
    const inItem = this.#itemOpened;
    this.#itemOpened = false;
    if (this.#column >= 0) {
      this.#cell(content);
      return;
    }
    const line = (map?.[0] ?? 0) + 1;
    const heading = this.#heading;
    this.#heading = undefined;
    const segments = splitBullets(content, line, inItem && heading === undefined);
    // Bullets that Markdown does not know, underlined by what was meant as a rule, are no setext heading.
    if (heading && (heading.markup.startsWith("#") || !segments.some(({ bullet }) => bullet))) {
      this.#headingOf(Number(heading.tag.slice(1)), content, line);
      return;
    }
    for (const segment of segments) this.#text(segment);
  }

  #headingOf(level: number, content: string, line: number): void {
    const inline = readInline(content, line);
    this.#outline.end();
    this.blocks.push({ kind: "heading", level, ...whole(inline) });
    this.#codeSpans(inline);
  }

  #cell(content: string): void {
    const inline = readInline(content, this.#rowLine);
    this.blocks.push({ kind: "cell", row: this.#row, column: this.#column, ...whole(inline) });
    if (this.#column > 0) this.#boldRuns(inline);
    this.#codeSpans(inline);
  }

  #text({ bullet, text, line }: Segment): void {
    const inline = readInline(text, line);
    if (inline.text === "") return;
    if (bullet) this.#bullet(inline);
    else {
      const emphasised = inline.emphasis.length === 1 && covers(inline.emphasis[0] as Span, inline.text);
      const nested = this.#lists > 0;
      if (!nested) this.#outline.end();
      this.blocks.push({ kind: "paragraph", emphasised, quoted: this.#quotes > 0, nested, ...whole(inline) });
      this.#boldRuns(inline);
    }
    this.#codeSpans(inline);
  }

  #bullet(inline: InlineText): void {
    const found = findLead(inline);
    const depth = this.#outline.depthAt(inline.line);
    this.blocks.push({ kind: "bullet", depth, lead: found?.lead, ...whole(inline) });
    this.#boldRuns(inline, found?.span);
  }

  /** Bold runs that do not overlap the span. */
  #boldRuns(inline: InlineText, except: Span = { start: 0, end: 0 }): void {
    for (const span of inline.bold) {
      if (span.start < except.end && span.end > except.start) continue;
      const text = inline.text.slice(span.start, span.end).trim();
      if (text === "") continue;
      this.blocks.push({ kind: "bold", text, code: isCode(inline, span), ...linesOf(inline, span) } satisfies BoldRun);
    }
  }

  #codeSpans(inline: InlineText): void {
    for (const span of inline.code) {
      const text = inline.text.slice(span.start, span.end);
      this.blocks.push({ kind: "code", text, ...linesOf(inline, span) } satisfies CodeSpan);
    }
  }
}

function whole(inline: InlineText): { text: string; code: boolean; first: number; last: number } {
  const span = { start: 0, end: inline.text.length };
  return { text: inline.text, code: isCode(inline, span), ...linesOf(inline, span) };
}

/** True when nothing but signs stands outside the span. */
function covers(span: Span, text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text.slice(0, span.start) + text.slice(span.end));
}
