/** Columns that text is laid out in: the terminal's, between 40 and 100; 100 where it is not known. */
export function textWidth(stream: NodeJS.WriteStream = process.stdout): number {
  // A terminal that does not know its own size says 0.
  return Math.max(40, Math.min(stream.columns || 100, 100));
}
