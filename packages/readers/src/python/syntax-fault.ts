import type { Node, Parser } from "web-tree-sitter";
import { wordAt } from "./lexical/fault.ts";
import { UNEXPECTED_INDENT } from "./lexical/indentation.ts";
import { scanSource, type SourceScan } from "./lexical/scan-source.ts";
import { isCompound } from "./lexical/statement-rules.ts";
import { breaksAlone, type Place } from "./lone-line.ts";
import type { SyntaxFault } from "./outline.ts";

/** Statements of Python 2 that the grammar still knows, and that Python 3 refuses. */
const PYTHON_2 = new Set(["print_statement", "exec_statement"]);
/** Without one there is no such statement, and no need to ask every node for its type. */
const OLD_KEYWORD = /\b(?:print|exec)\b/;
/** Statements that go on with the one before them. */
const GOES_ON = new Set(["elif", "else", "except", "finally"]);
const FAN_OUT = 32;
/** Lines of one statement that are looked at alone; a fault behind them is placed as the grammar places it. */
const MAX_LINES = 5000;

/** A source as far as it is Python 3: the root of what parses, to be deleted with `tree`, and the first fault behind it. */
export interface ParsedSource {
  statements: (Node | null)[];
  fault: SyntaxFault | undefined;
  release: () => void;
}

/**
 * Parses a source whose line ends are `\n`. The grammar is lenient, so the text is first read as CPython's tokenizer reads it; see `lexical/`. Undetected
 * remain faults inside expressions and after the first word of a line: `return`, `yield`, `await` or `break` that stand there and may not, a
 * positional argument after one with a name, a target that cannot be assigned or deleted, `nonlocal` without a binding, a name that is
 * `global` too late, and a repeated parameter beside strings or `lambda`. What one supported Python takes is no fault: `except A, b:` is 3.14.
 */
export function parseSource(parser: Parser, text: string): ParsedSource | undefined {
  const scan = scanSource(text);
  const source = blankComments(text, scan.comments);
  const lexical = earliest(scan.fault, findNul(text));
  const parsed = lexical ? undefined : parser.parse(source);
  if (parsed === null) return undefined;
  if (parsed && !findError(parsed.rootNode, source)) return whole(parsed.rootNode.namedChildren, () => parsed.delete());
  const broken = findFirst(parser, source, scan, lexical);
  const place = broken?.place ?? findError(parsed!.rootNode, source)!;
  parsed?.delete();
  const before = parser.parse(source.slice(0, broken?.start ?? 0));
  return before
    ? { ...whole(before.rootNode.namedChildren, () => before.delete()), fault: at(source, place) }
    : undefined;
}

/**
 * The source with blanks in the place of its comments. Where a statement ends, the grammar looks through all comments behind it for the next line's indentation, and
 * does so again at each of them: a thousand lines of comments would take a million looks.
 */
function blankComments(source: string, comments: readonly number[]): string {
  let blanked = "";
  let at = 0;
  for (const start of comments) {
    const lineEnd = source.indexOf("\n", start);
    const end = lineEnd < 0 ? source.length : lineEnd;
    blanked += source.slice(at, start) + " ".repeat(end - start);
    at = end;
  }
  return blanked + source.slice(at);
}

function whole(statements: (Node | null)[], release: () => void): ParsedSource {
  return { statements, fault: undefined, release };
}

function at(source: string, { offset, message }: Place): SyntaxFault {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n"), message };
}

function earliest(one: Place | undefined, other: Place | undefined): Place | undefined {
  return one && other ? (one.offset <= other.offset ? one : other) : (one ?? other);
}

function findNul(source: string): Place | undefined {
  const offset = source.indexOf("\0");
  return offset < 0 ? undefined : { offset, message: "holds a null character" };
}

