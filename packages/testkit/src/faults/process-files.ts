import { encodeUtf8, type FilePort } from "@t4/core";

/**
 * A file port on which this process looks like one that started at `start`, so that a process that was given up in the middle and the next one
 * are told apart though both are this one.
 */
export function processFiles(files: FilePort, start: number): FilePort {
  const stat = encodeUtf8(`${process.pid} (t4) R ${"0 ".repeat(18)}${start} 0\n`);
  const own = `/proc/${process.pid}/stat`;
  return { ...files, read: (path, limit) => (path === own ? Promise.resolve(stat) : files.read(path, limit)) };
}
