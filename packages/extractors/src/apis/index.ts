export { extractApis, type ApiContext, type ApiEvidence } from "./extract-apis.ts";
export type { ApiFlags } from "./judge-export.ts";
