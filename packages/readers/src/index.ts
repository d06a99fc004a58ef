export * from "./sources.ts";
export * from "./discovery/discover.ts";
export * from "./discovery/duplicate-names.ts";
export * from "./git/facts.ts";
