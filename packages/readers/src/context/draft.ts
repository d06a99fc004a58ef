import type { ContextBlock, Heading } from "./document.ts";

/** Put by scaffolds into a document that nobody has written yet. */
const STUB_MARK = "<!-- t4:stub -->";

/**
 * True for a document that is no evidence: its front matter says `status: draft`, or it holds nothing but stubs. A stub is a placeholder
 * (`TODO`, `TBD`, `Describe …`, `[…]`, `<…>`), or a heading that scaffolds write, with nothing under it. An empty document is no stub,
 * nor are headings of the author's own: they are evidence.
 */
export function isDraft(
  frontMatter: ReadonlyMap<string, unknown>,
  blocks: readonly ContextBlock[],
  body: string,
): boolean {
  const status = frontMatter.get("status");
  if (typeof status === "string" && status.trim().toLowerCase() === "draft") return true;
  const content = blocks.filter(({ kind }) => kind !== "heading");
  if (!content.every(isPlaceholder)) return false;
  const headings = blocks.filter((block): block is Heading => block.kind === "heading");
  if (content.length > 0 || body.includes(STUB_MARK)) return true;
  return headings.length > 0 && headings.slice(1).every(({ text }) => SCAFFOLD_HEADINGS.has(wordsOf(text)));
}

function isPlaceholder(block: ContextBlock): boolean {
  if (block.kind === "fence") return false;
  return PLACEHOLDER.test(block.text) || BRACKETED.test(block.text) || !/[\p{L}\p{N}]/u.test(block.text);
}

const PLACEHOLDER =
  /^[^\p{L}\p{N}]*(?:todo|tbd|tba|tbc|fixme|wip|n\/a|none yet|placeholder|lorem ipsum|coming soon|describe|fill in|list the|explain|to be (?:added|decided|defined|described|documented|done|written))(?![\p{L}\p{N}])/iu;
const BRACKETED = /^[^\p{L}\p{N}[<{]*(?:\[[^\]]*\]|<[^>]*>|\{[^}]*\})[^\p{L}\p{N}]*$/u;

const SCAFFOLD_HEADINGS = new Set(
  "api,architecture,capabilities,changelog,components,contributing,dependencies,features,goals,inputs,invariants,outputs,overview,performance,purpose,testing,unreleased,usage".split(
    ",",
  ),
);

function wordsOf(text: string): string {
  return (text.match(/[\p{L}\p{N}]+/gu) ?? []).join(" ").toLowerCase();
}
