/**
 * How deep bullets stand, by their indent as people see it. Markdown's own lists cannot tell: to them a `•` is text of the item before it.
 */
export class BulletOutline {
  readonly #lines: readonly string[];
  readonly #indents: number[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The depth, from 1, of the bullet at a line (1-based). Two columns more than the one above it are one deeper. */
  depthAt(line: number): number {
    const indent = indentOf(this.#lines[line - 1] ?? "");
    while ((this.#indents.at(-1) ?? 0) > indent + 1) this.#indents.pop();
    const above = this.#indents.at(-1);
    if (above === undefined || indent >= above + 2) this.#indents.push(indent);
    return this.#indents.length;
  }

  /** Bullets after this belong to another list. */
  end(): void {
    this.#indents.length = 0;
  }
}

function indentOf(line: string): number {
  const indent = /^[\s>]*/.exec(line)?.[0] ?? "";
  return indent.length + 3 * (indent.split("\t").length - 1);
}
