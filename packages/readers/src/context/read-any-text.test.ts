import { readFileSync } from "node:fs";
import { sha256 } from "@t4/core";
import { HOSTILE_MARKDOWN, listInstalledReadmes } from "@t4/testkit";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import type { ContextDocument } from "./document.ts";
import { parseContextDocument } from "./read-context-document.ts";

const SEED = 20_261_121;
const RUNS = { seed: SEED, numRuns: 1_000 };

function read(text: string): Promise<ContextDocument> {
  return parseContextDocument({ path: "m/README.md", sha: sha256(text), text });
}

const SNIPPETS = [
  ..."#*_-+`[]()!<>&|~\\:;.\n\r\t 1aé•✅\u00a0\uFEFF\u0000\ud800",
  "\n\n",
  "\r\n",
  "## ",
  "- ",
  "1. ",
  "> ",
  "**",
  "```\n",
  "    ",
  "|---|\n",
  "<!--",
  "-->",
  "<div>\n",
  "](x)",
  "---\n",
  "===\n",
  "word",
  "âœ…",
  "ðŸš€",
  "&amp;",
  "[x]: y\n",
];
const arbitraryText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 120 }).map((parts) => parts.join("")),
);

/** The first record whose words do not stand in the lines that it cites, in their order; signs and emoji aside. */
function findUncited(document: ContextDocument, text: string): string | undefined {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  for (const block of document.blocks) {
    const { kind, first, last } = block;
    if (first < 1 || last < first || last > document.lines) return `${kind} ${first}-${last} of ${document.lines}`;
    if (kind === "fence") continue;
    const cited = lines.slice(first - 1, last).join("\n");
    // Written otherwise than read: entities, repaired decodings, null characters.
    if (/&[#\w]+;|[âðïÂ]/u.test(cited) || cited.includes("\0")) continue;
    let at: number | undefined = 0;
    for (const word of block.text.match(/[\p{L}\p{N}]+/gu) ?? []) {
      at = endOf(word, cited, at);
      if (at === undefined) return `${kind} ${JSON.stringify(word)} in ${JSON.stringify(cited)}`;
    }
  }
  return undefined;
}

/** Where a word ends in the cited lines; its letters one by one where markup parts them, as in `[read](r.md)er`. */
function endOf(word: string, cited: string, from: number): number | undefined {
  const whole = cited.indexOf(word, from);
  if (whole >= 0) return whole + word.length;
  let at = from;
  for (const letter of word) {
    const found = cited.indexOf(letter, at);
    if (found < 0) return undefined;
    at = found + letter.length;
  }
  return at;
}

describe(`any text, seed ${SEED}`, () => {
  it("is read, and every record is cited where it stands", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryText, async (text) => {
        expect(findUncited(await read(text), text)).toBeUndefined();
      }),
      RUNS,
    );
  });

  const readmes = listInstalledReadmes();

  it.skipIf(readmes.length === 0)(`of ${readmes.length} installed packages' README.md is read and cited`, async () => {
    for (const path of readmes) {
      const text = readFileSync(path, "utf8");
      const uncited = findUncited(await read(text), text);
      expect(uncited && `${path}: ${uncited}`).toBeUndefined();
    }
  });

  it.skipIf(readmes.length === 0)("has the bold runs that markdown-it finds", async () => {
    const markdown = new MarkdownIt({ html: true });
    let same = 0;
    const differing: string[] = [];
    for (const path of readmes) {
      const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
      const document = await read(text);
      const words = document.blocks.map((block) => ("text" in block ? bare(block.text) : "")).join("\n");
      for (const bold of boldTexts(markdown, text)) {
        if (words.includes(bare(bold))) same += 1;
        else differing.push(`${path}: ${bold}`);
      }
    }
    expect(same).toBeGreaterThan(100);
    expect(differing.slice(0, 5), `${differing.length} of ${same}`).toEqual([]);
  });
});

function bare(text: string): string {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
}

/** Texts of bold runs by markdown-it, images and HTML left out. */
function boldTexts(markdown: MarkdownIt, text: string): string[] {
  const found: string[] = [];
  for (const { children } of markdown.parse(text, {})) {
    let depth = 0;
    let bold = "";
    for (const child of children ?? []) {
      if (child.type === "strong_open") depth += 1;
      else if (child.type === "strong_close") {
        depth -= 1;
        if (depth === 0 && /[\p{L}\p{N}]/u.test(bold)) found.push(bold);
        if (depth === 0) bold = "";
      } else if (depth > 0) bold += child.type === "text" || child.type === "code_inline" ? child.content : " ";
    }
  }
  return found;
}

describe("hostile text", () => {
  it.each(HOSTILE_MARKDOWN.map((text) => [text.what, text] as const))(
    "of %s is read, and cited where it stands",
    async (_what, { make, size }) => {
      const { lines, blocks } = await read(make(size));
      const places = new Set(blocks.flatMap(({ first, last }) => [first, last]));
      expect([...places].filter((line) => line < 1 || line > lines)).toEqual([]);
      const short = make(size / 100);
      expect(findUncited(await read(short), short)).toBeUndefined();
    },
  );
});
