import { LexicalFault, skipBlanks, wordAt } from "./fault.ts";

/** Beyond these the places of commas are not sure. */
const UNSURE = /["'#\\]|\blambda\b/;

/**
 * Throws a {@link LexicalFault} for a parameter without a default after one with a default, and for a name that comes twice. Headers with strings, comments
 * or `lambda` among their parameters are not judged.
 */
export function checkParameters(source: string, start: number, end: number): void {
  const header = source.slice(start, end);
  if (!header.includes(",")) return;
  const named = /^(?:async\s+)?def\s+\w+\s*\(/.exec(header);
  if (!named || UNSURE.test(header)) return;
  const names = new Set<string>();
  let withDefault = false;
  let afterStar = false;
  for (const [from, text] of splitParameters(header, named[0].length)) {
    const at = skipWhite(text);
    const stars = /^\**/.exec(text.slice(at))![0].length;
    const nameAt = skipBlanks(text, at + stars);
    const name = wordAt(text, nameAt);
    if (name !== "" && names.has(name)) {
      throw new LexicalFault(start + from + nameAt, `duplicate argument '${name}' in function definition`);
    }
    names.add(name);
    afterStar ||= stars > 0;
    const hasDefault = /(?<![=!<>])=(?!=)/.test(text);
    if (withDefault && !hasDefault && !afterStar && name !== "") {
      throw new LexicalFault(start + from + nameAt, "non-default argument follows default argument");
    }
    withDefault ||= hasDefault;
  }
}

function skipWhite(text: string): number {
  return /^\s*/.exec(text)![0].length;
}

/** The parameters of a header with their offsets, from behind its first parenthesis to the one that closes it. */
function splitParameters(header: string, first: number): [from: number, text: string][] {
  const parts: [number, string][] = [];
  let depth = 0;
  let from = first;
  for (let at = first; at < header.length; at += 1) {
    const char = header[at]!;
    if (char === "," && depth === 0) {
      parts.push([from, header.slice(from, at)]);
      from = at + 1;
    } else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) {
      if (depth === 0) return [...parts, [from, header.slice(from, at)]];
      depth -= 1;
    }
  }
  return parts;
}
