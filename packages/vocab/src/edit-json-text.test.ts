import { compareCodeUnits, formatJson, isJsonObject, type JsonValue, parseJsonText } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editJsonText } from "./edit-json-text.ts";

const edit = (text: string, change: (value: any) => unknown): string => {
  const { value } = parseJsonText(text, "x.json");
  const target = structuredClone(value);
  change(target);
  return editJsonText(text, value, target);
};
const entry = (title: string, synonyms: string[] = []) => ({ title, category: "c", synonyms });
const withPhrase = (value: any): unknown => (value.b.synonyms = ["b1", "b2", "b3"]);

/** One line an entry, aligned and grouped by hand, keys in an order of its own. */
const BY_HAND = `{
    "b":   {"title": "B", "synonyms": ["b1", "b3"], "category": "c"},

    "c":   {"title": "\\u0043", "synonyms": [], "category": "c"},
    "e":   {"title": "E", "synonyms": ["e1"], "category": "c"}
}`;

/** A file with tabs, CRLF, and keys in an order of their own. */
const withTabs = (keys: string[]): string => {
  const all = keys.map((key) => [key, { title: "T", synonyms: ["x", "y"], category: "c" }]);
  return JSON.stringify(Object.fromEntries(all), null, "\t").replaceAll("\n", "\r\n");
};

describe("editJsonText", () => {
  it("writes a phrase into its list and nothing else", () => {
    expect(edit(BY_HAND, withPhrase)).toBe(BY_HAND.replace('"b1", "b3"', '"b1", "b2", "b3"'));
    expect(edit(BY_HAND, (value) => value.c.synonyms.push("x"))).toBe(BY_HAND.replace("[]", '["x"]'));
  });

  it.each([
    ["a", (line: string) => BY_HAND.replace('    "b"', `${line},\n    "b"`)],
    ["d", (line: string) => BY_HAND.replace('    "e"', `${line},\n    "e"`)],
    ["f", (line: string) => BY_HAND.replace("\n}", `,\n${line}\n}`)],
  ])("gives the new entry %s its place and the looks of the others", (key, expected) => {
    const line = `    "${key}":   {"title":   "N", "synonyms":   ["n1", "n2"], "category":   "c"}`;
    expect(edit(BY_HAND, (value) => (value[key] = entry("N", ["n1", "n2"])))).toBe(expected(line));
  });

  it("puts what is new last where the order is somebody's own", () => {
    const text = '{\n  "z": {"title": "Z", "category": "c", "synonyms": ["z2", "z1"]},\n  "b": {}\n}\n';
    const sorted = edit(text, (value) => (value.z.synonyms = ["z0", "z1", "z2"]));
    expect(sorted).toBe(text.replace('"z1"', '"z1", "z0"'));
    expect(edit(text, (value) => (value.m = entry("M")))).toBe(
      text.replace("{}", '{},\n  "m": {"title": "M", "category": "c", "synonyms": []}'),
    );
  });

  it.each([
    ["a comma before each", '[ "b1"\n  , "b3"\n  ]', '[ "b1"\n  , "b2"\n  , "b3"\n  ]'],
    ["several on a line", '[\n  "b1", "b3"\n]', '[\n  "b1", "b2", "b3"\n]'],
    ["padding", '[ "b1", "b3" ]', '[ "b1", "b2", "b3" ]'],
    ["no room at all", '["b1","b3"]', '["b1","b2","b3"]'],
    ["tabs and CRLF", '[\r\n\t"b1",\r\n\t"b3"\r\n]', '[\r\n\t"b1",\r\n\t"b2",\r\n\t"b3"\r\n]'],
    ["groups", '[\n  "b1",\n\n  "b3",\n  "b4",\n  "b5"\n]', '[\n  "b1",\n  "b2",\n\n  "b3",\n  "b4",\n  "b5"\n]'],
    ["one odd line", '[\n  "b1",\n  "c", "d",\n  "e"\n]', '[\n  "b1",\n  "b2",\n  "c", "d",\n  "e"\n]'],
    ["CRLF and one item", '[\r\n\t"b1"\r\n]', '[\r\n\t"b1",\r\n\t"b2"\r\n]'],
    ["one item on a line", '[\n\n      "b1"\n]', '[\n\n      "b1",\n      "b2"\n]'],
    ["one item", '["b1"]', '["b1", "b2"]'],
    ["nothing", "[ ]", '["b2"]'],
  ])("imitates a list with %s", (_name, old, expected) => {
    const text = `{"rejected": ${old}}`;
    const added = edit(text, ({ rejected }) => rejected.push("b2") && rejected.sort());
    expect(added).toBe(`{"rejected": ${expected}}`);
  });

  it("gives a new entry the line ends, the indentation and the order of keys that the file has", () => {
    expect(edit(withTabs(["a"]), (value) => (value.b = entry("T", ["x", "y"])))).toBe(withTabs(["a", "b"]));
  });

  it.each([
    ["the first", "a", '[\n  "b", "c",\n\n  "d"\n]'],
    ["one between", "b", '[\n  "a", "c",\n\n  "d"\n]'],
    ["the first of a group", "d", '[\n  "a", "b", "c"\n]'],
    ["the last of a group", "c", '[\n  "a", "b",\n\n  "d"\n]'],
    ["all", "abcd", "[]"],
  ])("takes %s out of a list, and keeps groups apart", (_name, gone, expected) => {
    const text = '{"rejected": [\n  "a", "b", "c",\n\n  "d"\n]}\n';
    const left = edit(
      text,
      (value) => (value.rejected = value.rejected.filter((each: string) => !gone.includes(each))),
    );
    expect(left).toBe(`{"rejected": ${expected}}\n`);
  });

  it("changes one and takes out others at once", () => {
    const text = '{"rejected": ["b", "c", "d", "e"]}';
    expect(edit(text, (value) => (value.rejected = ["a", "b", "e", "f"]))).toBe('{"rejected": ["a", "b", "e", "f"]}');
    expect(edit(text, (value) => (value.rejected = ["a", "e"]))).toBe('{"rejected": ["a", "e"]}');
  });

  it.each<[string, JsonValue, JsonValue]>([
    ["an empty vocabulary", {}, { a: entry("A", ["x"]), b: entry("B") }],
    ["an empty list", { rejected: [] }, { rejected: ["a", "b"] }],
    [
      "empty lists only",
      { a: entry("A"), b: entry("B") },
      { a: entry("A", ["x"]), b: entry("B"), c: entry("C", ["y"]) },
    ],
    ["the last item", { rejected: ["a"] }, { rejected: [] }],
    ["values of another kind", { a: 1, b: [1], c: "x", d: null }, { a: { b: [2, {}] }, b: [1, 2], e: [] }],
  ])("writes as ever in T4's own format: %s", (_name, old, target) => {
    expect(editJsonText(formatJson(old), old, target)).toBe(formatJson(target));
  });

  it("takes a key named after a property of all objects for a key", () => {
    const text = '{"__proto__": {"title": "P"}, "constructor": {"title": "C"}}';
    expect(edit(text, (value) => (value.z = { title: "Z" }))).toBe(text.replace(/}$/, ', "z": {"title": "Z"}}'));
  });
});

