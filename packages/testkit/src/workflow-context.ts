import { clockFrom, type Clock, type FilePort, nodeFiles } from "@t4/core";
import { REPOSITORY } from "./repository.ts";

/** What a workflow is handed besides its input, as `@t4/workflows` declares it. */
export interface TestContext {
  root: string;
  files: FilePort;
  clock: Clock;
  shippedFolder: string;
  cacheBinding: string;
  actor: () => Promise<string>;
  progress: () => void;
  onWait: ((message: string) => void) | undefined;
}

/** A context on the real files with what this repository ships, at a fixed time and by a fixed actor, that never waits for the lock. */
export function testContext(root: string, files: FilePort = nodeFiles, now = "2026-11-21T09:00:00Z"): TestContext {
  return {
    root,
    files,
    clock: clockFrom({ now }),
    shippedFolder: REPOSITORY,
    cacheBinding: "test",
    actor: () => Promise.resolve("tester"),
    progress: () => {},
    onWait: undefined,
  };
}
