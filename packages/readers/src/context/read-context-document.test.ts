import { sha256 } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Bullet, ContextBlock, ContextDocument } from "./document.ts";
import { parseContextDocument } from "./read-context-document.ts";

function read(text: string, path = "billing/claude.me"): Promise<ContextDocument> {
  return parseContextDocument({ path, sha: sha256(text), text });
}

async function blocks<K extends ContextBlock["kind"]>(
  text: string,
  kind: K,
): Promise<Extract<ContextBlock, { kind: K }>[]> {
  const document = await read(text);
  return document.blocks.filter((block): block is Extract<ContextBlock, { kind: K }> => block.kind === kind);
}

async function leads(text: string): Promise<string[]> {
  const bullets: Bullet[] = await blocks(text, "bullet");
  return bullets.map(({ lead }) => `${lead?.text} ${lead?.how} L${lead?.first}${lead?.code ? " code" : ""}`);
}

async function headings(text: string): Promise<string[]> {
  return (await blocks(text, "heading")).map(
    ({ level, text: words, first, last }) => `${level} ${words} ${first}-${last}`,
  );
}

describe("headings", () => {
  it("are read as people write them", async () => {
    expect(
      await headings(
        "# 💳 Billing\n### **Idempotent payments** (`charge.py`)\n## 3. Dunning schedule: ##\n## [Refunds](refunds.md) ![x](x.png)\n##\u00a0Ledger\n",
      ),
    ).toEqual([
      "1 💳 Billing 1-1",
      "3 Idempotent payments (charge.py) 2-2",
      "2 3. Dunning schedule: 3-3",
      "2 Refunds 4-4",
      "2 Ledger 5-5",
    ]);
  });

  it("may be underlined; the underline is not cited", async () => {
    expect(await headings("Billing\n=======\n\ntext\n\nIdempotent\npayments\n---\n")).toEqual([
      "1 Billing 1-1",
      "2 Idempotent payments 6-7",
    ]);
  });

  it("are not bullets that stand above a rule", async () => {
    expect(await headings("• Refunds: a\n• Dunning: b\n---\n")).toEqual([]);
    expect(await leads("• Refunds: a\n• Dunning: b\n---\n")).toEqual(["Refunds separator L1", "Dunning separator L2"]);
  });
});

describe("bullets", () => {
  it.each([
    "-",
    "*",
    "+",
    "•",
    "‣",
    "–",
    "1.",
    "1)",
    "✅",
    "â€¢",
    "âœ…",
    "-\u00a0✅",
    "- ✅",
    "- [x]",
    "1️⃣",
    "  -",
    "- •",
  ])("may begin with %s", async (sign) => {
    expect(await leads(`${sign} **Refunds**: within 30 days\n`)).toEqual(["Refunds emphasis L1"]);
    expect(await leads(`${sign} Refunds – within 30 days\n`)).toEqual(["Refunds separator L1"]);
  });

  it("of every style may follow each other without a blank line", async () => {
    const text = "- **A b**: x\n• **C d** – y\n* E f: z\n2. G h: i\n– J k: l\n✅ M n\n    - O p: q\n";
    expect((await leads(text)).map((lead) => lead.split(" ").slice(0, 2).join(" "))).toEqual([
      "A b",
      "C d",
      "E f",
      "G h",
      "J k",
      "M n",
      "O p",
    ]);
  });

  it.each([
    ["- **Refunds:** within", "Refunds emphasis L1"],
    ["- *Refunds* within", "Refunds emphasis L1"],
    ["- __Refunds__ — within", "Refunds emphasis L1"],
    ["- Refunds—within 30 days", "Refunds separator L1"],
    ["- Refunds -- within 30 days", "Refunds separator L1"],
    ["- Per-tenant refunds: see https://x.example/a:b", "Per-tenant refunds separator L1"],
    ["- Refunds (v2: partial): yes", "Refunds (v2: partial) separator L1"],
    ["- `a: b` parsing: yes", "a: b parsing separator L1"],
    ["- `charge()`: charges", "charge() separator L1 code"],
    ["- [Refunds](refunds.md): text", "Refunds separator L1"],
    ["- Idempotent payments.", "Idempotent payments. whole L1"],
    ["- 🚀 **✨ Refunds**: x", "✨ Refunds emphasis L1"],
    ["- at 12:30 sharp", "at 12:30 sharp whole L1"],
  ])("%s leads with %s", async (text, lead) => {
    expect(await leads(`${text}\n`)).toEqual([lead.replace("✨ ", "")]);
  });

  it("may be indented with no-break spaces, start with code, and hold odd signs", async () => {
    expect(await leads("\u00a0\u00a0\u00a0\u00a0- **Refunds**: x\n")).toEqual(["Refunds emphasis L1"]);
    expect(await leads("- ```\n  x\n  ```\n  Refunds: no lead\n")).toEqual([]);
    expect(await leads("- ***a _b** c_: d\n")).toEqual(["a _b emphasis L1"]);
  });

  it("cite the lines of the lead and of the whole", async () => {
    const [bullet] = await blocks("\n- **Idempotent\n  payments**: a retried\n  charge\n", "bullet");
    expect(bullet).toMatchObject({ first: 2, last: 4, lead: { text: "Idempotent payments", first: 2, last: 3 } });
  });

  it("know how deep they stand", async () => {
    const bullets: Bullet[] = await blocks("- a\n  - b\n    - c\n- d\n", "bullet");
    expect(bullets.map(({ depth }) => depth)).toEqual([1, 2, 3, 1]);
  });

  it("are not made of running text that wraps at a dash or a number", async () => {
    expect(await leads("It was released in\n2024. Then it grew\n– slowly – into a platform.\n")).toEqual([]);
  });
});

