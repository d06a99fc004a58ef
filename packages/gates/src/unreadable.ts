import type { ManifestFacts } from "./facts.ts";

/** What a gate that judges manifests could not measure: a sentence for each one that cannot be read. */
export function unreadableManifests({ unreadable }: ManifestFacts): string[] {
  return unreadable.map(({ message }) => message);
}
