export * from "./document.ts";
export { readContextDocument, readContextText } from "./read-context-document.ts";
export { selectContextDocuments } from "./select-context-documents.ts";
