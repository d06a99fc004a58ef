import type { Finding } from "@t4/core";
import type { ManifestFacts } from "./facts.ts";

const MOST_NAMED = 3;

/** What a gate that judges manifests could not measure: a sentence that names those that cannot be used; empty when all can. */
export function unreadableManifests({ unreadable }: ManifestFacts): string[] {
  if (unreadable.length === 0) return [];
  const files = unreadable.map(({ file }) => file);
  const more = files.length - MOST_NAMED;
  const named = [...files.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
  const what = files.length === 1 ? "1 manifest cannot be used" : `${files.length} manifests cannot be used`;
  return [`${what}, as the gate schema tells: ${named}`];
}

/** A finding as a sentence that stands alone: the file first, where the message does not name it. */
export function sentenceOf({ file, message }: Pick<Finding, "file" | "message">): string {
  return message.includes(file) ? message : `${file}: ${message}`;
}
