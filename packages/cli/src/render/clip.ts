/** A text in one line of at most `width` characters: line breaks are spaces, and `…` stands for what does not fit. */
export function clip(text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= width ? line : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}
