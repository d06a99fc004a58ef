/** A place where a source stops being Python 3; thrown by the scanner's parts and caught by the scanner. */
export class LexicalFault {
  readonly offset: number;
  readonly message: string;

  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

/** The word that begins at an offset; empty where none does. */
export function wordAt(source: string, start: number): string {
  let end = start;
  while (isWordCode(source.charCodeAt(end))) end += 1;
  return source.slice(start, end);
}

/** True for what names and numbers are made of: letters, digits, `_`, and everything beyond ASCII. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code) || code > 127;
}

/** True for 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The offset after spaces, tabs and form feeds. */
export function skipBlanks(source: string, start: number): number {
  let at = start;
  while (isBlank(source.charCodeAt(at))) at += 1;
  return at;
}

/** True for a space, a tab or a form feed. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 12;
}
