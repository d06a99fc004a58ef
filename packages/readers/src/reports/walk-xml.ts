import { positionAt, T4Error, type Position } from "@t4/core";
import { SaxesParser } from "saxes";
import type { Source } from "../sources.ts";
import { withoutMark } from "./byte-order-mark.ts";
import { type PlainElement, type PlainText, readPlainXml, valueIn } from "./plain-xml.ts";

/** An element as it opens; attributes are decoded. */
export interface XmlElement {
  name: string;
  attribute: (name: string) => string | undefined;
}

export interface XmlVisitor {
  /** Called for each element in document order. */
  open(element: XmlElement): void;
  /** Called with the text of an element, trimmed, when it is not empty. */
  text?(name: string, text: string): void;
}

const MAX_PLAIN_LENGTH = 4 * 1024 * 1024;
const MAX_DEPTH = 100;
const MAX_REASON = 120;

/**
 * Visits the elements of an XML document once. Entities are never expanded but for the five
 * that XML itself has, nothing is fetched, a document that declares its own is refused. Throws `E_REPORT` with the place for what is not
 * well-formed or nests deeper than 100.
 */
export function walkXml(source: Source, visitor: XmlVisitor): void {
  const text = withoutMark(source.text);
  // All that is found at once takes several times the room of the text.
  const plain = text.length <= MAX_PLAIN_LENGTH ? readPlainXml(text) : undefined;
  if (plain === undefined) parseXml(source, text, visitor);
  else visitPlainXml(plain, visitor);
}

/** Visits what {@link readPlainXml} has found. */
export function visitPlainXml(found: readonly (PlainElement | PlainText)[], visitor: XmlVisitor): void {
  for (const each of found) {
    if ("within" in each) visitor.text?.(each.within, each.text);
    else visitor.open({ name: each.name, attribute: (key) => valueIn(each.attributes, key) });
  }
}

/** {@link walkXml} for a document of any form. */
export function parseXml(source: Source, text: string, visitor: XmlVisitor): void {
  const parser = new SaxesParser();
  const here = (): Position => ({ line: parser.line, column: Math.max(1, parser.column) });
  const fault = (what: string, place = here()): T4Error =>
    new T4Error("E_REPORT", `${source.path} ${what}`, {
      file: source.path,
      ...place,
      hint: "Produce the report again with the tool that wrote it.",
    });
  const open: string[] = [];
  parser.on("error", ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, "");
    if (!/^unclosed|^unexpected end/.test(reason)) {
      throw fault(`is not well-formed XML: ${reason.slice(0, MAX_REASON)}`);
    }
    throw fault("ends before its elements are closed", positionAt(source.text, source.text.trimEnd().length));
  });
  parser.on("doctype", (doctype) => {
    if (doctype.includes("<!ENTITY")) throw fault("declares entities, which T4 does not read");
  });
  parser.on("opentag", ({ name, attributes }) => {
    open.push(name);
    if (open.length > MAX_DEPTH) throw fault(`nests deeper than ${MAX_DEPTH}`);
    visitor.open({ name, attribute: (key) => (Object.hasOwn(attributes, key) ? attributes[key] : undefined) });
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("text", (part) => {
    const trimmed = part.trim();
    if (trimmed !== "") visitor.text?.(open.at(-1) ?? "", trimmed);
  });
  parser.write(text).close();
}
