// Control characters, line and paragraph separators, and the marks that reorder text.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
const MARKUP = /[\\`*_{}[\]()#!|~$<>&]/g;
const MAX_CHARACTERS = 200;

/**
 * A text of anybody's as it reads, in one line, for a heading, a table cell or a link: no part of it is taken for Markdown or HTML. At most 200
 * characters; `…` stands for the rest.
 */
export function escapeMarkdown(text: string): string {
  return plainLine(text).replace(MARKUP, escapeMark);
}

/** What {@link escapeMarkdown} shows, unescaped: one line, single spaces, at most 200 characters. */
export function plainLine(text: string): string {
  const line = text.toWellFormed().replace(UNPRINTABLE, " ").replace(/\s+/g, " ").trim();
  const characters = [...line];
  return characters.length <= MAX_CHARACTERS
    ? line
    : `${characters
        .slice(0, MAX_CHARACTERS - 1)
        .join("")
        .trimEnd()}…`;
}

function escapeMark(mark: string): string {
  if (mark === "<") return "&lt;";
  if (mark === ">") return "&gt;";
  return mark === "&" ? "&amp;" : `\\${mark}`;
}

/** A link from the file at `from` to `to`, both relative to the root; `to` may be a folder, which `""` is for the root. */
export function linkTo(from: string, to: string, text: string): string {
  return `[${escapeMarkdown(text)}](${relativeUrl(from, to)})`;
}

/** The relative URL that leads from the file at `from` to `to`: percent-encoded, so that nothing in it is taken for Markdown. */
export function relativeUrl(from: string, to: string): string {
  const start = from.split("/").slice(0, -1);
  const target = to.split("/").filter((part) => part !== "");
  let shared = 0;
  while (shared < start.length && start[shared] === target[shared]) shared += 1;
  const up = start.slice(shared).map(() => "..");
  return [...up, ...target.slice(shared).map(encodeSegment)].join("/") || ".";
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A table with a head; the cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableLine(head) + tableLine(head.map(() => "---")) + rows.map(tableLine).join("");
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
