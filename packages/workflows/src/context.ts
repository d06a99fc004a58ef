import type { Clock, FilePort } from "@t4/core";

/** Told about work as it goes on; `total` is 0 while it is not known. */
export type Progress = (step: string, done: number, total: number) => void;

/** Everything a workflow may touch besides its input. */
export interface WorkflowContext {
  /** Absolute path of the workspace. */
  root: string;
  /** True when nobody named the root and nothing marks it as a workspace: it is where somebody happens to be. */
  isGuess?: boolean | undefined;
  /** Workspace-relative path of the config, when it is not `t4.config.json`. */
  configPath?: string | undefined;
  files: FilePort;
  clock: Clock;
  /** The folder that holds what T4 ships: `vocab/`, `schemas/`, and in a bundle `grammars/`. */
  shippedFolder: string;
  /** The file that starts the thread for reading code; undefined where it is read in the thread that asks. */
  codeThread?: string | undefined;
  /**
   * Changes with T4's build and with the folder that the workspace is, and cannot be guessed elsewhere: a cache from another place, such as one
   * that somebody committed, is then not taken for this one's.
   */
  cacheBinding: string;
  /** Who runs this, for the ledger: `T4_ACTOR`, else the address that git would give a commit, else `unknown`. */
  actor: () => Promise<string>;
  progress: Progress;
  /** Told what was done besides what was asked for, such as ending what a killed command left. */
  say?: ((message: string) => void) | undefined;
  /** Told, once, that another T4 holds the lock; undefined: fail at once instead of waiting. */
  onWait: ((message: string) => void) | undefined;
}
