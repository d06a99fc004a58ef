import { baseName, repairMojibake } from "@t4/core";
import type { Consulted, Source } from "../sources.ts";
import type { ContextDocument } from "./document.ts";
import { isDraft } from "./draft.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { parseBlocks } from "./markdown.ts";
import { readBlocks } from "./read-blocks.ts";

/**
 * The records of the context document at `path` (relative to the workspace, in the module's own folder); undefined when nothing is there.
 * Throws as `Sources.read` does; front matter that does not parse is a finding in the document.
 */
export async function readContextDocument(consulted: Consulted, path: string): Promise<ContextDocument | undefined> {
  const source = await consulted.read(path);
  return source && parseContextDocument(source);
}

/** The records of a context document that is read already. */
export async function parseContextDocument({ path, sha, text }: Source): Promise<ContextDocument> {
  const { body, frontMatter, findings } = await splitFrontMatter(text.replace(/^\uFEFF/, ""), path);
  const plain = plainSpaces(repairMojibake(body));
  const blocks = readBlocks(await parseBlocks(plain), plain);
  const draft = isDraft(frontMatter, blocks, body);
  return { path, sha, name: baseName(path), lines: countLines(text), frontMatter, draft, blocks, findings };
}

/**
 * Every kind of space made plain, so that `-` and a no-break space lead a bullet as people see it. Where a line is indented with them, at
 * most three stay: nobody writes an indented code block with no-break spaces.
 */
function plainSpaces(text: string): string {
  if (!ODD_SPACE.test(text)) return text;
  return text.replace(ODD_INDENT, (indent) => " ".repeat(Math.min(3, indent.length))).replace(ODD_SPACES, " ");
}

const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const ODD_SPACES = new RegExp(ODD_SPACE, "g");
const ODD_INDENT =
  /(?<=^|[\r\n])[ \t]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*/g;

function countLines(text: string): number {
  const breaks = text.match(/\r\n|\n|\r/g)?.length ?? 0;
  return text === "" ? 0 : breaks + (/[\r\n]$/.test(text) ? 0 : 1);
}