describe("other records", () => {
  it("cells have row, column and line", async () => {
    const cells = await blocks(
      "\n| Feature | State |\n|---|---|\n| **Refunds** | a \\| b |\n| ✅ Dunning | **bold** |\n",
      "cell",
    );
    expect(cells.map(({ row, column, text, first, last }) => [row, column, text, first, last])).toEqual([
      [0, 0, "Feature", 2, 2],
      [0, 1, "State", 2, 2],
      [1, 0, "Refunds", 4, 4],
      [1, 1, "a | b", 4, 4],
      [2, 0, "✅ Dunning", 5, 5],
      [2, 1, "bold", 5, 5],
    ]);
  });

  it("bold runs are cited at their own lines, and once", async () => {
    const text =
      "One two **three**\nfour **five\nsix** __seven__.\n\n- **Lead**: and **run**\n\n## **Heading**\n\n| **cell** | **d** |\n|---|---|\n";
    const bold = await blocks(text, "bold");
    expect(bold.map(({ text: words, first, last }) => `${words} ${first}-${last}`)).toEqual([
      "three 1-1",
      "five six 2-3",
      "seven 3-3",
      "run 5-5",
      "d 9-9",
    ]);
  });

  it("bold runs keep their line after what is left out", async () => {
    const text = 'x ![alt\ntext](a.png "title") <!-- a\nb --> [link](u\n"t") `c\nd` **bold**\n';
    expect(await blocks(text, "bold")).toMatchObject([{ text: "bold", first: 5, last: 5 }]);
  });

  it("bold runs follow CommonMark where signs are odd", async () => {
    const bold = await blocks(
      "x **foo*bar** snake_case__names__ 2 * 3 ** 4 ***both*** **open\n\n**a `**` b** \\*\\*no\\*\\*\n",
      "bold",
    );
    expect(bold.map(({ text }) => text)).toEqual(["foo*bar", "both", "a ** b"]);
  });

  it("code is set apart", async () => {
    const text = "- a\n  ```md\n  ## Refunds\n  - **Dunning**: x\n  ```\n\n    - **indented**: y\n\n~~~\n# Ledger\n";
    const { blocks: all } = await read(text);
    expect(all.filter(({ kind }) => kind === "heading" || kind === "bold")).toEqual([]);
    expect(await leads(text)).toEqual(["a whole L1", "indented emphasis L7"]);
    expect(await blocks(text, "fence")).toEqual([
      { kind: "fence", language: "md", first: 2, last: 5 },
      { kind: "fence", language: "", first: 9, last: 10 },
    ]);
    expect((await blocks("para\n\n    - **x**: y\n", "fence")).length).toBe(1);
  });

  it("HTML is no text", async () => {
    const text =
      "<!-- - **Refunds**: x -->\n<div>\n## Dunning\n</div>\n\nA <b>b</b> <!-- **c** --> &amp; d<br>e [f][g] ![**h**](i)\n";
    const { blocks: all } = await read(text);
    expect(all).toEqual([expect.objectContaining({ kind: "paragraph", text: "A b & d e f", first: 6, last: 6 })]);
  });

  it("paragraphs say whether they are emphasised, quoted or nested", async () => {
    const paragraphs = await blocks("*all of it.*\n\n> quoted\n\n- x\n\n  nested\n\nplain *part*\n", "paragraph");
    expect(paragraphs.map(({ text, emphasised, quoted, nested }) => [text, emphasised, quoted, nested])).toEqual([
      ["all of it.", true, false, false],
      ["quoted", false, true, false],
      ["nested", false, false, true],
      ["plain part", false, false, false],
    ]);
  });

  it("code spans keep what stands in them", async () => {
    const spans = await blocks("a ``b ` c`` \\`d\\` `**e**`\nf `g\nh`\n", "code");
    expect(spans.map(({ text, first }) => `${text} ${first}`)).toEqual(["b ` c 1", "**e** 1", "g 2", "h 3"]);
  });
});

describe("what must not matter", () => {
  const text =
    "# 💳 Billing\n\n## Features\n- ✅ **Refunds**: within – 30 days\n\n| a b | c |\n|---|---|\n| d e | f |\n\nSome **bold\nrun** here.\n";

  it.each([
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["CR", text.replaceAll("\n", "\r")],
    ["a byte order mark", `\uFEFF${text}`],
    ["no-break spaces", text.replaceAll(" ", "\u00a0")],
    ["a wrong decoding", text.replace("💳", "ðŸ’³").replace("✅", "âœ…").replace("–", "â€“")],
  ])("%s", async (_, noisy) => {
    expect((await read(noisy)).blocks).toEqual((await read(text)).blocks);
  });

  it("counts lines", async () => {
    expect((await read("")).lines).toBe(0);
    expect((await read("a\r\nb\r")).lines).toBe(2);
    expect((await read("a\n\nb")).lines).toBe(3);
  });
});
