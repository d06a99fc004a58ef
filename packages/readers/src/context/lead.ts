import type { Lead } from "./document.ts";
import { isCode, linesOf, type InlineText, type Span } from "./inline.ts";

/** What a bullet is about, and where in its text that stands; undefined when the bullet has no words. */
export function findLead(inline: InlineText): { lead: Lead; span: Span } | undefined {
  const start = DECORATION.exec(inline.text)?.[0].length ?? 0;
  const emphasis = inline.emphasis.find((span) => span.start <= start && span.end > start);
  const limit = emphasis?.end ?? inline.text.length;
  const separator = findSeparator(inline, start, limit);
  const span = trimSpan(inline.text, { start, end: separator ?? limit });
  const text = inline.text.slice(span.start, span.end);
  if (!HAS_WORD.test(text)) return undefined;
  const how = emphasis ? "emphasis" : separator === undefined ? "whole" : "separator";
  return { lead: { text, how, code: isCode(inline, span), ...linesOf(inline, span) }, span };
}

/** Signs, emoji, keycaps and a task's box before the first word. */
const DECORATION = /^(?:\[[ xX]\] |[0-9#*]\uFE0F?\u20E3|[^\p{L}\p{N}([{"'“‘«`$@.#_])+/u;
const HAS_WORD = /[\p{L}\p{N}]/u;

/**
 * Where the first colon or dash stands that parts a lead from its explanation: outside code and parentheses, a dash between spaces
 * (a long one also without), a colon before a space or the end.
 */
function findSeparator(inline: InlineText, start: number, end: number): number | undefined {
  SEPARATOR.lastIndex = start;
  let depth = 0;
  let code = 0;
  for (let found = SEPARATOR.exec(inline.text); found !== null; found = SEPARATOR.exec(inline.text)) {
    const at = found.index;
    if (at >= end) return undefined;
    while (code < inline.code.length && (inline.code[code] as Span).end <= at) code += 1;
    if ((inline.code[code]?.start ?? end) <= at) continue;
    if (found[0] === "(") depth += 1;
    else if (found[0] === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0 && at > start) return at;
  }
  return undefined;
}

const SEPARATOR = /[()]|[:：](?=\s|$)|\s(?:-{1,3}|[–—―‒−])(?=\s|$)|[—―](?=\S)/gu;

function trimSpan(text: string, { start, end }: Span): Span {
  const cut = TRAILING.exec(text.slice(start, end))?.index;
  return { start, end: cut === undefined ? end : start + cut };
}

const TRAILING = /(?<![\s:：–—―-])[\s:：–—―-]+$/u;
