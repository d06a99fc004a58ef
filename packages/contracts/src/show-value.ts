const SHOWN = 60;

/** A JSON value as a message shows it: its JSON, shortened to about 60 characters; `nothing` for undefined. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return shorten(JSON.stringify(value.slice(0, SHOWN + 1)), value.length > SHOWN);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    if (keys.length === 0) return "{}";
    return shorten(`an object with ${keys.slice(0, 4).join(", ")}`, keys.length > 4);
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
