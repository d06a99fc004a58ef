import type { FilePort } from "@t4/core";

const WRITES: readonly (keyof FilePort)[] = ["create", "syncFile", "syncDir", "rename", "link", "remove", "makeDir"];

/**
 * A file port that calls `atOperation` before the writing operation with index `at`, counted from 0. Meant for a process that
 * kills itself there, with `process.kill(process.pid, "SIGKILL")`.
 */
export function interruptFiles(files: FilePort, at: number, atOperation: () => void): FilePort {
  let count = 0;
  const wrapped: Record<string, unknown> = { ...files };
  for (const name of WRITES) {
    const operation = files[name] as (...args: unknown[]) => unknown;
    wrapped[name] = (...args: unknown[]): unknown => {
      if (count === at) atOperation();
      count += 1;
      return operation(...args);
    };
  }
  return wrapped as unknown as FilePort;
}
