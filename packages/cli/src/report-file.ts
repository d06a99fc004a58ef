// Its promises are loaded when a report is written to a file, which few runs do.
import * as fs from "node:fs";
import { T4Error } from "@t4/core";

/**
 * Writes a report to a file that the command line names, anywhere: whole or not at all, but for what is no regular file, such as a pipe. Throws
 * `E_WRITE`.
 */
export async function writeReportFile(path: string, text: string): Promise<void> {
  try {
    const present = await fs.promises.stat(path).catch(() => undefined);
    if (present !== undefined && !present.isFile()) return await fs.promises.writeFile(path, text);
    await replace(path, text);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new T4Error("E_WRITE", `${path} cannot be written (${code ?? message})`, {
      cause,
      hint: "Check that its folder is there and may be written to.",
    });
  }
}

/** Takes a report's file away, so that an old report is not taken for a new one; what is no regular file stays. Never throws. */
export async function dropReportFile(path: string): Promise<void> {
  try {
    if ((await fs.promises.stat(path)).isFile()) await fs.promises.rm(path);
  } catch {
    // The command has failed already, and says why.
  }
}

async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.t4-${process.pid}.tmp`;
  try {
    await fs.promises.writeFile(beside, text, { flag: "wx" });
    await fs.promises.rename(beside, path);
  } catch (error) {
    await fs.promises.rm(beside, { force: true });
    throw error;
  }
}
