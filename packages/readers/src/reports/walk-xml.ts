import { positionAt, T4Error, type Position } from "@t4/core";
import sax from "sax";
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
const MAX_REASON = 120;

/**
 * Visits the elements of an XML document once; nothing of it is kept in memory. Entities are never expanded but for the five
 * that XML itself has, nothing is fetched, a document that declares its own is refused. Throws `E_REPORT` with the place for what is not
 * well-formed or nests deeper than 100.
 */
export function walkXml(source: Source, visitor: XmlVisitor): void {
  const parser = sax.parser(true, { trim: true, position: true });
  const here = (): Position => ({ line: parser.line + 1, column: Math.max(1, parser.column) });
  const fault = (what: string, place = here()): T4Error =>
    new T4Error("E_REPORT", `${source.path} ${what}`, {
      file: source.path,
      ...place,
      hint: "Produce the report again with the tool that wrote it.",
    });
  const open: string[] = [];
  let elements = 0;
  parser.onerror = (error) => {
    const [reason = ""] = error.message.split("\n");
    if (!reason.startsWith("Unclosed") && !reason.startsWith("Unexpected end")) {
      throw fault(`is not well-formed XML: ${reason.slice(0, MAX_REASON)}`);
    }
    throw fault("ends before its elements are closed", positionAt(source.text, source.text.trimEnd().length));
  };
  parser.ondoctype = (doctype) => {
    if (doctype.includes("<!ENTITY")) throw fault("declares entities, which T4 does not read");
  };
  parser.onopentag = ({ name, attributes }) => {
    elements += 1;
    open.push(name);
    if (open.length > MAX_DEPTH) throw fault(`nests deeper than ${MAX_DEPTH}`);
    const own = attributes as Record<string, string>;
    visitor.open({ name, attribute: (key) => (Object.hasOwn(own, key) ? own[key] : undefined) });
  };
  parser.onclosetag = () => open.pop();
  parser.ontext = (text) => visitor.text?.(open.at(-1) ?? "", text);
  parser.write(source.text.startsWith("\uFEFF") ? source.text.slice(1) : source.text).close();
  if (elements === 0) throw fault("is not well-formed XML: it holds no element");
}
