/** The offset at which each line begins. Lines end in LF. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Gives the offset in the document of an offset in an inline text, at which `target` is written. */
type Locate = (offset: number, target: string) => number;

/**
 * Finds inline texts in the document that they were taken from: without markers, indentation and cell borders, so that each of its lines is part of
 * a line of the document. Cells have to be asked for in their order.
 */
export function inlinePlacer(
  text: string,
  starts: readonly number[],
): (content: string, firstLine: number, isCell: boolean) => Locate {
  const lineAt = (line: number): string =>
    text.slice(starts[line] ?? text.length, (starts[line + 1] ?? text.length + 1) - 1);
  let cursor = { line: -1, column: 0 };
  return (content, firstLine, isCell) => {
    if (!isCell) return (offset, target) => locate(content, firstLine, 0, offset, target);
    const from = cursor.line === firstLine ? cursor.column : 0;
    const column = lineAt(firstLine).indexOf(content, from);
    cursor = { line: firstLine, column: column < 0 ? from : column + content.length };
    return (offset, target) => locate(content, firstLine, from, offset, target);
  };

  function locate(content: string, firstLine: number, from: number, offset: number, target: string): number {
    const before = content.slice(0, offset);
    const breaks = before.split("\n").length - 1;
    const start = before.lastIndexOf("\n") + 1;
    const end = content.indexOf("\n", offset);
    const part = content.slice(start, end < 0 ? undefined : end);
    const line = lineAt(firstLine + breaks);
    const base = starts[firstLine + breaks] ?? text.length;
    const column = from === 0 && line.endsWith(part) ? line.length - part.length : line.indexOf(part, from);
    // A cell is written otherwise than it reads where a border is escaped in it.
    return base + (column >= 0 ? column + offset - start : Math.max(0, line.indexOf(target, from)));
  }
}
