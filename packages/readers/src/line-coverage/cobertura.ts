import { T4Error } from "@t4/core";
import { instantOfEpoch } from "../reports/instant.ts";
import { walkXml, type XmlElement } from "../reports/walk-xml.ts";
import type { Source } from "../sources.ts";
import { type FileLines, LineHits, NO_COVERAGE, type RawCoverage } from "./raw-coverage.ts";

const MAX_SOURCE_FOLDERS = 100;

/** Cobertura XML, as coverage.py and Istanbul write it: lines of `<class filename>`. Throws `E_REPORT`. */
export function parseCobertura(source: Source): RawCoverage {
  const hits = new LineHits();
  const sourceFolders: string[] = [];
  const classes = new Set<string>();
  const twice = new Set<string>();
  let observedAt: string | undefined;
  let root: string | undefined;
  let hasPackages = false;
  let file: { name: string; lines: FileLines } | undefined;
  walkXml(source, {
    open(element) {
      if (root === undefined) {
        root = element.name;
        observedAt = instantOfEpoch(Number(element.attribute("timestamp") ?? 0));
      } else if (element.name === "packages") hasPackages = true;
      else if (element.name === "class") {
        const name = element.attribute("filename");
        if (name === undefined || name === "") throw fault(source, "holds a class without a filename");
        // Inner classes have names of their own; coverage.py has one class a file, named after it.
        const key = JSON.stringify([name, element.attribute("name")]);
        if (element.attribute("name") !== undefined && classes.has(key)) twice.add(name);
        classes.add(key);
        file = { name, lines: hits.touch(name) };
      } else if (element.name === "line" && file !== undefined) {
        const number = wholeNumber(source, element, "number", file.name);
        const ran = wholeNumber(source, element, "hits", file.name) > 0;
        file.lines.mark(number, ran);
      }
    },
    text(name, text) {
      if (name === "source") sourceFolders.push(text);
    },
  });
  if (root !== "coverage" || !hasPackages) throw fault(source, "is no Cobertura report", NO_COVERAGE);
  if (sourceFolders.length > MAX_SOURCE_FOLDERS) throw fault(source, `names more than ${MAX_SOURCE_FOLDERS} sources`);
  const base = { observedAt, sourceFolders, files: hits.counts() };
  return new Set(sourceFolders).size > 1 ? { ...base, contested: twice } : base;
}

function wholeNumber(source: Source, element: XmlElement, key: string, file: string): number {
  const text = element.attribute(key);
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw fault(source, `has a line of ${file} whose ${key} is ${JSON.stringify(text) ?? "missing"}`);
  }
  return Number(text);
}

function fault(source: Source, what: string, hint = "Produce the report again with the tool that wrote it."): T4Error {
  return new T4Error("E_REPORT", `${source.path} ${what}`, { file: source.path, hint });
}
