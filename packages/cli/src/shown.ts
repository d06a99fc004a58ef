// Control characters and the marks that reorder text: what a terminal obeys instead of showing.
const OBEYED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text in which what a terminal would obey, but for line feed and tab, is written out, such as `\u001b`: texts of a governed repository are not
 * to be trusted. JSON stays JSON.
 */
export function shownText(text: string): string {
  return text.replace(OBEYED, (character) =>
    character === "\n" || character === "\t" ? character : writtenOut(character),
  );
}

/** A name or a path in which line breaks are written out too, so that it stays on its line and begins no other. */
export function shownName(name: string): string {
  return name.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, writtenOut);
}

function writtenOut(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

// The colours that a line may begin with are no part of what is read.
const RUNNER_COMMAND = /^((?:\s|\p{Cc}\[[\d;]*m)*):(?=:)|#(?=#\[)/gmu;

/** A text in which GitHub's runner, when it is what reads, finds no command: it takes `::` at the start of a line and `##[` anywhere for one. */
export function shownToRunner(text: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  if (!env["GITHUB_ACTIONS"]) return text;
  return text.replace(RUNNER_COMMAND, (found: string, before: string | undefined) =>
    before === undefined ? writtenOut(found) : `${before}${writtenOut(":")}`,
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
