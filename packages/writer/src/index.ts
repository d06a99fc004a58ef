export * from "./append-imports.ts";
export * from "./append-run.ts";
export * from "./commit-run.ts";
export { type LedgerPlace } from "./ledger-paths.ts";
export {
  hasUnfinished,
  listUnfinished,
  listRuns,
  readAfter,
  readBefore,
  readHeads,
  readLedger,
  type Ledger,
} from "./read-ledger.ts";
export * from "./recover.ts";
export * from "./replace-file.ts";
export * from "./unified-diff.ts";
export { acquireLock, type Lock, type LockRequest } from "./lock.ts";
export { ensureWorkDir, workDir } from "./lock-file.ts";
export * from "./processes.ts";
export * from "./sweep.ts";
export { asWriteError } from "./write-error.ts";
