import { type Position, positionIndex } from "@t4/core";
import type MarkdownIt from "markdown-it";
import type { StateInline, Token } from "markdown-it";
import { readHtml } from "./html-links.ts";
import { inlinePlacer, lineStarts } from "./inline-place.ts";

/** A reference out of a document as it is written, at the place of its target. */
interface WrittenLink extends Position {
  target: string;
}

/** What of a document leads elsewhere, and what can be led to. */
export interface DocumentLinks {
  /** By place. */
  links: WrittenLink[];
  /** The anchors that GitHub gives the document: those of its headings, and those that its HTML names. */
  anchors: string[];
}

interface Noted {
  target: string;
  /** In the inline text. */
  offset: number;
}

interface Notes {
  /** The line of the definition that is being read. */
  line: number;
  references: object;
}

let loading: Promise<MarkdownIt> | undefined;

/** The links and anchors of a Markdown text without its front matter. Nothing in code, comments or autolinks counts. The parser is loaded at the first call. */
export async function readMarkdownLinks(given: string): Promise<DocumentLinks> {
  loading ??= import("markdown-it").then(({ default: MarkdownIt }) => noteTargets(new MarkdownIt({ html: true })));
  const [parser, { default: GithubSlugger }] = await Promise.all([loading, import("github-slugger")]);
  // As the parser itself takes line ends, so that offsets agree.
  const text = given.replaceAll(/\r\n?/g, "\n");
  const starts = lineStarts(text);
  const found: Noted[] = [];
  const notes: Notes = { line: 0, references: {} };
  notes.references = new Proxy(Object.create(null) as Record<string, unknown>, {
    set(references, label: string, value) {
      references[label] = value;
      const definition = definitionAt(text, starts[notes.line] ?? 0);
      if (definition !== undefined) found.push(definition);
      return true;
    },
  });
  const tokens = parser.parse(text, notes);
  const anchors = new Anchors(new GithubSlugger());
  const place = inlinePlacer(text, starts);
  let row: [number, number] | null = null;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "tr_open") row = token.map;
    if (token.type === "html_block" && token.map !== null) {
      const from = starts[token.map[0]] ?? 0;
      const html = readHtml(text.slice(from, starts[token.map[1]] ?? text.length));
      found.push(...html.links.map(({ target, offset }) => ({ target, offset: from + offset })));
      anchors.add(html);
    }
    if (token.type !== "inline") continue;
    const isCell = token.map === null;
    const locate = place(token.content, (token.map ?? row ?? [0])[0], isCell);
    const children = token.children ?? [];
    for (const child of children) {
      for (const { target, offset } of notedOf(child)) found.push({ target, offset: locate(offset, target) });
      if (child.type === "html_inline") anchors.add(readHtml(child.content));
    }
    if (tokens[index - 1]?.type === "heading_open") anchors.addHeading(textOf(children));
  }
  const links = found.sort((a, b) => a.offset - b.offset);
  const at = positionIndex(text);
  return { links: links.map(({ target, offset }) => ({ target, ...at(offset) })), anchors: anchors.all };
}

class Anchors {
  readonly all: string[] = [];
  readonly #slugger: { slug(text: string): string };

  constructor(slugger: { slug(text: string): string }) {
    this.#slugger = slugger;
  }

  add({ anchors, headings }: ReturnType<typeof readHtml>): void {
    this.all.push(...anchors);
    for (const heading of headings) this.addHeading(heading);
  }

  addHeading(text: string): void {
    this.all.push(this.#slugger.slug(text));
  }
}

interface NamedRule<Rule> {
  name: string;
  fn: Rule;
}

/** The rule of that name. The functions' own names do not survive bundling. */
function ruleOf<Rule>(ruler: object, name: string): Rule {
  const { __rules__: rules } = ruler as { __rules__: NamedRule<Rule>[] };
  const found = rules.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`markdown-it has no rule ${name}`);
  return found.fn;
}

type InlineRule = (state: StateInline, silent: boolean) => boolean;
type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["at"]>[1];

/** Blocks inside blocks are read this deep. */
const MAX_NESTING = 100;

/** Makes the parser note in a token's `meta` where the targets in it stand, and in the environment which line defines a reference. */
function noteTargets(parser: MarkdownIt): MarkdownIt {
  Object.assign(parser.options, { maxNesting: MAX_NESTING });
  for (const name of ["link", "image", "html_inline"]) {
    const rule = ruleOf<InlineRule>(parser.inline.ruler, name);
    parser.inline.ruler.at(name, (state, silent) => {
      const [start, before] = [state.pos, state.tokens.length];
      const isMatched = rule(state, silent);
      if (!isMatched || silent) return isMatched;
      // Text that waited may have become a token before the rule's own.
      const token = state.tokens.slice(before, before + 2).find(({ type }) => type !== "text");
      if (token === undefined) return isMatched;
      const noted = name === "html_inline" ? htmlTargets(token, start) : inlineTarget(state, start, name === "image");
      token.meta = { noted };
      return isMatched;
    });
  }
  const reference = ruleOf<BlockRule>(parser.block.ruler, "reference");
  parser.block.ruler.at("reference", (state, startLine, endLine, silent) => {
    (state.env as Notes).line = startLine;
    return reference(state, startLine, endLine, silent);
  });
  return parser;
}

function notedOf({ meta }: Token): readonly Noted[] {
  return (meta as { noted?: readonly Noted[] } | null)?.noted ?? [];
}

function htmlTargets({ content }: Token, start: number): Noted[] {
  return readHtml(content).links.map(({ target, offset }) => ({ target, offset: start + offset }));
}

/** The target of a link or image that starts there, undone of escapes; none for one by reference. */
function inlineTarget(state: StateInline, start: number, isImage: boolean): Noted[] {
  const { src, md, posMax, pos } = state;
  const labelEnd = md.helpers.parseLinkLabel(state, isImage ? start + 1 : start, !isImage);
  state.pos = pos;
  if (labelEnd < 0 || src[labelEnd + 1] !== "(") return [];
  let at = labelEnd + 2;
  while (at < posMax && /[ \t\n]/.test(src[at] ?? "")) at += 1;
  const { ok, str } = md.helpers.parseLinkDestination(src, at, posMax);
  return ok && str !== "" ? [{ target: str, offset: src[at] === "<" ? at + 1 : at }] : [];
}

const LABEL_END = "]:";

/** The target of the definition that begins at an offset; undefined for an empty one. */
function definitionAt(text: string, start: number): Noted | undefined {
  const end = text.indexOf(LABEL_END, start);
  if (end < 0) return undefined;
  const [gap = ""] = /^[\s>]*/.exec(text.slice(end + LABEL_END.length, end + 1000)) ?? [];
  const offset = end + LABEL_END.length + gap.length;
  const written = text[offset] === "<" ? /^<([^<>\n]*)>/ : /^(\S*)/;
  const target = written.exec(text.slice(offset, offset + 4000))?.[1] ?? "";
  return target === "" ? undefined : { target, offset: text[offset] === "<" ? offset + 1 : offset };
}

function textOf(children: readonly Token[]): string {
  return children
    .map(({ type, content }) => (type === "text" || type === "code_inline" ? content : type === "softbreak" ? " " : ""))
    .join("");
}
