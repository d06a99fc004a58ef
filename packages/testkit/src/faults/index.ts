export * from "./bundle-script.ts";
export * from "./explore.ts";
export * from "./kill-files.ts";
export * from "./memory-disk.ts";
export * from "./memory-files.ts";
export * from "./process-files.ts";
