import { sha256 } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { ContextDocument } from "./document.ts";
import { parseContextDocument } from "./read-context-document.ts";

function read(text: string): Promise<ContextDocument> {
  return parseContextDocument({ path: "billing/claude.me", sha: sha256(text), text });
}

describe("front matter", () => {
  it("is parsed, and the lines after it keep their numbers", async () => {
    const document = await read("\uFEFF---\r\ntitle: Billing\r\nnested: {a: [1]}\r\n---\r\n# Billing\r\n");
    expect([...document.frontMatter]).toEqual([
      ["title", "Billing"],
      ["nested", new Map([["a", [1]]])],
    ]);
    expect(document.blocks).toMatchObject([{ kind: "heading", text: "Billing", first: 5 }]);
    expect(document.findings).toEqual([]);
  });

  it("that is broken gives a finding with its line, and the rest is read", async () => {
    const document = await read('---\ntitle: "Billing\nowner: [a\n---\n\n# Billing\n');
    expect(document.findings).toMatchObject([
      { code: "E_FRONT_MATTER", severity: "warning", file: "billing/claude.me" },
    ]);
    expect(document.findings[0]?.line).toBeGreaterThanOrEqual(2);
    expect(document.findings[0]?.line).toBeLessThanOrEqual(4);
    expect(document.blocks).toMatchObject([{ kind: "heading", first: 6 }]);
  });

  it("is none when it is never closed, is no mapping, or is too long", async () => {
    expect((await read("---\n# Billing\n")).blocks).toMatchObject([{ kind: "heading", first: 2 }]);
    expect((await read("---\nSome text\n---\n")).blocks).toMatchObject([
      { kind: "heading", text: "Some text", first: 2 },
    ]);
    expect((await read(`---\na: ${"x".repeat(20_000)}\n---\n# B\n`)).frontMatter.size).toBe(0);
  });

  it("keeps __proto__ as data", async () => {
    const { frontMatter } = await read("---\n__proto__: {polluted: true}\n---\n");
    expect(frontMatter.has("__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it.each([
    ["nesting", `---\na: ${"[".repeat(15_000)}\n---\n# B\n`],
    ["mappings in mappings", `---\na: ${"{a: ".repeat(3_500)}\n---\n# B\n`],
    [
      "aliases of aliases",
      `---\na0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join("\n")}\n---\n# B\n`,
    ],
  ])("survives %s", async (_, text) => {
    const document = await read(text);
    expect(document.findings).toMatchObject([{ code: "E_FRONT_MATTER" }]);
    expect(document.blocks).toMatchObject([{ kind: "heading", text: "B" }]);
  });
});

describe("draft", () => {
  it.each([
    ["front matter says so", "---\nstatus: Draft\n---\n# Billing\nIt turns usage into invoices.\n"],
    ["broken front matter says so", "---\nstatus: draft\nx: [\n---\n# Billing\nText.\n"],
    [
      "all text is placeholders",
      "# Billing\n\nTODO: say what it does\n\n## Goals\n- Describe the goals.\n- [one line]\n",
    ],
    ["headings of a scaffold stand alone", "# Billing\n\n## Goals\n\n## Inputs\n\n## Outputs\n\n## Invariants\n"],
    ["a stub mark, and nothing else", "# Billing\n<!-- t4:stub -->\n\n## Something\n"],
  ])("when %s", async (_, text) => {
    expect((await read(text)).draft).toBe(true);
  });

  it.each([
    ["it is empty", ""],
    ["one sentence stands there", "# Billing\n\nIt turns usage into invoices.\n\n## Goals\nTODO\n"],
    ["headings of its own stand there", "# Billing\n\n## Idempotent payments\n\n## Refunds\n"],
    ["a stub mark was left", "# Billing\n<!-- t4:stub -->\n\nIt turns usage into invoices.\n"],
    ["status is stable", "---\nstatus: stable\n---\n# Billing\nIt works.\n"],
    ["a code block stands there", "# Billing\n\nTODO\n\n```\nrun me\n```\n"],
  ])("is false when %s", async (_, text) => {
    expect((await read(text)).draft).toBe(false);
  });
});
