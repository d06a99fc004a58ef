import { isBlank, isDigit, isWordCode, LexicalFault, wordAt } from "./fault.ts";
import { type Header, Indentation, measureIndentation } from "./indentation.ts";
import { checkStatement, checkWalrus, checkWhole, FutureRule, isCompound, openHeader } from "./statement-rules.ts";
import { type Literal, openLiteral, readFormatted, skipLiteral, skipPlain } from "./strings.ts";

/** What reading a source as CPython's tokenizer does shows. */
export interface SourceScan {
  /** Where each logical line has its first token, up to the fault. */
  lines: number[];
  /** Behind the last logical line that is whole. */
  complete: number;
  /** Where each comment starts, up to the fault. */
  comments: number[];
  fault: LexicalFault | undefined;
}

interface Bracket {
  code: number;
  offset: number;
  /** The f-string whose field this brace opens, and whether it stands in another field's format. */
  field?: { literal: Literal; spec: boolean };
}

/** CPython's bound. */
const MAX_BRACKETS = 200;
const CLOSES = new Map([..."()[]{}"].map((char, index, all) => [char.charCodeAt(0), all[index - 1]?.charCodeAt(0)]));
/** What may stand under a decorator. */
const DECORATED = new Set(["@", "def", "class", "async"]);
const STOPS = new Uint8Array(128);
for (const char of "\n\"'#()[]{}\\:;`$?0\0") STOPS[char.charCodeAt(0)] = 1;

/**
 * Reads a source once, from its first character to its last, for what tree-sitter is lenient about: indentation, brackets and strings that do not end,
 * statements where they cannot stand. Stops at the first fault. Line ends are `\n`.
 */
export function scanSource(source: string): SourceScan {
  const scanner = new Scanner(source);
  try {
    scanner.run();
    return { ...seenBy(scanner), fault: undefined };
  } catch (error) {
    if (!(error instanceof LexicalFault)) throw error;
    return { ...seenBy(scanner), fault: error };
  }
}

function seenBy({ lines, complete, comments }: Scanner): Omit<SourceScan, "fault"> {
  return { lines, complete, comments };
}

