import type { QueueItem, ReviewQueue } from "@t4/contracts";
import { encodeUtf8, T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatQueue, parseQueue } from "./queue-file.ts";
import { uniteItems } from "./queue-unite.ts";

const SEED = Date.now() % 2 ** 31;
const FILE = "manifests/review_queue.json";
const EARLY = "2026-11-01T09:00:00Z";
const LATE = "2026-11-21T09:00:00Z";

function item(phrase: string, sources: readonly string[], rest: Partial<QueueItem> = {}): QueueItem {
  return {
    phrase,
    normalized: phrase.toLowerCase(),
    kind: "unmapped",
    modules: sources.map((source) => ({ module: source.split(":")[0]!, source })) as QueueItem["modules"],
    count: sources.length,
    first_seen: LATE,
    status: "open",
    ...rest,
  };
}

const queueOf = (...items: QueueItem[]): ReviewQueue => ({ version: 1, items });
const parse = (text: string) => parseQueue(encodeUtf8(text), FILE);
const lineOf = (one: QueueItem) => formatQueue(queueOf(one)).split("\n")[2]!;

const dunning = item("Dunning schedule", ["a:1", "b:4"]);
const clocks = item("Clocks", ["a:2"]);
const ledger = item("Ledger", ["c:2"]);

function withheldFor(reason: string): QueueItem {
  const one = item("Description", [], { kind: "withheld", count: 1 });
  return { ...one, modules: [{ module: "a", source: "a:1", field: "description", reason }] };
}

describe("formatQueue", () => {
  it("gives each item a line of its own, and an empty list none", () => {
    expect(formatQueue(queueOf(clocks))).toBe(
      '{\n  "items": [\n    {"count":1,"first_seen":"2026-11-21T09:00:00Z","kind":"unmapped","modules":[{"module":"a","source":"a:2"}],' +
        '"normalized":"clocks","phrase":"Clocks","status":"open"}\n  ],\n  "version": 1\n}\n',
    );
    expect(formatQueue(queueOf())).toBe('{\n  "items": [],\n  "version": 1\n}\n');
    expect(parse(formatQueue(queueOf(dunning, clocks)))).toEqual({ queue: queueOf(dunning, clocks) });
    expect(parse(JSON.stringify(queueOf(dunning, clocks), undefined, 2))).toEqual({ queue: queueOf(dunning, clocks) });
  });
});

