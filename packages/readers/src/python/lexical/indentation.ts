import { isBlank, LexicalFault } from "./fault.ts";

/** What the statements of a block stand in. */
export interface Block {
  /** With tabs to the next multiple of eight, and with tabs of one: where they disagree, the order depends on the width of a tab. */
  column: number;
  narrow: number;
  /** The innermost function, if no class is nearer. */
  inside: "nothing" | "function" | "coroutine";
  /** True below any function, with classes between or not. */
  nested: boolean;
  loop: boolean;
  /** The first word of the line that opens it. */
  of: string;
}

/** A line that ends in `:`, and so asks for a block under it. */
export interface Header {
  opens: Pick<Block, "inside" | "nested" | "loop" | "of">;
}

/** CPython's bounds. */
const MAX_LEVELS = 100;

/** The blocks that are open, as CPython's tokenizer keeps them. */
export class Indentation {
  readonly #blocks: Block[] = [{ column: 0, narrow: 0, inside: "nothing", nested: false, loop: false, of: "" }];

  get block(): Block {
    return this.#blocks.at(-1)!;
  }

  /** Takes the indentation of a line of code with `header` right above it. Throws a {@link LexicalFault} where it does not fit. */
  enter(source: string, { column, narrow, offset }: IndentedLine, header: Header | undefined): void {
    const top = this.block;
    if (column > top.column) {
      if (narrow <= top.narrow) throw mixed(source, offset);
      if (!header) throw new LexicalFault(offset - 1, UNEXPECTED_INDENT);
      if (this.#blocks.length >= MAX_LEVELS) throw new LexicalFault(offset, "too many levels of indentation");
      this.#blocks.push({ column, narrow, ...header.opens });
      return;
    }
    let left = "";
    while (this.block.column > column) left = this.#blocks.pop()!.of;
    if (this.block.column !== column) {
      throw new LexicalFault(lineEnd(source, offset), "unindent does not match any outer indentation level");
    }
    if (this.block.narrow !== narrow) throw mixed(source, offset);
    if (header) throw new LexicalFault(offset, MISSING_BLOCK);
    if (left === "try" && !HANDLES.test(source.slice(offset, offset + 8))) {
      throw new LexicalFault(offset, "expected 'except' or 'finally' block");
    }
  }

  /** Closes all blocks at the end of the source, `offset`. */
  leave(offset: number, header: Header | undefined): void {
    if (header) throw new LexicalFault(offset, MISSING_BLOCK);
    if (this.#blocks.some(({ of }) => of === "try")) {
      throw new LexicalFault(offset, "expected 'except' or 'finally' block");
    }
  }
}

/** What a line says that is indented under no header. */
export const UNEXPECTED_INDENT = "unexpected indent";
const HANDLES = /^(?:except|finally)\b/;
const MISSING_BLOCK = "expected an indented block";

function mixed(source: string, offset: number): LexicalFault {
  return new LexicalFault(
    source.lastIndexOf("\n", offset - 1) + 1,
    "inconsistent use of tabs and spaces in indentation",
  );
}

function lineEnd(source: string, offset: number): number {
  const end = source.indexOf("\n", offset);
  return end < 0 ? source.length : end;
}

/** How far a line is indented, in both widths, and where its first token stands. */
export interface IndentedLine {
  column: number;
  narrow: number;
  offset: number;
}

/** The indentation of the line that begins at `start`. */
export function measureIndentation(source: string, start: number): IndentedLine {
  let continued: IndentedLine | undefined;
  let offset = start;
  while (source.charCodeAt(offset) === 32) offset += 1;
  let column = offset - start;
  let narrow = column;
  for (; ; offset += 1) {
    const code = source.charCodeAt(offset);
    if (code === 92 && source.charCodeAt(offset + 1) === 10) {
      if (column > 0) continued ??= { column, narrow, offset };
      offset += 1;
    } else if (!isBlank(code)) {
      return continued ? { ...continued, offset } : { column, narrow, offset };
    } else if (code === 12) {
      column = 0;
      narrow = 0;
    } else {
      column = code === 9 ? (Math.floor(column / 8) + 1) * 8 : column + 1;
      narrow += 1;
    }
  }
}
