import { compareCodeUnits, formatJson, isJsonObject, type JsonValue } from "@t4/core";
import { type Node, parseTree } from "jsonc-parser";
import {
  countBreaks,
  hasBreak,
  indentationIn,
  innerOf,
  joinMembers,
  type JsonLayout,
  leadOf,
  nameOf,
  readLayout,
  writeMember,
  writeValue,
} from "./json-layout.ts";

/**
 * The text of a JSON file with the value `target` in place of `old`. What stays keeps its bytes and its place, with the white space and the line ends around
 * it; what is new takes its sorted place where its neighbours are sorted, else the last, and looks like the rest of the file. What `formatJson` wrote stays as it would
 * write it. `text` is valid JSON for `old`, without repeated keys; lists hold texts that differ, or are written anew as a whole.
 */
export function editJsonText(text: string, old: JsonValue, target: JsonValue): string {
  const root = parseTree(text) as Node;
  const edited = editNode(root, old, target, { text, layout: readLayout(text, root) }, "");
  return `${text.slice(0, root.offset)}${edited}${text.slice(root.offset + root.length)}`;
}

interface File {
  text: string;
  layout: JsonLayout;
}

/** `indentation` is that of the line which the value starts on; undefined when it shares this line with its neighbours. */
function editNode(node: Node, old: JsonValue, target: JsonValue, file: File, indentation: string | undefined): string {
  const { text, layout } = file;
  if (formatJson(old) === formatJson(target)) return text.slice(node.offset, node.offset + node.length);
  if (isJsonObject(old) && isJsonObject(target)) {
    return editMembers(node, Object.keys(target).sort(compareCodeUnits), file, indentation, (key, property, inner) => {
      const value = property?.children?.[1];
      const wanted = target[key] as JsonValue;
      if (property === undefined || value === undefined) return writeMember(key, wanted, layout, inner);
      return text.slice(property.offset, value.offset) + editNode(value, old[key] as JsonValue, wanted, file, inner);
    });
  }
  if (isTexts(old) && isTexts(target)) {
    return editMembers(node, target, file, indentation, (item, found) =>
      found === undefined ? JSON.stringify(item) : text.slice(found.offset, found.offset + found.length),
    );
  }
  return writeValue(target, layout, indentation);
}

function isTexts(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** An object or a list with the members that are `wanted`; `write` gives each, from where it stands now, with the indentation of its line. */
function editMembers(
  node: Node,
  wanted: readonly string[],
  { text, layout }: File,
  indentation: string | undefined,
  write: (name: string, found: Node | undefined, indentation: string | undefined) => string,
): string {
  const found = node.children ?? [];
  const [open, close] = node.type === "array" ? "[]" : "{}";
  const last = found.at(-1);
  if (last === undefined || wanted.length === 0) {
    const spread = node.type === "array" ? layout.lists : layout.objects;
    const inner = innerOf(spread, layout, indentation);
    const members = wanted.map((name) => write(name, undefined, inner));
    return `${open}${joinMembers(members, spread, layout, indentation)}${close}`;
  }
  const lead = leadOf(node, text);
  const gaps = found.slice(1).map((next, index) => text.slice(endOf(found[index] as Node), next.offset));
  const separator = usualGap(gaps) ?? (hasBreak(lead) ? `,${layout.eol}${indentationIn(lead)}` : `,${layout.space}`);
  const names = found.map(nameOf);
  const places = new Map(names.map((name, index) => [name, index]));
  let written = `${open}${lead}`;
  let before = 0;
  for (const [at, name] of inOrder(names, wanted).entries()) {
    const index = places.get(name);
    const gap = index === undefined ? separator : (widest(gaps.slice(before, index)) ?? separator);
    const line = index === undefined ? separator : index === 0 ? lead : (gaps[index - 1] as string);
    written += `${at === 0 ? "" : gap}${write(name, found[index ?? -1], indentationIn(line))}`;
    before = index ?? before;
  }
  return `${written}${text.slice(endOf(last), endOf(node))}`;
}

/** The names that stay, and the new ones: each in its sorted place among names that are sorted, else behind them. */
function inOrder(names: readonly string[], wanted: readonly string[]): string[] {
  const present = new Set(names);
  const asked = new Set(wanted);
  const all = [...names.filter((name) => asked.has(name)), ...wanted.filter((name) => !present.has(name))];
  const isSorted = names.every((name, index) => index === 0 || compareCodeUnits(names[index - 1] as string, name) < 0);
  return isSorted ? all.sort(compareCodeUnits) : all;
}

/** What most often stands between two members; of what is as frequent, that with the fewest line breaks. */
function usualGap(gaps: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  const [usual] = [...counts].sort(([a, often], [b, oftener]) => oftener - often || countBreaks(a) - countBreaks(b));
  return usual?.[0];
}

/** What parts two members once those between them are gone, so that groups stay apart; undefined for no gaps. */
function widest(gaps: readonly string[]): string | undefined {
  return gaps.reduce<string | undefined>(
    (wide, gap) => (wide === undefined || countBreaks(gap) > countBreaks(wide) ? gap : wide),
    undefined,
  );
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}
