import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MemoryDisk } from "./memory-disk.ts";
import { memoryFiles } from "./memory-files.ts";

/**
 * The files below real folders, in memory under the same absolute paths, all of them durable: for a workflow that lists the real folder while
 * everything it reads and writes is in memory. Links are left out.
 */
export async function loadDisk(folders: readonly string[]): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const files = memoryFiles(disk);
  for (const folder of folders) {
    await files.makeDir(folder);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) await files.makeDir(path);
      if (!entry.isFile()) continue;
      await files.makeDir(entry.parentPath);
      await files.create(path, await readFile(path), (await lstat(path)).mode & 0o777);
    }
  }
  return disk.copy();
}