class Scanner {
  readonly lines: number[] = [];
  readonly comments: number[] = [];
  complete = 0;
  readonly #source: string;
  readonly #indentation = new Indentation();
  readonly #future = new FutureRule();
  readonly #brackets: Bracket[] = [];
  #header: Header | undefined;
  #word = "";
  #colons = 0;
  #at = 0;
  /** Behind the last token that is no comment. */
  #end = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): void {
    const source = this.#source;
    while (this.#at < source.length) {
      this.#readLine();
      this.complete = this.#at;
    }
    this.#indentation.leave(source.length - (source.endsWith("\n") ? 1 : 0), this.#header);
  }

  #readLine(): void {
    const source = this.#source;
    const line = measureIndentation(source, this.#at);
    const { offset } = line;
    const first = source.charCodeAt(offset);
    if (first === 35) this.comments.push(offset);
    if (first === 10 || first === 35 || Number.isNaN(first)) {
      this.#at = afterLine(source, offset);
      return;
    }
    this.#indentation.enter(source, line, this.#header);
    this.lines.push(offset);
    this.#header = undefined;
    this.#colons = 0;
    const decorated = this.#word === "@";
    this.#word = first === 64 ? "@" : wordAt(source, offset);
    if (decorated && !DECORATED.has(this.#word)) throw new LexicalFault(offset, "invalid syntax");
    const { block } = this.#indentation;
    checkStatement(source, offset, this.#word, block);
    this.#future.check(source, offset, this.#word);
    this.#at = offset;
    while (this.#readToken());
    checkWhole(source, offset, this.#end, this.#word);
    if (source.charCodeAt(this.#end - 1) !== 58) return;
    if (!isCompound(this.#word)) throw new LexicalFault(this.#end - 1, "invalid syntax");
    this.#header = openHeader(source, offset, this.#word, block);
  }

  /** Reads to the next character that matters, and past it; false at the end of a logical line. */
  #readToken(): boolean {
    const source = this.#source;
    let at = this.#at;
    let code = source.charCodeAt(at);
    while (code > 127 || STOPS[code] === 0) code = source.charCodeAt((at += 1));
    this.#at = at + 1;
    switch (code) {
      case 34:
      case 39:
        this.#readString(at);
        return true;
      case 40:
      case 91:
      case 123:
        this.#open({ code, offset: at });
        return true;
      case 41:
      case 93:
      case 125:
        this.#close(code, at);
        return true;
      case 58:
        this.#readColon(at);
        return true;
      case 59:
        this.#colons = 0;
        return true;
      case 48:
        checkZero(source, at);
        return true;
      case 92:
        if (source.charCodeAt(at + 1) !== 10) {
          throw new LexicalFault(at + 1, "unexpected character after line continuation character");
        }
        this.#at = at + 2;
        return true;
      case 10:
        return this.#endLine(at);
      case 35:
        this.comments.push(at);
        return this.#endLine(at);
      default:
        if (at < source.length) throw new LexicalFault(at, "invalid syntax");
        return this.#endLine(at);
    }
  }

  #endLine(at: number): boolean {
    const source = this.#source;
    this.#at = afterLine(source, at);
    const open = this.#brackets.at(-1);
    if (open && this.#at >= source.length) {
      throw new LexicalFault(open.offset, `'${String.fromCharCode(open.code)}' was never closed`);
    }
    if (open) return true;
    let end = at;
    while (isBlank(source.charCodeAt(end - 1))) end -= 1;
    this.#end = end;
    return false;
  }

  #readString(at: number): void {
    const plain = skipPlain(this.#source, at);
    if (plain !== undefined) {
      this.#at = plain;
      return;
    }
    const literal = openLiteral(this.#source, at);
    if (literal.formatted) this.#readText(literal, literal.text, false);
    else this.#at = skipLiteral(this.#source, literal);
  }

  #readText(literal: Literal, from: number, inSpec: boolean): void {
    let spec = inSpec;
    for (let start = from; ;) {
      const { type, at } = readFormatted(this.#source, literal, start, spec);
      if (type === "open") {
        this.#open({ code: 123, offset: at, field: { literal, spec } });
        this.#at = at + 1;
        return;
      }
      if (type === "end") {
        if (spec) throw new LexicalFault(at, "f-string: expecting '}'");
        this.#at = at + (literal.triple ? 3 : 1);
        return;
      }
      spec = this.#brackets.pop()!.field!.spec;
      start = at + 1;
    }
  }

  #open(bracket: Bracket): void {
    if (this.#brackets.length >= MAX_BRACKETS) throw new LexicalFault(bracket.offset, "too many nested parentheses");
    this.#brackets.push(bracket);
  }

  #close(code: number, at: number): void {
    const open = this.#brackets.pop();
    const char = String.fromCharCode(code);
    if (!open) throw new LexicalFault(at, `unmatched '${char}'`);
    if (CLOSES.get(code) !== open.code) {
      const other = String.fromCharCode(open.code);
      throw new LexicalFault(at, `closing parenthesis '${char}' does not match opening parenthesis '${other}'`);
    }
    if (open.field) this.#readText(open.field.literal, at + 1, open.field.spec);
  }

  #readColon(at: number): void {
    const top = this.#brackets.at(-1);
    if (top?.field) this.#readText(top.field.literal, at + 1, true);
    if (top) return;
    this.#colons += 1;
    if (this.#source.charCodeAt(at + 1) === 61) checkWalrus(this.#word, at);
    if (this.#colons < 2 || isCompound(this.#word)) return;
    // `x: int: str` is none, and `x: int = lambda: 1` is one.
    if (!this.#source.slice(this.lines.at(-1), at).includes("lambda")) throw new LexicalFault(at, "invalid syntax");
  }
}

/** The offset behind the end of the line that `at` is in. */
function afterLine(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end < 0 ? source.length : end + 1;
}

/** `08` and `012` are no numbers; `00`, `0x8`, `08.5`, `1e05` and `08j` are. */
function checkZero(source: string, at: number): void {
  const next = source.charCodeAt(at + 1);
  if (!isDigit(next) && next !== 95) return;
  const before = source.charCodeAt(at - 1);
  if (isWordCode(before) || before === 46) return;
  if ((before === 43 || before === 45) && /e/i.test(source[at - 2] ?? "")) return;
  NUMBER.lastIndex = at;
  const [text = "", after] = NUMBER.exec(source) ?? [];
  if (after === undefined && /[1-9]/.test(text)) {
    throw new LexicalFault(at, "leading zeros in decimal integer literals are not permitted");
  }
}

const NUMBER = /0[\d_]*([.eEjJ])?/y;
