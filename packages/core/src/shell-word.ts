/** A word that a shell takes as it stands: texts of a governed repository must not run when a line is pasted. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
