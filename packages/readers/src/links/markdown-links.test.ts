import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdownLinks } from "./markdown-links.ts";

async function placed(text: string): Promise<string[]> {
  const { links } = await readMarkdownLinks(text);
  return links.map(({ target, line, column }) => `${line}:${column} ${target}`);
}

describe("links of a document", () => {
  it.each([
    ["inline", "a [b](c.md 'd')", ["1:7 c.md"]],
    ["twice on a line", "[x](a.md) [x](a.md)", ["1:5 a.md", "1:15 a.md"]],
    ["in brackets", "[a](<b c.md>)", ["1:6 b c.md"]],
    ["after escaped text", String.raw`\*\[ [a](b.md)`, ["1:10 b.md"]],
    ["escaped itself", String.raw`[a](b\_c.md)`, ["1:5 b_c.md"]],
    ["on the next line", "[a](\nb.md)", ["2:1 b.md"]],
    ["in a list in a quotation", "> - a\n>   [b](c.md)\n", ["2:9 c.md"]],
    ["in a lazy line", "> a\n   [b](c.md)\n", ["2:8 c.md"]],
    ["in a heading", "## [a](b.md) ##", ["1:8 b.md"]],
    ["in an underlined heading", "  [a](b.md)\n===", ["1:7 b.md"]],
    ["image in a link", "[![a](b.svg)](c.md)", ["1:7 b.svg", "1:15 c.md"]],
    [
      "in cells that are alike",
      "| [a](b) | [a](b) |\n|-|-|\n| [a](b) | [a](b) |",
      ["1:7 b", "1:16 b", "3:7 b", "3:16 b"],
    ],
    ["in a cell with a border", "|a|\n|-|\n| \\| [a](b.md) |", ["3:10 b.md"]],
    ["of definitions", "[a][b] [b]\n\n  [b]: <c d.md> 'e'\n[f]:\n  g.md", ["3:9 c d.md", "5:3 g.md"]],
    ["in HTML", '<p>\n<a class=x href="b.md">c</a>\n<IMG SRC=d.svg>\n</p>', ["2:18 b.md", "3:10 d.svg"]],
    ["in HTML in a line", "x <a href='b.md'>c</a>", ["1:12 b.md"]],
    ["after CRLF", "a\r\n\r\n[b](c.md)\r\n", ["3:5 c.md"]],
  ])("%s", async (_, text, expected) => {
    expect(await placed(text)).toEqual(expected);
  });

  it.each([
    ["code", "`[a](b.md)`"],
    ["a fence", "```\n[a](b.md)\n```"],
    ["indented code", "    [a](b.md)"],
    ["comments", "<!-- [a](b.md) -->\n\nx <!-- <a href='b'> --> y\n\n<!--\n<a href='b'>\n-->"],
    ["autolinks", "<https://example.org/b.md>"],
    ["brackets that are none", "[a] (b.md) [c]"],
    ["escaped brackets", String.raw`\[a](b.md)`],
    ["empty targets", "[a]() [b](<>)\n\n[c]: <>"],
  ])("are none in %s", async (_, text) => {
    expect(await placed(text)).toEqual([]);
  });

  it("stand where they are said to, whatever is around them", async () => {
    const piece = fc.constantFrom(
      "a ",
      "*b* ",
      "> ",
      "- ",
      "\n",
      "\n\n",
      "  ",
      "# ",
      "`c` ",
      "| ",
      "[d](e.md) ",
      "![f](g.svg) ",
      "\\",
      "é ",
      "[x]: e.md\n",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const lines = pieces.join("").split("\n");
        const { links } = await readMarkdownLinks(lines.join("\n"));
        for (const { target, line, column } of links) {
          expect(lines[line - 1]?.slice(column - 1, column - 1 + target.length)).toBe(target);
        }
      }),
    );
  });

  it("cost little, however they are nested or left open", async () => {
    for (const unit of ["[", "![", "[a](", "<a ", '<a b="', "<!--", "<h1>", "[a]: b\n", "> ", "`", "|a"]) {
      expect((await readMarkdownLinks(unit.repeat(20_000))).links.length).toBeLessThan(2);
    }
  }, 60_000);
});

describe("anchors of a document", () => {
  it("are those that GitHub gives", async () => {
    const text = "# A `b` *c*!\n\nÜber Größe\n===\n\n## See also\n## See also\n## See [x](y)\n";
    const { anchors } = await readMarkdownLinks(text);
    expect(anchors).toEqual(["a-b-c", "über-größe", "see-also", "see-also-1", "see-x"]);
  });

  it("are those that HTML names", async () => {
    const text =
      '<a id="one"></a>\n\nx <a name=two></a> <span id=three></span>\n\n<h1 align="center">The <b>name</b></h1>\n';
    const { anchors } = await readMarkdownLinks(text);
    expect(anchors).toEqual(["one", "two", "three", "the-name"]);
  });
});
