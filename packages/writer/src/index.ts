export * from "./commit-run.ts";
export { type LedgerPlace } from "./ledger-paths.ts";
export { hasUnfinished, readHeads, readLedger, readObject, type Ledger } from "./read-ledger.ts";
export * from "./recover.ts";
export * from "./replace-file.ts";
export * from "./unified-diff.ts";
export { acquireLock, type Lock, type LockRequest } from "./lock.ts";
export { workDir } from "./lock-file.ts";
export * from "./processes.ts";
