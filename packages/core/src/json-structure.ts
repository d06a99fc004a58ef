import { createScanner, type JSONScanner } from "jsonc-parser";
import { T4Error } from "./error.ts";
import type { ErrorCode } from "./error-codes.ts";
import { positionAt } from "./text.ts";

/** Manifests and everything else that T4 parses as JSON may not nest deeper. */
export const MAX_JSON_DEPTH = 64;

// jsonc-parser declares its token kinds as a const enum, which single-file compilation cannot read.
const TOKEN = {
  open: 1,
  close: 2,
  openArray: 3,
  closeArray: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  eof: 17,
} as const;
const TRIVIA = new Set([14, 15]);
const SCALARS = new Set<number>([TOKEN.null, TOKEN.true, TOKEN.false, TOKEN.string, TOKEN.number]);

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or }" | ", or ]" | "the end";
interface Frame {
  /** Keys seen so far; undefined for an array. */
  keys: Set<string> | undefined;
}

/**
 * Walks the tokens of a JSON text once, without recursion. Throws `E_JSON`, `E_JSON_DUPLICATE_KEY` or `E_JSON_DEPTH` at the first
 * fault, with line and column; afterwards `JSON.parse` cannot fail.
 */
export function checkJsonStructure(text: string, file: string): void {
  const scanner = createScanner(text, false);
  const stack: Frame[] = [];
  let expected: Expected = "value";
  for (;;) {
    const token = nextToken(scanner);
    if (scanner.getTokenError() !== 0) throw fault("E_JSON", "is not valid JSON here", scanner, text, file);
    if (token === TOKEN.eof && expected === "the end") return;
    const next = step(token, expected, stack, scanner);
    if (next === undefined) throw fault("E_JSON", `is not valid JSON: expected ${expected}`, scanner, text, file);
    if (next === "repeated") {
      throw fault(
        "E_JSON_DUPLICATE_KEY",
        `repeats the key ${JSON.stringify(scanner.getTokenValue())}`,
        scanner,
        text,
        file,
      );
    }
    if (stack.length > MAX_JSON_DEPTH)
      throw fault("E_JSON_DEPTH", `nests deeper than ${MAX_JSON_DEPTH}`, scanner, text, file);
    expected = next;
  }
}

function nextToken(scanner: JSONScanner): number {
  let token: number = scanner.scan();
  while (TRIVIA.has(token)) token = scanner.scan();
  return token;
}

/** What may follow `token`; undefined when it may not stand where `expected` says. Pushes and pops the open containers. */
function step(
  token: number,
  expected: Expected,
  stack: Frame[],
  scanner: JSONScanner,
): Expected | "repeated" | undefined {
  switch (expected) {
    case "value":
    case "value or ]":
      return token === TOKEN.closeArray && expected === "value or ]"
        ? closeFrame(stack)
        : startValue(token, stack, scanner);
    case "key":
    case "key or }":
      if (token === TOKEN.close && expected === "key or }") return closeFrame(stack);
      return token === TOKEN.string ? takeKey(scanner.getTokenValue(), stack) : undefined;
    case ":":
      return token === TOKEN.colon ? "value" : undefined;
    case ", or }":
      return token === TOKEN.close ? closeFrame(stack) : token === TOKEN.comma ? "key" : undefined;
    case ", or ]":
      return token === TOKEN.closeArray ? closeFrame(stack) : token === TOKEN.comma ? "value" : undefined;
    case "the end":
      return undefined;
  }
}

function startValue(token: number, stack: Frame[], scanner: JSONScanner): Expected | undefined {
  if (token === TOKEN.open) {
    stack.push({ keys: new Set() });
    return "key or }";
  }
  if (token === TOKEN.openArray) {
    stack.push({ keys: undefined });
    return "value or ]";
  }
  const wellFormed = token !== TOKEN.string || scanner.getTokenValue().isWellFormed();
  return SCALARS.has(token) && wellFormed ? afterValue(stack) : undefined;
}

function takeKey(key: string, stack: Frame[]): Expected | "repeated" | undefined {
  const keys = stack.at(-1)?.keys;
  if (keys === undefined || !key.isWellFormed()) return undefined;
  if (keys.has(key)) return "repeated";
  keys.add(key);
  return ":";
}

function closeFrame(stack: Frame[]): Expected {
  stack.pop();
  return afterValue(stack);
}

function afterValue(stack: readonly Frame[]): Expected {
  const frame = stack.at(-1);
  return frame === undefined ? "the end" : frame.keys === undefined ? ", or ]" : ", or }";
}

function fault(code: ErrorCode, what: string, scanner: JSONScanner, text: string, file: string): T4Error {
  return new T4Error(code, `${file} ${what}`, { file, ...positionAt(text, scanner.getTokenOffset()) });
}
