import type { Finding, SourceRef } from "@t4/core";

/** Lines of the document, 1-based and inclusive; these lines hold the record's text. CRLF, LF and CR each end one line. */
export interface LineRange {
  first: number;
  last: number;
}

/**
 * A piece of text as people see it: no Markdown, entities decoded, mojibake repaired, white space single, lines joined by a space.
 * Emoji and numbering are still there. `code` is true when all of its words stand in code spans.
 */
export interface Phrase extends LineRange {
  text: string;
  code: boolean;
}

export interface Heading extends Phrase {
  kind: "heading";
  /** 1 to 6; setext headings are 1 or 2. */
  level: number;
}

/**
 * What a bullet is about: its bold or italic beginning (`emphasis`), the text before its first colon or dash (`separator`),
 * or all of it when it has neither (`whole`).
 */
export interface Lead extends Phrase {
  how: "emphasis" | "separator" | "whole";
}

/** One list item, whatever sign leads it: `-`, `*`, `+`, `1.`, `1)`, `•`, `–`, `✅`, … */
export interface Bullet extends Phrase {
  kind: "bullet";
  /** 1 for a list of its own, 2 for a list inside one, … */
  depth: number;
  /** Absent when nothing but signs stands there. */
  lead: Lead | undefined;
}

export interface Cell extends Phrase {
  kind: "cell";
  /** 0 for the head of its table. */
  row: number;
  /** 0 for the first. */
  column: number;
}

/** A bold run that is neither (part of) a heading, nor of a bullet's lead, nor of a first table cell. */
export interface BoldRun extends Phrase {
  kind: "bold";
}

export interface Paragraph extends Phrase {
  kind: "paragraph";
  /** True when all of it is italic or bold. */
  emphasised: boolean;
  /** True inside a block quote. */
  quoted: boolean;
  /** True when it continues a list item. */
  nested: boolean;
}

export interface CodeSpan extends LineRange {
  kind: "code";
  text: string;
}

/** A fenced or indented code block, its fences included; what it holds is no evidence. */
export interface Fence extends LineRange {
  kind: "fence";
  /** The info string's first word; empty when there is none. */
  language: string;
}

export type ContextBlock = Heading | Bullet | Cell | BoldRun | Paragraph | CodeSpan | Fence;

/** A context document as it is written, without judgement but for `draft`. */
export interface ContextDocument extends SourceRef {
  /** Its name in the module's folder: what provenance cites. */
  name: string;
  /** How many lines it has. */
  lines: number;
  /** Keys of the front matter; empty without one, and when it does not parse. Nested mappings are Maps too. */
  frontMatter: ReadonlyMap<string, unknown>;
  /** Marked `status: draft`, or nothing but scaffold stubs: no evidence. */
  draft: boolean;
  /** In document order; what stands inside a block follows it. */
  blocks: ContextBlock[];
  findings: Finding[];
}
