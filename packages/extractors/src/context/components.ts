import { compareCodeUnits, type FieldOutcome } from "@t4/core";
import type { ContextDocument } from "@t4/readers";
import { cite, documentsSha, evidenceDocuments } from "./evidence-documents.ts";
import { componentName, findComponents } from "./find-components.ts";

/** What the documents say about `components`, and the names, sorted. */
export interface ComponentExtraction {
  outcome: FieldOutcome;
  names: string[];
}

/**
 * Components are the sub-headings, or the bullets where there are none, under headings that name components, in all documents. Two
 * spellings that differ in case only are one component, as the most trusted document writes it. No such heading: `absent`.
 */
export function extractComponents(documents: readonly ContextDocument[]): ComponentExtraction {
  const evidence = evidenceDocuments(documents);
  const names = new Map<string, string>();
  const provenance = new Set<string>();
  const patterns = new Set<string>();
  for (const document of evidence) {
    for (const block of findComponents(document).flatMap(({ named }): (typeof named)[number][] => named)) {
      const name = componentName(block) as string;
      const identity = name.toLowerCase();
      if (!names.has(identity)) names.set(identity, name);
      provenance.add(cite(document, block.kind === "bullet" && block.lead ? block.lead : block));
      patterns.add(block.kind === "heading" ? "subheading" : "bullet");
    }
  }
  const sorted = [...names.values()].sort(compareCodeUnits);
  return { outcome: outcomeOf(sorted, [...provenance], patterns, documentsSha(evidence)), names: sorted };
}

function outcomeOf(
  names: string[],
  provenance: string[],
  patterns: ReadonlySet<string>,
  source_sha: string,
): FieldOutcome {
  const field = { field: "components", extractor: "components" };
  if (names.length === 0) return { ...field, outcome: "absent" };
  return {
    ...field,
    outcome: "signal",
    signal: {
      value: names,
      provenance,
      confidence: patterns.has("bullet") ? "medium" : "high",
      reasons: [
        `pattern:${["subheading", "bullet"].filter((p) => patterns.has(p)).join("+")}`,
        `components:${names.length}`,
      ],
      source_sha,
    },
  };
}
