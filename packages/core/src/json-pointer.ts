import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { Position } from "./finding.ts";
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

/** {@link positionOfPointer} for many pointers into one text: it is parsed once, when the first is asked for. */
export function pointerLocator(text: string): (pointer: string) => Position {
  let root: Tree | null | undefined = null;
  let positionOf: ((offset: number) => Position) | undefined;
  return (pointer) => {
    if (root === null) root = parseTree(text);
    if (root === undefined) return { line: 1, column: 1 };
    const segments = parsePointer(pointer);
    for (let length = segments.length; length >= 0; length -= 1) {
      const node = findNode(root, segments.slice(0, length));
      if (node !== undefined) return (positionOf ??= positionIndex(text))(node.offset);
    }
    return { line: 1, column: 1 };
  };
}

type Tree = NonNullable<ReturnType<typeof parseTree>>;

function findNode(root: Tree, segments: readonly string[]): Tree | undefined {
  let node: Tree | undefined = root;
  for (const segment of segments) {
    if (node === undefined) return undefined;
    node = findNodeAtLocation(node, [node.type === "array" ? Number(segment) : segment]);
  }
  return node;
}
