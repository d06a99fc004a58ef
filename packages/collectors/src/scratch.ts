import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whenEnding } from "./ending.ts";

const REMOVAL = { recursive: true, force: true, maxRetries: 3 } as const;

/** Does `work` with an empty folder in the system's temporary one, which is gone afterwards whatever happens, also when this process is told to end. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  // Listening comes first: a signal between the two would leave the folder behind.
  const forget = whenEnding(() => folder !== undefined && rmSync(folder, REMOVAL));
  try {
    folder = mkdtempSync(join(tmpdir(), "t4-collect-"));
    return await work(realpathSync(folder));
  } finally {
    if (folder !== undefined) await rm(folder, REMOVAL);
    forget();
  }
}
