const QUEUE_HEADER = "# Written by T4: git keeps the lines of both sides; `t4 enrich` writes the queue clean.\n";

/** The `.gitattributes` of the ledger's folder: what is hashed must keep its bytes on every machine. */
export const LEDGER_ATTRIBUTES = "# Written by T4: these files are known by the hashes of their bytes.\n* -text\n";

/** The `.gitattributes` beside the review queue, for the queue's file of this name. */
export function queueAttributes(name: string): string {
  return `${QUEUE_HEADER}${asPattern(name)} merge=union\n`;
}

/** True for a text that T4 wrote and nobody edited. */
export function isOwnAttributes(text: string): boolean {
  if (text === LEDGER_ATTRIBUTES) return true;
  return text.startsWith(QUEUE_HEADER) && /^[^\n]+ merge=union\n$/.test(text.slice(QUEUE_HEADER.length));
}

/** A pattern that matches this name and no other; quoted where git would take a character for more than itself. */
function asPattern(name: string): string {
  if (/^\w[\w.-]*$/.test(name)) return name;
  const literal = name.replace(/[\\*?[]|^[!#]/g, "\\$&");
  // oxlint-disable-next-line no-control-regex
  const quoted = literal.replace(/[\u0000-\u001F"\\]/g, (character) => {
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${quoted}"`;
}
