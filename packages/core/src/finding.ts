/**
 * Something wrong in a governed repository, at a place. `code` is stable and listed in docs/errors.md;
 * lines and columns are 1-based and point into the file; `fix` is a command or an edit that mends it.
 */
export interface Finding {
  code: string;
  severity: "error" | "warning";
  module?: string | undefined;
  /** Relative to the workspace root, with `/`. */
  file: string;
  line?: number | undefined;
  column?: number | undefined;
  /** JSON Pointer into `file`, where it is JSON. */
  pointer?: string | undefined;
  message: string;
  fix: string;
}

/** A position in a text file, 1-based; columns count UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** Many messages start with the file, so that they stand alone; beside the place it is said already. */
export function withoutFile(message: string, file: string): string {
  const starts = message.startsWith(`${file} `) || message.startsWith(`${file}: `);
  return starts ? message.slice(file.length).replace(/^:? /, "") : message;
}
