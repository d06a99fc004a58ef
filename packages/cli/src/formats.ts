import { resolve } from "node:path";
import { T4Error } from "@t4/core";
import { InvalidArgumentError } from "commander";

/** Every form that a report can have. All commands know text and JSON; gates know the others too. */
export const FORMATS = ["text", "json", "sarif", "junit", "github", "markdown"] as const;
export type FormatName = (typeof FORMATS)[number];

/** One `--format`. */
export interface Format {
  name: FormatName;
  /** Where it goes, as typed; undefined for standard output. */
  file: string | undefined;
}

/** Takes a `--format` to those before it: `json`, or `sarif=out.sarif` for a file. Throws commander's error for any other. */
export function addFormat(word: string, before: readonly Format[] = []): Format[] {
  const [, typed = "", file] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const name = FORMATS.find((each) => each === typed);
  if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${FORMATS.join(", ")}.`);
  if (file === "") throw new InvalidArgumentError(`Name a file after ${name}=, or leave out the =.`);
  return [...before, { name, file }];
}

/**
 * What is printed and written: text, unless something else is asked of standard output. Throws `E_USAGE` for two reports in one place that would not be
 * what either is.
 */
export function settleFormats(formats: readonly Format[]): Format[] {
  const printed = formats.filter(({ file }) => file === undefined).map(({ name }) => name);
  const document = printed.find((name) => DOCUMENTS.has(name));
  if (document !== undefined && printed.length > 1) {
    throw new T4Error("E_USAGE", `${document} goes alone to standard output, not with ${others(printed, document)}`, {
      hint: `Write it to a file: --format ${document}=FILE.`,
    });
  }
  const files = formats.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.slice(0, index).some((before) => resolve(before) === resolve(file)));
  if (twice !== undefined) {
    throw new T4Error("E_USAGE", `${twice} is to hold two reports`, { hint: "Name another file for each format." });
  }
  return formats.some(({ file }) => file === undefined)
    ? [...formats]
    : [{ name: "text", file: undefined }, ...formats];
}

/** Programs read these, each as one document. */
const DOCUMENTS: ReadonlySet<FormatName> = new Set(["json", "sarif", "junit"]);

function others(printed: readonly FormatName[], document: FormatName): string {
  return printed.toSpliced(printed.indexOf(document), 1).join(", ");
}
