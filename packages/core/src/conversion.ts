import { sha256 } from "./hash.ts";
import { baseName } from "./paths.ts";

/**
 * True when bytes are a recorded state in which every LF became CRLF, as git makes them on checkout with `core.autocrlf`. `states` are SHA-256, or null
 * for no file.
 */
export function isConverted(bytes: Uint8Array, states: readonly (string | null)[]): boolean {
  // Latin-1 keeps bytes that are not UTF-8.
  const text = Buffer.from(bytes).toString("latin1");
  if (!text.includes("\r\n")) return false;
  return states.includes(sha256(Buffer.from(text.replaceAll("\r\n", "\n"), "latin1")));
}

/** How to get the file at `path` with its own bytes; `word` is the path as a shell takes it. */
export function conversionCure(path: string, word: string): string {
  return (
    `Put the line \`${baseName(path)} -text\` into the repository's .gitattributes, so that git leaves line ends alone; ` +
    `then check the file out anew: rm -- ${word} && git checkout -- ${word}`
  );
}
