import { type Confidence, type JsonObject, parsePointer } from "@t4/core";
import { type Change, diffManifests } from "@t4/ledger";

/** Who is behind a change of one field of a manifest. */
export interface FieldAuthor {
  /** The field's path, such as `performance.observed`. */
  field: string;
  extractor: string;
  confidence: Confidence;
}

/**
 * The ledger's changes between two states of a manifest, each with the extractor and confidence of the field that it belongs to;
 * a field's entry in `_provenance` belongs to the field. What no author claims is `fallback`'s.
 */
export function attributeChanges(
  before: JsonObject,
  after: JsonObject,
  authors: readonly FieldAuthor[],
  fallback: Omit<FieldAuthor, "field">,
): Change[] {
  const byField = new Map(authors.map((author) => [author.field, author]));
  return diffManifests(before, after).map((difference) => {
    const { extractor, confidence } =
      fieldsOf(difference.field)
        .map((field) => byField.get(field))
        .find((author) => author !== undefined) ?? fallback;
    return { ...difference, extractor, confidence };
  });
}

/** The field paths that a pointer may belong to, the longest first. */
function fieldsOf(pointer: string): string[] {
  const segments = parsePointer(pointer);
  if (segments[0] === "_provenance") return segments.slice(1, 2);
  return segments.map((_, index) => segments.slice(0, segments.length - index).join("."));
}
