import { type Finding, type Position, positionIndex } from "@t4/core";

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

interface ParsedMapping {
  mapping?: Map<string, unknown>;
  error?: Problem;
  /** Where the keys of the mapping stand. */
  keys?: Map<string, Position>;
}

async function parseMapping(yaml: string): Promise<ParsedMapping> {
  const { isMap, isScalar, parseDocument } = await import("yaml");
  try {
    const document = parseDocument(yaml, { prettyErrors: true, logLevel: "silent" });
    const error = document.errors[0];
    if (error) {
      const at = error.linePos?.[0] ?? { line: 1, col: 1 };
      return { error: { message: error.message.split("\n", 1)[0] ?? "", line: at.line, column: at.col } };
    }
    const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: 20 });
    if (value === null) return { mapping: new Map() };
    if (!(value instanceof Map)) return {};
    const at = positionIndex(yaml);
    const pairs = isMap(document.contents) ? document.contents.items : [];
    const keys = pairs.flatMap(({ key }): [string, Position][] =>
      isScalar(key) && key.range ? [[String(key.value), at(key.range[0])]] : [],
    );
    return { mapping: new Map([...value].map(([key, item]) => [String(key), item])), keys: new Map(keys) };
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
    message: `The front matter of ${path} is not YAML: ${withoutPlace(problem.message)}`,
    fix: "Mend the YAML between the two `---` lines; the rest of the document was used.",
  };
}

/** Front matter with the place of each key. */
export interface PlacedFrontMatter {
  /** The parsed mapping; undefined when the YAML has an error. */
  data: Record<string, unknown> | undefined;
  /** What is wrong with its syntax. */
  problem: Problem | undefined;
  /** The place of a key; of one that is not there, that of the opening `---`. */
  at(key: string): { line: number; column: number };
}

/** The front matter of a document and its text without it, every line where it was; undefined for none. Text between two `---` that is no mapping is none. */
export async function readFrontMatter(
  given: string,
): Promise<{ body: string; frontMatter: PlacedFrontMatter | undefined }> {
  const text = given.replace(/^\uFEFF/, "");
  const found = FRONT_MATTER.exec(text.slice(0, MAX_FRONT_MATTER));
  const yaml = found?.[1];
  if (found === null || yaml === undefined) return { body: text, frontMatter: undefined };
  const { mapping, error, keys } = await parseMapping(yaml);
  if (mapping === undefined && (error === undefined || !KEY_LINE.test(yaml)))
    return { body: text, frontMatter: undefined };
  const body = found[0].replace(/[^\r\n]+/g, "") + text.slice(found[0].length);
  const problem = error && { ...error, message: withoutPlace(error.message), line: error.line + 1 };
  const places = new Map([...(keys ?? [])].map(([key, { line, column }]) => [key, { line: line + 1, column }]));
  const data = mapping && Object.fromEntries(mapping);
  return { body, frontMatter: { data, problem, at: (key) => places.get(key) ?? { line: 1, column: 1 } } };
}

function withoutPlace(message: string): string {
  return message.replace(/ at line \d+, column \d+:?$/, "");
}
