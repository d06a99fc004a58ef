import type { Position } from "./finding.ts";
import { offsetOfValue } from "./locate-json.ts";
import { positionIndex } from "./text.ts";

/** A JSON Pointer (RFC 6901) of path segments; `""` is the whole document. */
export function formatPointer(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The segments of a JSON Pointer. Throws RangeError when it neither is empty nor starts with `/`. */
export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) throw new RangeError(`not a JSON Pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Where the value at `pointer` stands in a JSON text that parses and stays within the depth limit.
 * When nothing is there, the place of the nearest value around it.
 */
export function positionOfPointer(text: string, pointer: string): Position {
  return pointerLocator(text)(pointer);
}

/** {@link positionOfPointer} for many pointers into one text, whose lines are counted once, when the first is asked for. */
export function pointerLocator(text: string): (pointer: string) => Position {
  let positionOf: ((offset: number) => Position) | undefined;
  return (pointer) => {
    const offset = offsetOfValue(text, parsePointer(pointer));
    return offset < text.length ? (positionOf ??= positionIndex(text))(offset) : { line: 1, column: 1 };
  };
}
