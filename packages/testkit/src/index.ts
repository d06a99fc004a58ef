export * from "./faults/index.ts";
export * from "./cpython.ts";
