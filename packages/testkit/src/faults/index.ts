export * from "./bundle-script.ts";
export * from "./careless-files.ts";
export * from "./explore.ts";
export * from "./kill-files.ts";
export * from "./memory-disk.ts";
export * from "./memory-files.ts";
export { judgeOldOrNew } from "./old-or-new.ts";
export * from "./process-files.ts";
