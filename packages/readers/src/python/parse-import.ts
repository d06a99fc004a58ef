import type { ImportedName, Lines, Statement } from "./outline.ts";
import { normalizeName } from "./parse-expression.ts";

interface Token {
  text: string;
  line: number;
}

const TOKEN = /#[^\n]*|\\\r?\n|\n|[(),]|\*|\.|[^\s(),.#\\*]+/g;

/**
 * Reads the text of an import statement that is known to parse. From the text, because a walk over its nodes costs a call into the parser for
 * each name, and imports are most of what an `__init__.py` holds.
 */
export function parseImport(text: string, lines: Lines): Statement {
  const tokens = tokenize(text, lines.line);
  return tokens[0]?.text === "from" ? parseFrom(tokens, lines) : parsePlain(tokens, lines);
}

function tokenize(text: string, firstLine: number): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.endsWith("\n")) line += 1;
    else if (!token.startsWith("#") && token !== "(" && token !== ")") tokens.push({ text: token, line });
  }
  return tokens;
}

function parsePlain(tokens: readonly Token[], lines: Lines): Statement {
  const names = splitAtCommas(tokens.slice(1)).map((item) => {
    const at = item.findIndex(({ text }) => text === "as");
    const as = at < 0 ? undefined : normalizeName(item[at + 1]?.text ?? "");
    return { module: joinTokens(at < 0 ? item : item.slice(0, at)), as };
  });
  return { line: lines.line, endLine: lines.endLine, type: "import", names };
}

function parseFrom(tokens: readonly Token[], { line, endLine }: Lines): Statement {
  const at = tokens.findIndex(({ text }, index) => text === "import" && index > 0);
  const path = joinTokens(tokens.slice(1, at));
  const module = path.replace(/^\.+/, "");
  const items = splitAtCommas(tokens.slice(at + 1));
  const names = items[0]?.[0]?.text === "*" ? "*" : items.map(parseName);
  return { line, endLine, type: "from", level: path.length - module.length, module, names };
}

function parseName(item: readonly Token[]): ImportedName {
  const name = normalizeName(item[0]?.text ?? "");
  const as = item[2] ? normalizeName(item[2].text) : name;
  return { name, as, line: item[0]?.line ?? 1, endLine: item.at(-1)?.line ?? 1 };
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const items: Token[][] = [[]];
  for (const token of tokens) {
    if (token.text === ",") items.push([]);
    else items.at(-1)!.push(token);
  }
  return items.filter((item) => item.length > 0);
}

function joinTokens(tokens: readonly Token[]): string {
  return normalizeName(tokens.map(({ text }) => text).join(""));
}