const SEED = Date.now() % 2 ** 31;
const word = fc.stringMatching(/^[a-e"\\é\u{1f680} ]{1,3}$/u);
const words = (sorted: boolean) =>
  fc.uniqueArray(word, { maxLength: 5 }).map((all) => (sorted ? all.sort(compareCodeUnits) : all));
const features = (sorted: boolean) =>
  fc
    .uniqueArray(fc.tuple(word, words(sorted), fc.boolean()), { maxLength: 5, selector: ([key]) => key })
    .map((all) => Object.fromEntries(all.map(([key, list, contained]) => [key, { ...entry(key, list), contained }])));

/** White space that somebody might leave anywhere. */
const space = fc.constantFrom("", " ", "  ", "\t", "\n", "\n  ", "\r\n", "\r\n\t", "\n\n    ", " \n", "\r");

/** A text for a value, with any white space around each of its parts, and the keys in any order. */
function scribble(value: JsonValue, pick: <T>(values: fc.Arbitrary<T>) => T): string {
  const around = (text: string): string => pick(space) + text + pick(space);
  if (Array.isArray(value)) return `[${value.map((item) => around(scribble(item, pick))).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = pick(fc.shuffledSubarray(Object.keys(value), { minLength: Object.keys(value).length }));
  const members = keys.map(
    (key) => `${around(JSON.stringify(key))}:${around(scribble(value[key] as JsonValue, pick))}`,
  );
  return `{${members.join(",")}}`;
}

/** How many characters at both ends two texts share. */
function shared(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return start + end;
}

const sortLists = (value: JsonValue): JsonValue =>
  JSON.parse(JSON.stringify(value), (_key, each) => (Array.isArray(each) ? each.sort(compareCodeUnits) : each));

describe("editJsonText, for any formatting,", () => {
  it.each([true, false])(`adds without touching anything else (lists sorted: %s, seed ${SEED})`, (sorted) => {
    fc.assert(
      fc.property(features(sorted), word, words(true), fc.boolean(), fc.gen(), (old, phrase, list, isKey, pick) => {
        const keys = Object.keys(old);
        const key = keys.length === 0 || isKey ? `${phrase}f` : (keys[0] as string);
        const synonyms = [...new Set([...(old[key]?.synonyms ?? list), `${phrase}f`])].sort(compareCodeUnits);
        const target = { ...old, [key]: { ...(old[key] ?? entry(key)), synonyms } };
        const text = scribble(old, (values) => pick(() => values));
        const edited = editJsonText(text, old, target);
        const { value } = parseJsonText(edited, "x.json");
        expect(sorted ? value : sortLists(value)).toEqual(sorted ? target : sortLists(target));
        expect(shared(text, edited)).toBe(text.length);
      }),
      { seed: SEED },
    );
  });

  it(`takes out without touching anything else (seed ${SEED})`, () => {
    const rejected = fc.uniqueArray(word, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(rejected, fc.nat(), fc.gen(), (phrases, at, pick) => {
        const text = scribble({ rejected: phrases }, (values) => pick(() => values));
        const left = phrases.filter((_, index) => index !== at % phrases.length);
        const edited = editJsonText(text, { rejected: phrases }, { rejected: left });
        expect(parseJsonText(edited, "x.json").value).toEqual({ rejected: left });
        expect(shared(text, edited)).toBe(edited.length);
      }),
      { seed: SEED },
    );
  });

  it(`gives T4's own format for T4's own format (seed ${SEED})`, () => {
    fc.assert(
      fc.property(features(true), features(true), (old, more) => {
        const target = { ...old, ...more };
        expect(editJsonText(formatJson(old), old, target)).toBe(formatJson(target));
      }),
      { seed: SEED },
    );
  });
});
