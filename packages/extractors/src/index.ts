export * from "./apis/index.ts";
export * from "./performance.ts";
export * from "./targets.ts";
export * from "./testing.ts";
export * from "./context/index.ts";