describe("parseQueue after a merge", () => {
  it.each([
    ["lacks a comma", [lineOf(dunning), `${lineOf(clocks)},`, lineOf(ledger)], 4],
    ["has one too many", [`${lineOf(dunning)},`, `${lineOf(clocks)},`, `${lineOf(ledger)},`], 6],
    ["has them in front", [lineOf(dunning), `,${lineOf(clocks)}`, `${lineOf(ledger)},`], 5],
  ])("reads a list that %s", (_what, lines, mergedAt) => {
    const text = `{\n  "items": [\n${lines.join("\n")}\n  ],\n  "version": 1\n}\n`;
    expect(parse(text)).toEqual({ queue: queueOf(dunning, clocks, ledger), mergedAt });
    expect(parse(text.replaceAll("\n", "\r\n")).queue).toEqual(queueOf(dunning, clocks, ledger));
  });

  it("reads two whole files one after the other, and the marks of a conflict", () => {
    const [ours, theirs] = [formatQueue(queueOf(dunning)), formatQueue(queueOf(clocks))];
    expect(parse(ours + theirs).queue).toEqual(queueOf(dunning, clocks));
    const marked = `<<<<<<< HEAD\n${ours}||||||| 1234567\n${formatQueue(queueOf())}=======\n${theirs}>>>>>>> other branch\n`;
    expect(parse(marked)).toEqual({ queue: queueOf(dunning, clocks), mergedAt: 1 });
    expect(parse(ours.replace('  "items": [\n', '  "items": [],\n  "items": [\n')).queue).toEqual(queueOf(dunning));
  });

  it("makes an item that is there twice one, seen when it was first seen", () => {
    const earlier = item("Dunning Schedule", ["b:4", "b:9"], {
      first_seen: EARLY,
      suggestion: { key: "a.b", score: 0.5 },
    });
    for (const items of [
      [earlier, dunning, clocks],
      [dunning, clocks, earlier],
    ]) {
      const { queue, mergedAt } = parse(formatQueue(queueOf(...items)));
      expect(mergedAt).toBe(items[1] === dunning ? 4 : 5);
      expect(queue.items.map(({ normalized, count, first_seen }) => [normalized, count, first_seen])).toEqual([
        ["dunning schedule", 3, EARLY],
        ["clocks", 1, LATE],
      ]);
      expect(queue.items[0]?.modules.map(({ source }) => source)).toEqual(["a:1", "b:4", "b:9"]);
      expect(queue.items[0]?.suggestion).toEqual({ key: "a.b", score: 0.5 });
    }
  });

  it("keeps the same of two states of one place, whichever side comes first", () => {
    const [ours, theirs] = [withheldFor("too short"), withheldFor("no feature")];
    const merged = parse(formatQueue(queueOf(ours, theirs))).queue;
    expect(merged.items).toHaveLength(1);
    expect(parse(formatQueue(queueOf(theirs, ours))).queue).toEqual(merged);
  });

  it("sorts what is out of order, and says from which line on", () => {
    expect(parse(formatQueue(queueOf(clocks, dunning)))).toEqual({ queue: queueOf(dunning, clocks), mergedAt: 4 });
  });

  it.each([
    ["a line cut off", (text: string) => text.slice(40)],
    ["an item that is none", (text: string) => text.replace('"open"}', '"done"},')],
    ["an item with a key twice", (text: string) => text.replace('"open"}', '"open","status":"open"}')],
    ["a foreign line", (text: string) => text.replace("  ],", "  ],\n  hello")],
    ["no version", (text: string) => text.replace('  "version": 1\n', "")],
    ["another version", (text: string) => text.replace('"version": 1', '"version": 2,')],
    [
      "an item too deep to be one",
      (text: string) => text.replace('"a:2"', `"a:2","current":${"[".repeat(70)}${"]".repeat(70)}`),
    ],
  ])("refuses %s, with its place", (_what, change) => {
    const error = failureOf(() => parse(change(formatQueue(queueOf(dunning, clocks)))));
    expect(error).toMatchObject({ file: FILE, line: expect.any(Number) });
    expect(error.code).toMatch(/^E_JSON/);
  });

  it("takes no other document for a queue", () => {
    for (const text of ["{\n}\n", "{}", "[\n]\n", '{\n  "version": 1\n}\n', '"items": [\n'])
      expect(() => parse(text)).toThrow(T4Error);
  });

  it(`reads whatever lines of two files stand in any order (seed ${SEED})`, () => {
    const items = fc.uniqueArray(
      fc.record({
        phrase: fc.constantFrom("Clocks", "Ledger", "Dunning schedule", "clocks"),
        at: fc.nat({ max: 3 }),
        kind: fc.constantFrom("unmapped" as const, "weak" as const),
      }),
      { maxLength: 5, selector: ({ phrase, kind }) => `${kind} ${phrase.toLowerCase()}` },
    );
    const lists = items.map((list) =>
      uniteItems(list.map(({ phrase, at, kind }) => item(phrase, [`a:${at}`], { kind }))),
    );
    fc.assert(
      fc.property(lists, lists, fc.infiniteStream(fc.boolean()), (ours, theirs, choices) => {
        const [left, right] = [formatQueue(queueOf(...ours)).split("\n"), formatQueue(queueOf(...theirs)).split("\n")];
        const merged: string[] = [];
        for (const fromLeft of choices) {
          const line = (fromLeft ? left : right).shift() ?? (fromLeft ? right : left).shift();
          if (line === undefined) break;
          merged.push(line);
        }
        expect(parse(merged.join("\n")).queue.items).toEqual(uniteItems([...theirs, ...ours]));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

function failureOf(work: () => unknown): T4Error {
  try {
    work();
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
