import { positionAt, T4Error } from "@t4/core";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Source } from "../sources.ts";

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

const MAX_DEPTH = 100;

/**
 * Visits the elements of an XML document once; nothing of it is kept in memory. Entities are never expanded but for the five
 * that XML itself has, nothing is fetched, a document that declares its own is refused. Throws `E_REPORT` with the place for what is not
 * well-formed or nests deeper than 100.
 */
export function walkXml(source: Source, visitor: XmlVisitor): void {
  const xml = source.text.startsWith("\uFEFF") ? source.text.slice(1) : source.text;
  checkWellFormed(xml, source.path);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: MAX_DEPTH,
    jPath: false,
    updateTag(name, _path, attributes: unknown) {
      const own = new Map(Object.entries((attributes ?? {}) as Record<string, string>));
      visitor.open({ name, attribute: (key) => decode(own.get(`@${key}`)) });
      return false;
    },
    tagValueProcessor(name, value) {
      visitor.text?.(name, decode(value));
      return "";
    },
  });
  try {
    parser.parse(xml);
  } catch (cause) {
    if (cause instanceof T4Error) throw cause;
    throw xmlFault(
      source.path,
      `cannot be read as XML: ${cause instanceof Error ? cause.message : "unknown error"}`,
      1,
    );
  }
}

function checkWellFormed(xml: string, path: string): void {
  const root = xml.search(/<[A-Za-z_:]/);
  const entity = xml.indexOf("<!ENTITY");
  if (entity >= 0 && (root < 0 || entity < root)) {
    const { line, column } = positionAt(xml, entity);
    throw xmlFault(path, "declares entities, which T4 does not read", line, column);
  }
  const result = XMLValidator.validate(xml);
  if (result === true) return;
  const { msg, line, col } = result.err;
  if (msg.startsWith("Unclosed tag") || msg.startsWith("Invalid '")) {
    const end = positionAt(xml, xml.trimEnd().length);
    throw xmlFault(path, "ends before its elements are closed", end.line, end.column);
  }
  throw xmlFault(path, `is not well-formed XML: ${msg.slice(0, 120)}`, line, col);
}

function xmlFault(file: string, what: string, line: number, column?: number): T4Error {
  return new T4Error("E_REPORT", `${file} ${what}`, {
    file,
    line,
    column,
    hint: "Produce the report again with the tool that wrote it.",
  });
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function decode(text: string): string;
function decode(text: string | undefined): string | undefined;
function decode(text: string | undefined): string | undefined {
  if (text === undefined || !text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