/** The first statement of the top level that does not parse, and the first place in it that does not. */
function findFirst(
  parser: Parser,
  source: string,
  { lines, complete }: SourceScan,
  lexical: Place | undefined,
): { start: number; place: Place } | undefined {
  const reached = lines.filter((offset) => lexical === undefined || offset <= lexical.offset);
  const starts = statementStarts(source, reached);
  // Only what is whole is looked at for earlier faults.
  const last = reached.at(-1);
  const wholeEnd = lexical && complete > lexical.offset ? (last ?? 0) : complete;
  if (lexical?.message === UNEXPECTED_INDENT && last === starts.at(-1)) starts.push(wholeEnd);
  if (lexical && starts.length === 0) return { start: 0, place: lexical };
  const endOf = (index: number): number => starts[index + 1] ?? source.length;
  const count = starts.length - (lexical ? 1 : 0);
  const errorIn = (from: number, to: number): Place | undefined => {
    const start = starts[from]!;
    const place = parseError(parser, source.slice(start, endOf(to - 1)));
    return place && { ...place, offset: start + place.offset };
  };
  const broken = firstBroken(count, (from, to) => errorIn(from, to) !== undefined) ?? (lexical ? count : undefined);
  if (broken === undefined) return undefined;
  const start = starts[broken]!;
  const bound = broken === count ? wholeEnd : endOf(broken);
  const own = reached.filter((offset) => offset >= start && offset < bound);
  const place = findInLines(parser, source, own, bound) ?? (broken === count ? lexical : errorIn(broken, broken + 1));
  return place && { start, place };
}

/** Where the statements of the top level begin: decorators belong to what they stand over, `else` and its like to what they go on with. */
function statementStarts(source: string, lines: readonly number[]): number[] {
  const starts: number[] = [];
  let decorated = false;
  for (const offset of lines) {
    if (offset > 0 && source[offset - 1] !== "\n") continue;
    if (starts.length === 0 || (!decorated && !GOES_ON.has(wordAt(source, offset)))) starts.push(offset);
    decorated = source[offset] === "@";
  }
  return starts;
}

/** The first of `count` parts that breaks, found by looking at runs of them, so that each part is parsed about once. */
function firstBroken(count: number, breaks: (from: number, to: number) => boolean): number | undefined {
  let from = 0;
  let to = count;
  if (count === 0 || !breaks(from, to)) return undefined;
  while (to - from > 1) {
    const step = Math.ceil((to - from) / FAN_OUT);
    let start = from;
    while (start < to && !breaks(start, Math.min(start + step, to))) start += step;
    if (start >= to) return undefined;
    from = start;
    to = Math.min(start + step, to);
  }
  return from;
}

/** The first of these logical lines that does not even parse alone. */
function findInLines(parser: Parser, source: string, lines: readonly number[], bound: number): Place | undefined {
  for (const [index, offset] of lines.slice(0, MAX_LINES).entries()) {
    const end = lines[index + 1] ?? bound;
    const word = source[offset] === "@" ? "@" : wordAt(source, offset);
    const parse = (text: string): Place | undefined => parseError(parser, text);
    const place = breaksAlone(source.slice(offset, end).trimEnd(), word, isCompound(word), parse);
    if (place) return { ...place, offset: offset + place.offset };
  }
  return undefined;
}

function parseError(parser: Parser, text: string): Place | undefined {
  const tree = parser.parse(text);
  if (!tree) return { offset: 0, message: "does not parse" };
  try {
    return findError(tree.rootNode, text);
  } finally {
    tree.delete();
  }
}

/** The first place where a parsed text is no Python 3. */
function findError(root: Node, text: string): Place | undefined {
  const old = OLD_KEYWORD.test(text) ? findOldStatement(root) : undefined;
  return earliest(old, root.hasError ? findErrorNode(root) : undefined);
}

function findOldStatement(root: Node): Place | undefined {
  const node = root.namedChildren.find((child) => child !== null && PYTHON_2.has(child.type));
  const name = node?.type.replace("_statement", "");
  return node ? { offset: node.startIndex, message: `${name} is a statement only in Python 2` } : undefined;
}

/** Walks down the leftmost path to an ERROR or MISSING node. */
function findErrorNode(root: Node): Place {
  let node = root;
  for (;;) {
    if (node.isMissing) return { offset: node.startIndex, message: `expected ${node.type}` };
    if (node.isError && node.type === "ERROR" && node !== root) break;
    const next = node.children.find((child) => child !== null && (child.hasError || child.isError || child.isMissing));
    if (!next) break;
    node = next;
  }
  return { offset: node.startIndex, message: "invalid syntax" };
}
