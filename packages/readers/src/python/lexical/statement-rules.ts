import { isDigit, LexicalFault, skipBlanks, wordAt } from "./fault.ts";
import type { Block, Header } from "./indentation.ts";
import { checkParameters } from "./parameters.ts";

/** Keywords that begin a statement with a block. */
const COMPOUND = new Set("async case class def elif else except finally for if match try while with".split(" "));
/** Where `:=` may stand outside brackets. */
const TAKES_WALRUS = new Set(["if", "elif", "while", "match", "case", "@"]);
/** Words after which a name that was called `print` is still an expression. */
const AFTER_NAME = new Set(["if", "in", "is", "and", "or", "not", "else", "for"]);

/** True for the words at the beginning of a line that may end in `:`. */
export function isCompound(word: string): boolean {
  return COMPOUND.has(word);
}

/** Throws a {@link LexicalFault} for a statement that cannot stand in its block, by its first word. */
export function checkStatement(source: string, start: number, word: string, block: Block): void {
  switch (word) {
    case "return":
    case "yield":
      if (block.inside === "nothing") throw outside(start, word, "function");
      return;
    case "await":
      if (block.inside !== "coroutine") throw outside(start, word, "async function");
      return;
    case "async":
      if (block.inside !== "coroutine" && innerWord(source, start, word) !== "def") {
        throw outside(start, word, "async function");
      }
      return;
    case "break":
    case "continue":
      if (!block.loop) throw outside(start, word, "loop");
      return;
    case "nonlocal":
      if (!block.nested) throw new LexicalFault(start, "nonlocal declaration not allowed at module level");
      return;
    case "print":
    case "exec":
      checkOldStatement(source, start, word);
      return;
    default:
  }
}

function outside(start: number, word: string, what: string): LexicalFault {
  return new LexicalFault(start, `'${word}' outside ${what}`);
}

/** `print x` is no Python 3; `print in x` is. */
function checkOldStatement(source: string, start: number, word: string): void {
  const after = start + word.length;
  const at = skipBlanks(source, after);
  const code = source.charCodeAt(at);
  const operand = wordAt(source, at);
  const isOperand = code === 34 || code === 39 || isDigit(code) || (operand !== "" && !AFTER_NAME.has(operand));
  if (at > after && isOperand) throw new LexicalFault(start, `${word} is a statement only in Python 2`);
}

/** The word behind `async`, else the first one. */
function innerWord(source: string, start: number, word: string): string {
  return word === "async" ? wordAt(source, skipBlanks(source, start + 5)) : word;
}

/** What a line that ends in `:` opens inside `block`. */
export function openHeader(source: string, start: number, word: string, block: Block): Header {
  const inner = innerWord(source, start, word);
  if (inner === "def") {
    return { opens: { inside: word === "async" ? "coroutine" : "function", nested: true, loop: false, of: word } };
  }
  if (inner === "class") return { opens: { inside: "nothing", nested: block.nested, loop: false, of: word } };
  const { inside, nested } = block;
  return { opens: { inside, nested, loop: block.loop || inner === "for" || inner === "while", of: word } };
}

/** Throws a {@link LexicalFault} for a `:=` outside brackets, at `at`, in a statement that cannot take one there. */
export function checkWalrus(word: string, at: number): void {
  if (!TAKES_WALRUS.has(word)) throw new LexicalFault(at, "invalid syntax");
}

/** Throws a {@link LexicalFault} for what a whole statement shows: its parameters, or what it deletes. */
export function checkWhole(source: string, start: number, end: number, word: string): void {
  if (innerWord(source, start, word) === "def") checkParameters(source, start, end);
  const old = word === "raise" && /^raise[ \t]+[\w.]+[ \t]*(?=,)/.exec(source.slice(start, end));
  if (old) throw new LexicalFault(start + old[0].length, "invalid syntax");
  if (word === "del" && /^del[ \t]+[\w.]+\([^()]*\)$/.test(source.slice(start, end))) {
    throw new LexicalFault(skipBlanks(source, start + 3), "cannot delete function call");
  }
}

/** Follows whether `from __future__` may still come: after the docstring, and other such imports. */
export class FutureRule {
  #first = true;
  #over = false;

  /** Throws a {@link LexicalFault} when the statement at `start` is such an import and comes too late. */
  check(source: string, start: number, word: string): void {
    const isFuture = word === "from" && source.startsWith("__future__", skipBlanks(source, start + 4));
    if (isFuture && this.#over) {
      throw new LexicalFault(start, "from __future__ imports must occur at the beginning of the file");
    }
    if (this.#over) return;
    if (!isFuture && !(this.#first && DOCSTRING.test(source.slice(start, start + 4)))) this.#over = true;
    this.#first = false;
  }
}

const DOCSTRING = /^(?:[ru]?["']|\()/i;
