export * from "./document.ts";
export { parseContextDocument, readContextDocument } from "./read-context-document.ts";
export { selectContextDocuments } from "./select-context-documents.ts";
