import type MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";

/** Blocks inside blocks are read this deep (a list and its items count as two); what is deeper is left out. */
const MAX_NESTING = 20;

let loading: Promise<MarkdownIt> | undefined;

/** The block structure of a Markdown text. Inline text is left as it is written; tables are read. The parser is loaded at the first call. */
export async function parseBlocks(text: string): Promise<Token[]> {
  loading ??= import("markdown-it").then(({ default: MarkdownIt }) => {
    const parser = new MarkdownIt({ html: true });
    Object.assign(parser.options, { maxNesting: MAX_NESTING });
    parser.core.ruler.enableOnly(["normalize", "block"]);
    return parser;
  });
  return (await loading).parse(text, {});
}
