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

/** What is printed and written: text, unless something else is asked of standard output. */
export function settleFormats(formats: readonly Format[]): Format[] {
  return formats.some(({ file }) => file === undefined)
    ? [...formats]
    : [{ name: "text", file: undefined }, ...formats];
}
