import type { ErrorCode } from "./error-codes.ts";

export interface ErrorDetails {
  /** What to do about it, in words that work when followed. */
  hint?: string | undefined;
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
  cause?: unknown;
}

/**
 * A failure that a person can act on: a stable code, one sentence, a place and a hint.
 * Anything else that is thrown is a bug and shows its stack.
 */
export class T4Error extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "T4Error";
    this.code = code;
    this.hint = details.hint;
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
  }
}

/** `file:line:column`, as far as it is known; empty when there is no file. */
export function formatPlace(place: {
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}): string {
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(":");
}
