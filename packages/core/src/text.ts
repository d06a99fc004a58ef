import { T4Error } from "./error.ts";
import type { Position } from "./finding.ts";

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes. Throws `E_ENCODING` with the place of the first bad byte. A byte order mark is kept as U+FEFF. */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch (cause) {
    const { line, column } = firstBadByte(bytes);
    throw new T4Error("E_ENCODING", `${file} is not valid UTF-8`, {
      file,
      line,
      column,
      cause,
      hint: "Save the file as UTF-8.",
    });
  }
}

/** Bytes of a text as T4 writes it: UTF-8, no byte order mark. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function firstBadByte(bytes: Uint8Array): Position {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // A replacement character that really stands in the file encodes back to its own three bytes; the first that does not is the bad one.
  let offset = 0;
  for (let index = lenient.indexOf("\uFFFD"); index >= 0; index = lenient.indexOf("\uFFFD", index + 1)) {
    offset = Buffer.byteLength(lenient.slice(0, index));
    if (bytes[offset] !== 0xef || bytes[offset + 1] !== 0xbf || bytes[offset + 2] !== 0xbd) {
      return positionAt(lenient, index);
    }
  }
  return { line: 1, column: 1 };
}

/** The 1-based line and column of an offset into a text; CRLF, LF and CR each end one line. */
export function positionAt(text: string, offset: number): Position {
  return positionIndex(text.slice(0, offset + 1))(offset);
}

/** {@link positionAt} for many offsets into one text: its lines are found once. */
export function positionIndex(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}
