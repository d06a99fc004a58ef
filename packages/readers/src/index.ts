export * from "./sources.ts";
export * from "./discovery/discover.ts";
export * from "./discovery/duplicate-names.ts";
export * from "./git/facts.ts";
export * from "./workspace.ts";
export * from "./context/index.ts";
export * from "./python/index.ts";
