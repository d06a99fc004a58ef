import { expect, it } from "vitest";
import { selectContextDocuments } from "./select-context-documents.ts";

const PATTERNS = ["claude.me", "CLAUDE.md", "AGENTS.md", "*_context.md", "README.md"];

it("lists the module's own context documents, most trusted first", () => {
  const files = [
    "src/billing/README.md",
    "src/billing/b_context.md",
    "src/billing/a_context.md",
    "src/billing/claude.me",
    "src/billing/docs/claude.me",
    "src/billing/README.md.bak",
    "src/claude.me",
  ];
  expect(selectContextDocuments(files, "src/billing", PATTERNS)).toEqual([
    "src/billing/claude.me",
    "src/billing/a_context.md",
    "src/billing/b_context.md",
    "src/billing/README.md",
  ]);
  expect(selectContextDocuments(["README.md", "a/README.md"], "", PATTERNS)).toEqual(["README.md"]);
});

it("matches stars, several too, and lists a document once", () => {
  const files = ["a_b_c.md", "abc.md", "ab", "_context.md"];
  expect(selectContextDocuments(files, "", ["a*b*c.md", "*.md"])).toEqual(["a_b_c.md", "abc.md", "_context.md"]);
  expect(selectContextDocuments(["aba.md"], "", ["ab*ba.md"])).toEqual([]);
  expect(selectContextDocuments(["a".repeat(250)], "", [`${"*a".repeat(100)}*b`])).toEqual([]);
});
