import { compareCodeUnits, isJsonObject, type JsonValue } from "@t4/core";
import type { Node } from "jsonc-parser";

/** How a JSON file is laid out, so that what is new in it can look like the rest. */
export interface JsonLayout {
  eol: string;
  /** One step of indentation. */
  unit: string;
  /** What stands between a key and its value. */
  colon: string;
  /** What follows a comma on one line. */
  space: string;
  lists: Spread;
  objects: Spread;
  /** The keys of its entries, in their order. */
  keys: readonly string[];
}

interface Spread {
  /** True for members on lines of their own. */
  isBroken: boolean;
  /** What stands inside the brackets where all is on one line. */
  pad: string;
}

/** The layout of a file, told from the first of each kind in it, and T4's own where there is none. `root` is the tree of `text`. */
export function readLayout(text: string, root: Node): JsonLayout {
  const lead = leadOf(root, text);
  const entry = findFirst(root, (node) => node !== root && node.type === "object");
  const list = findFirst(root, (node) => node.type === "array");
  const objects = entry === undefined ? { isBroken: lead === "" || hasBreak(lead), pad: "" } : spreadOf(entry, text);
  const colon = colonOf(
    findFirst(root, (node) => node.type === "object"),
    text,
  );
  return {
    eol: /\r\n|\n|\r/.exec(text)?.[0] ?? "\n",
    unit: indentationIn(lead) ?? "  ",
    colon,
    space: /\s$/.test(colon) ? " " : "",
    lists: list === undefined ? { isBroken: objects.isBroken, pad: "" } : spreadOf(list, text),
    objects,
    keys: (entry?.children ?? []).map(nameOf),
  };
}

/**
 * A value as a file of this layout has it. `indentation` is that of the line which the value starts on; undefined for one that has to stay on that line.
 */
export function writeValue(value: JsonValue, layout: JsonLayout, indentation: string | undefined): string {
  if (Array.isArray(value)) {
    const inner = innerOf(layout.lists, layout, indentation);
    const items = value.map((item) => writeValue(item, layout, inner));
    return `[${joinMembers(items, layout.lists, layout, indentation)}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const inner = innerOf(layout.objects, layout, indentation);
  const rank = (key: string): number => (layout.keys.includes(key) ? layout.keys.indexOf(key) : layout.keys.length);
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || compareCodeUnits(a, b));
  const members = keys.map((key) => writeMember(key, value[key] as JsonValue, layout, inner));
  return `{${joinMembers(members, layout.objects, layout, indentation)}}`;
}

/** A key with its value, see {@link writeValue}. */
export function writeMember(
  key: string,
  value: JsonValue,
  layout: JsonLayout,
  indentation: string | undefined,
): string {
  return `${JSON.stringify(key)}${layout.colon}${writeValue(value, layout, indentation)}`;
}

/** What stands between brackets that were empty: `members`, on lines of their own where the layout has them so. */
export function joinMembers(
  members: readonly string[],
  spread: Spread,
  layout: JsonLayout,
  indentation: string | undefined,
): string {
  if (members.length === 0) return "";
  const inner = innerOf(spread, layout, indentation);
  if (inner === undefined) return `${spread.pad}${members.join(`,${layout.space}`)}${spread.pad}`;
  const line = `${layout.eol}${inner}`;
  return `${line}${members.join(`,${line}`)}${layout.eol}${indentation}`;
}

/** The indentation of members that stand on lines of their own; undefined when they do not. */
export function innerOf(
  { isBroken }: Spread,
  { unit }: JsonLayout,
  indentation: string | undefined,
): string | undefined {
  return isBroken && indentation !== undefined ? `${indentation}${unit}` : undefined;
}

/** The name of a key and its value in their object, or of a text in its list. */
export function nameOf({ type, children, value }: Node): string {
  return (type === "property" ? children?.[0]?.value : value) as string;
}

/** The white space before the first member; empty when there is no member. */
export function leadOf({ offset, children }: Node, text: string): string {
  return text.slice(offset + 1, children?.[0]?.offset ?? offset + 1);
}

/** The indentation of the line that follows the last line break; undefined without one. */
export function indentationIn(gap: string): string | undefined {
  const [, indentation] = /[\r\n]([\t ]*)[^\r\n]*$/.exec(gap) ?? [];
  return indentation;
}

/** How many lines end in a text. */
export function countBreaks(gap: string): number {
  return gap.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** True when a line ends in a text. */
export function hasBreak(gap: string): boolean {
  return countBreaks(gap) > 0;
}

function spreadOf(node: Node, text: string): Spread {
  const lead = leadOf(node, text);
  return hasBreak(lead) ? { isBroken: true, pad: "" } : { isBroken: false, pad: lead };
}

function colonOf(node: Node | undefined, text: string): string {
  const [key, value] = node?.children?.[0]?.children ?? [];
  const colon = key && value && text.slice(key.offset + key.length, value.offset);
  return colon === undefined || hasBreak(colon) ? ": " : colon;
}

/** The first node with members, from the outside in, that passes the test. */
function findFirst(node: Node, test: (node: Node) => boolean): Node | undefined {
  const children = node.children ?? [];
  if (children.length > 0 && test(node)) return node;
  for (const child of children) {
    const found = findFirst(child, test);
    if (found !== undefined) return found;
  }
  return undefined;
}
