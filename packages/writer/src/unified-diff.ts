import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** Past this many differing lines the search for the smallest patch takes too long; everything is shown as replaced. */
const MAX_EDITS = 2000;

/**
 * The change of a file as a unified diff with headers as git writes them, three lines of context; null stands for "no file". Empty
 * when nothing differs. Applies with `git apply` and `patch -p1`.
 */
export function unifiedDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return "";
  const [a, b] = [quote(`a/${path}`), quote(`b/${path}`)];
  const mode = before === null ? "new file mode 100644\n" : after === null ? "deleted file mode 100644\n" : "";
  const body = patch(path, before, after);
  return `diff --git ${a} ${b}\n${mode}${body}`;
}

function patch(path: string, before: string | null, after: string | null): string {
  const names = [before === null ? "/dev/null" : `a/${path}`, after === null ? "/dev/null" : `b/${path}`] as const;
  const [old, fresh] = [before ?? "", after ?? ""];
  if (old === fresh) return ""; // An empty file that comes or goes has no lines to show.
  const options = { context: 3, maxEditLength: MAX_EDITS, headerOptions: FILE_HEADERS_ONLY };
  const found = createTwoFilesPatch(...names, old, fresh, undefined, undefined, options);
  return found ?? `--- ${quote(names[0])}\n+++ ${quote(names[1])}\n${replaceAllLines(old, fresh)}`;
}

function replaceAllLines(before: string, after: string): string {
  const old = toLines(before, "-");
  const fresh = toLines(after, "+");
  return `@@ -${old.range} +${fresh.range} @@\n${old.text}${fresh.text}`;
}

function toLines(text: string, sign: string): { range: string; text: string } {
  const lines = text.split("\n");
  const complete = lines.at(-1) === "";
  if (complete) lines.pop();
  const body = lines.map((line) => `${sign}${line}\n`).join("");
  return {
    range: lines.length === 0 ? "0,0" : `1,${lines.length}`,
    text: complete ? body : `${body}\\ No newline at end of file\n`,
  };
}

/** A name as git quotes it, when it holds a character that would break the header. */
function quote(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must be quoted
  return /[\u0000-\u001F"\\\u007F]/.test(name) ? JSON.stringify(name) : name;
}
