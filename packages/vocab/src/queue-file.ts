import { type QueueItem, type ReviewQueue, validateQueue } from "@t4/contracts";
import {
  canonicalJson,
  decodeUtf8,
  type JsonValue,
  parseJson,
  parseJsonText,
  positionOfPointer,
  T4Error,
} from "@t4/core";
import { listDisorders, uniteItems } from "./queue-unite.ts";

/** A queue as a file holds it. */
export interface ParsedQueue {
  queue: ReviewQueue;
  /** The line that first shows that a merge put the file together and nobody wrote it anew since; absent when none does. */
  mergedAt?: number;
}

/** The text of a queue's file: one item a line, keys in code-unit order, so that git merges it item by item. */
export function formatQueue({ items, version }: ReviewQueue): string {
  const lines = items.map((item) => `    ${canonicalJson(item as unknown as JsonValue)}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "items": ${list},\n  "version": ${version}\n}\n`;
}

/**
 * The queue in a file's bytes. However large it is: who read them bounded it. What a merge of lines leaves is mended: a comma missing or too many, an item that is there twice, in two states
 * or out of order, the marks of a conflict. Throws what {@link parseJson} throws, and `E_JSON` with its place for what is no queue.
 */
export function parseQueue(bytes: Uint8Array, file: string): ParsedQueue {
  const whole = parseWhole(bytes, file);
  if ("mergedAt" in whole) return whole;
  const [problem] = validateQueue(whole.value);
  if (problem !== undefined) {
    throw new T4Error("E_JSON", `${file}: ${problem.message}`, {
      file,
      ...positionOfPointer(whole.text, problem.pointer),
      hint: "Run `t4 enrich`, which rebuilds it.",
    });
  }
  return orderQueue(whole.value as unknown as ReviewQueue, whole.text);
}

/** What {@link parseQueue} makes of a queue that is valid as `text` has it. */
export function orderQueue(queue: ReviewQueue, text: string): ParsedQueue {
  const [disorder] = listDisorders(queue.items);
  if (disorder === undefined) return { queue };
  const { line } = positionOfPointer(text, `/items/${disorder.index}`);
  return { queue: { version: 1, items: uniteItems(queue.items) }, mergedAt: line };
}

const TORN = new Set(["E_JSON", "E_JSON_DUPLICATE_KEY"]);

function parseWhole(bytes: Uint8Array, file: string): { value: JsonValue; text: string } | Required<ParsedQueue> {
  try {
    return parseJson(bytes, file, Infinity);
  } catch (error) {
    if (!(error instanceof T4Error && TORN.has(error.code))) throw error;
    const items = parseLines(decodeUtf8(bytes, file), file);
    if (items === undefined) throw error;
    return { queue: { version: 1, items: uniteItems(items) }, mergedAt: error.line ?? 1 };
  }
}

const FRAME = /^(?:[{}]|"items": \[(?:\],?)?|\],?|(?:"version": 1),?|)$/;
const VERSION = /^\s*"version": 1,?\s*$/m;
/** What git writes between the sides of a conflict. */
const MARK = /^(?:<{7}|>{7}|\|{7}|={7})(?: .*)?$/;

/** The items of a text in which each line is one, or belongs to the frame around them; undefined for any other text. */
function parseLines(text: string, file: string): QueueItem[] | undefined {
  if (!VERSION.test(text)) return undefined;
  const lines = text.split("\n").map((line) => line.trim());
  const items = lines.filter((line) => !FRAME.test(line) && !MARK.test(line)).map((line) => parseItem(line, file));
  if (!items.every((item) => item !== undefined)) return undefined;
  return validateQueue({ version: 1, items }).length === 0 ? (items as unknown as QueueItem[]) : undefined;
}

function parseItem(line: string, file: string): JsonValue | undefined {
  try {
    return parseJsonText(line.replace(/^,|,$/g, ""), file).value;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}
