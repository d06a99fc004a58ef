export * from "./document.ts";
export { type PlacedFrontMatter, readFrontMatter } from "./front-matter.ts";
export { parseContextDocument, readContextDocument } from "./read-context-document.ts";
export { selectContextDocuments } from "./select-context-documents.ts";
