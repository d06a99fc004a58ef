import type { Finding } from "@t4/core";

/** A document's text with its front matter blanked out, so that every line keeps its number. */
export interface SplitDocument {
  body: string;
  frontMatter: ReadonlyMap<string, unknown>;
  findings: Finding[];
}

/** Front matter longer than this is none. */
const MAX_FRONT_MATTER = 16 * 1024;

/**
 * Takes YAML front matter off a document. Text between two `---` that is no mapping is Markdown, and stays. What looks like a mapping and
 * does not parse is a finding; its plain `status: …` line still counts. The YAML parser is loaded when there is something to parse.
 */
export async function splitFrontMatter(text: string, path: string): Promise<SplitDocument> {
  const found = FRONT_MATTER.exec(text.slice(0, MAX_FRONT_MATTER));
  const yaml = found?.[1];
  if (found === null || yaml === undefined) return { body: text, frontMatter: new Map(), findings: [] };
  const body = found[0].replace(/[^\r\n]+/g, "") + text.slice(found[0].length);
  const parsed = await parseMapping(yaml);
  if (parsed.mapping) return { body, frontMatter: parsed.mapping, findings: [] };
  if (!parsed.error || !KEY_LINE.test(yaml)) return { body: text, frontMatter: new Map(), findings: [] };
  const status = STATUS_LINE.exec(yaml)?.[1];
  const frontMatter = new Map<string, unknown>(status === undefined ? [] : [["status", status]]);
  return { body, frontMatter, findings: [brokenFrontMatter(path, parsed.error)] };
}

const FRONT_MATTER = /^---[ \t]*(?:\r\n|\n|\r)([^]*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/;
const KEY_LINE = /^[A-Za-z_][\w-]*[ \t]*:/m;
const STATUS_LINE = /^status[ \t]*:[ \t]*["']?(\w+)/m;

interface Problem {
  message: string;
  line: number;
  column: number;
}

async function parseMapping(yaml: string): Promise<{ mapping?: Map<string, unknown>; error?: Problem }> {
  const { parseDocument } = await import("yaml");
  try {
    const document = parseDocument(yaml, { prettyErrors: true, logLevel: "silent" });
    const error = document.errors[0];
    if (error) {
      const at = error.linePos?.[0] ?? { line: 1, col: 1 };
      return { error: { message: error.message.split("\n", 1)[0] ?? "", line: at.line, column: at.col } };
    }
    const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: 20 });
    if (value === null) return { mapping: new Map() };
    return value instanceof Map ? { mapping: new Map([...value].map(([key, item]) => [String(key), item])) } : {};
  } catch (cause) {
    // The parser recurses: nesting thousands deep, or too many aliases, end here.
    return { error: { message: cause instanceof Error ? cause.message : String(cause), line: 1, column: 1 } };
  }
}

/** Lines of the problem count from the line after the opening `---`. */
function brokenFrontMatter(path: string, problem: Problem): Finding {
  return {
    code: "E_FRONT_MATTER",
    severity: "warning",
    file: path,
    line: problem.line + 1,
    column: problem.column,
    message: `The front matter of ${path} is not YAML: ${problem.message.replace(/ at line \d+, column \d+:?$/, "")}`,
    fix: "Mend the YAML between the two `---` lines; the rest of the document was used.",
  };
}
