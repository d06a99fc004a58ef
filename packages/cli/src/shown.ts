// Control characters and the marks that reorder text: what a terminal obeys instead of showing.
const OBEYED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text in which what a terminal would obey, but for line feed and tab, is written out, such as `\u001b`: texts of a governed repository are not
 * to be trusted. JSON stays JSON.
 */
export function shownText(text: string): string {
  return text.replace(OBEYED, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A copy of plain data with every text in it, keys too, made fit to be shown on a terminal. */
export function shown<T>(data: T): T {
  if (typeof data === "string") return shownText(data) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => shown(item)) as T;
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [shownText(key), shown(value)])) as T;
}

/**
 * Diffs made fit to be read. On a pipe a carriage return at the end of a line stays, where no terminal obeys it, so that `git apply` takes the
 * diff of a file with such line ends for what it is.
 */
export function shownDiffs(diffs: readonly string[], isTerminal: boolean = process.stdout.isTTY): string[] {
  return diffs.map((diff) => (isTerminal ? shownText(diff) : diff.split("\r\n").map(shownText).join("\r\n")));
}
