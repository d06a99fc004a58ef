/** Markup as opposed to text: what {@link markup} makes, and takes in as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | readonly Markup[] | string | number;

/** Markup from a template: texts in it are escaped, for elements and for quoted attributes alike, and markup stays. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, next, index) => text + show(parts[index - 1] ?? "") + next));
}

function show(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return escapeHtml(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
// Marks that reorder text, and control characters, which HTML cannot show.
const UNSHOWN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A text of anybody's, in one line, of which nothing is taken for markup. */
function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNSHOWN, " ")
    .replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? "");
}
