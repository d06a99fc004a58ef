const SHOWN = 60;

// Would move the cursor, colour the terminal, end the line or turn the reading direction.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text from a governed repository with every character escaped that a terminal would obey instead of show. */
export function escapeControls(text: string): string {
  return text.replaceAll(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * How a person calls a place in a JSON file: `performance.observed`, `tags[2]`; `the file` for the root. List places are numbers, or in a
 * JSON Pointer digits.
 */
export function showPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return "the file";
  const name = path.map((part) => (/^\d+$/.test(String(part)) ? `[${part}]` : `.${shortenKey(String(part))}`)).join("");
  return name.startsWith(".") ? name.slice(1) : name;
}

function shortenKey(key: string): string {
  return escapeControls(key.length > SHOWN ? `${key.slice(0, SHOWN)}…` : key);
}

/** A JSON value as a message shows it: its JSON, shortened to about 60 characters; `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string")
    return shorten(escapeControls(JSON.stringify(value.slice(0, SHOWN + 1))), value.length > SHOWN);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    if (keys.length === 0) return "{}";
    return shorten(
      `an object with ${escapeControls(
        keys
          .slice(0, 4)
          .join(", ")
          .slice(0, 2 * SHOWN),
      )}`,
      keys.length > 4,
    );
  }
  return String(value);
}

function shorten(text: string, cut: boolean): string {
  if (text.length <= SHOWN + 2 && !cut) return text;
  const end = text.startsWith('"') ? '…"' : "…";
  return text.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, "") + end;
}

/** A noun with its article: `an array`, `a date-time`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
