import { fstatSync, writeFileSync } from "node:fs";

/** A standard stream that is written to, and that tells afterwards whether it could be. */
export interface Output {
  write(text: string): void;
  /** Waits until everything is written; gives the first failure, undefined when there was none. Never throws. */
  finish(): Promise<NodeJS.ErrnoException | undefined>;
}

/** A reader that went away early, as in `t4 … | head`, is no failure. */
export function openOutput(stream: NodeJS.WriteStream & { fd: number }): Output {
  const isFile = isRegularFile(stream.fd);
  const writes: Promise<void>[] = [];
  let failure: NodeJS.ErrnoException | undefined;
  const note = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error && error.code !== "EPIPE") failure ??= error;
  };
  // Each write's own callback tells of its failure; without a listener the process would end with a stack.
  stream.on("error", note);
  return {
    write: (text) => {
      if (isFile) note(writeToFile(stream.fd, text));
      else writes.push(new Promise((resolve) => stream.write(text, (error) => resolve(note(error)))));
    },
    finish: async () => {
      await Promise.all(writes);
      return failure;
    },
  };
}

/** Node's own stream takes a short write, as on a disk that is nearly full, for a whole one. */
function writeToFile(fd: number, text: string): NodeJS.ErrnoException | undefined {
  try {
    writeFileSync(fd, text);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function isRegularFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
