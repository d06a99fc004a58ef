import { BOILERPLATE_HEADINGS } from "./boilerplate-headings.ts";

const HEADINGS: ReadonlySet<string> = new Set(BOILERPLATE_HEADINGS);

/** True for a normalised heading on the stop list, such as `table of contents`. */
export function isBoilerplate(normalized: string): boolean {
  return HEADINGS.has(normalized);
}
