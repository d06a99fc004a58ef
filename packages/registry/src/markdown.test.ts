import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { documentationMap } from "./documentation-map.ts";
import { plainLine, relativeUrl } from "./markdown.ts";
import { moduleIndex } from "./module-index.ts";

const AT = "docs/_generated/MAP.md";
const markdown = new MarkdownIt({ html: true });

interface Shown {
  /** The rows of all tables, heads left out; of a cell the text that people see. */
  rows: string[][];
  headings: string[];
  links: string[];
  hasHtml: boolean;
}

/** What a reader of the file sees. */
function show(text: string): Shown {
  const rows: string[][] = [];
  const headings: string[] = [];
  const links: string[] = [];
  const tokens = markdown.parse(text.replace(/^<!-- Generated.*-->\n/m, ""), {});
  let isHead = false;
  let previous = "";
  for (const token of tokens) {
    if (token.type === "thead_open") isHead = true;
    if (token.type === "thead_close") isHead = false;
    if (token.type === "tr_open" && !isHead) rows.push([]);
    if (token.type === "inline") {
      const seen = (token.children ?? []).map(({ content }) => content).join("");
      if (previous === "td_open") rows.at(-1)!.push(seen);
      if (previous === "heading_open") headings.push(seen);
      for (const child of token.children ?? []) {
        if (child.type === "link_open") links.push(String(child.attrGet("href")));
      }
    }
    previous = token.type;
  }
  const kinds = new Set(tokens.flatMap((token) => [token, ...(token.children ?? [])]).map(({ type }) => type));
  return {
    rows,
    headings,
    links,
    hasHtml: ["html_block", "html_inline", "image", "em", "code_inline"].some((kind) => kinds.has(kind)),
  };
}

/** The path that a link in the file at {@link AT} leads to. */
function follow(link: string): string {
  return decodeURIComponent(new URL(link, `https://host/${AT}`).pathname).slice(1);
}

const nasty = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(..."|\\`*_[]()<>&#!~$-=+.:\"' \n\t\r\u202e1a"), maxLength: 30 }),
  fc.constantFrom(
    "<img src=x onerror=alert(1)>",
    "](https://evil.example)",
    "| --- |",
    "<!--",
    "-->",
    "&lt;b&gt;",
    "\\|",
    "`a",
  ),
);
const name = nasty
  .map((text) => text.replaceAll("/", "").replaceAll("\0", ""))
  .filter((text) => !/^\.{0,2}$/.test(text));
const RUNS = { seed: 20_261_121, numRuns: 1000 };

const titled = (path: string, type?: string) => ({ path, type, title: path, status: undefined });

describe("the documentation map of any documents", () => {
  it("shows a row for each, with the title as it was written and a link that leads to the file", () => {
    const documents = fc.uniqueArray(
      fc.record({
        path: fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join("/")}.md`),
        title: fc.option(nasty, { nil: undefined }),
        type: fc.constantFrom("guide", "api", "nonsense", undefined),
        status: fc.option(nasty, { nil: undefined }),
      }),
      { selector: ({ path }) => path, minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(name, documents, (module, all) => {
        const text = documentationMap([{ name: module, documents: all }], AT);
        expect(documentationMap([{ name: module, documents: [...all].reverse() }], AT)).toBe(text);
        const { rows, headings, links, hasHtml } = show(text);
        expect(hasHtml).toBe(false);
        expect(headings).toEqual(["Documentation map", plainLine(module)]);
        expect(rows.length).toBe(all.length);
        expect(links.map(follow).sort()).toEqual(all.map(({ path }) => path).sort());
        for (const [index, row] of rows.entries()) {
          const document = all.find(({ path }) => path === follow(links[index]!))!;
          const title = plainLine(document.title ?? "");
          const fallback = plainLine(document.path.slice(document.path.lastIndexOf("/") + 1));
          expect(row).toEqual([
            document.type === "guide" || document.type === "api" ? document.type : "other",
            title === "" ? fallback : title,
            plainLine(document.status ?? "") || "-",
          ]);
        }
      }),
      RUNS,
    );
  });

  it("sorts modules by name, documents by type and path, those of no known type last", () => {
    const modules = [
      {
        name: "b",
        documents: [
          titled("b/z.md"),
          titled("b/y.md", "guide"),
          titled("b/a.md", "tutorial"),
          titled("b/x.md", "guide"),
        ],
      },
      { name: "a", documents: [titled("a/x.md", "api")] },
      { name: "none", documents: [] },
    ];
    const text = documentationMap(modules, AT);
    expect(documentationMap([...modules].reverse(), AT)).toBe(text);
    expect(show(text).rows.map(([type, title]) => `${type} ${title}`)).toEqual([
      "api a/x.md",
      "guide b/x.md",
      "guide b/y.md",
      "tutorial b/a.md",
      "other b/z.md",
    ]);
    expect(text).toContain("5 documents in 2 modules.");
    expect(text).toContain("Without a document: none.");
  });
});

describe("the module index", () => {
  it("has one line a module, whatever its description says", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 4 }), nasty, (names, summary) => {
        const modules = names.map((each) => ({ name: each, dir: each, lane: "L2", summary, health: 43.5 }));
        const { rows, links, hasHtml } = show(moduleIndex(modules, AT));
        expect(hasHtml).toBe(false);
        expect(links.map(follow)).toEqual([...names].sort());
        expect(rows).toEqual([...names].sort().map((each) => [plainLine(each), "L2", plainLine(summary), "43.5"]));
      }),
      RUNS,
    );
  });

  it("says so where there is no module or no description", () => {
    expect(moduleIndex([], AT)).toContain("There is no module yet.");
    const text = moduleIndex([{ name: "a", dir: "", lane: "unlaned", summary: null, health: 0 }], AT);
    expect(text).toContain("| [a](../..) | unlaned | *no description yet* | 0 |\n");
  });
});

describe("relativeUrl", () => {
  it.each([
    ["docs/_generated/MAP.md", "src/a b/(x).md", "../../src/a%20b/%28x%29.md"],
    ["docs/_generated/MAP.md", "docs/größe#1?.md", "../gr%C3%B6%C3%9Fe%231%3F.md"],
    ["docs/_generated/MAP.md", "docs/_generated/x:y.md", "x%3Ay.md"],
    ["docs/_generated/MAP.md", "docs/_generated", "."],
    ["MAP.md", "a.md", "a.md"],
  ])("from %s to %s is %s", (from, to, url) => expect(relativeUrl(from, to)).toBe(url));

  it("keeps both Unicode normal forms apart", () => {
    expect(relativeUrl(AT, "caf\u00e9.md")).not.toBe(relativeUrl(AT, "cafe\u0301.md"));
  });
});

describe("plainLine", () => {
  it("is one line without marks that reorder text, and at most 200 characters long", () => {
    expect(plainLine(" a\u202eb\n\tc\u2028d\u0007 ")).toBe("a b c d");
    expect([...plainLine("🙂".repeat(300))].length).toBe(200);
    expect(plainLine("🙂".repeat(300)).endsWith("🙂…")).toBe(true);
    expect(plainLine("\ud800x")).toBe("\ufffdx");
  });
});
