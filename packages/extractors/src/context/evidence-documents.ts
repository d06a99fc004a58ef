import { sourceSha } from "@t4/core";
import type { ContextBlock, ContextDocument, LineRange } from "@t4/readers";

/** The documents that are evidence: those that are not drafts, most trusted first. */
export function evidenceDocuments(documents: readonly ContextDocument[]): ContextDocument[] {
  return documents.filter(({ draft }) => !draft);
}

/** `source_sha` over the documents that are evidence. */
export function documentsSha(documents: readonly ContextDocument[]): string {
  return sourceSha(documents);
}

/** `claude.me#L12`, or `claude.me#L12-L18` for several lines. */
export function cite(document: ContextDocument, { first, last }: LineRange): string {
  return `${document.name}#L${first}${last > first ? `-L${last}` : ""}`;
}

/** True for what stands on its own in a document, not inside another block. */
export function isOuterBlock({ kind }: ContextBlock): boolean {
  return kind !== "bold" && kind !== "code";
}
