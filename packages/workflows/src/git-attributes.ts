import { join } from "node:path";
import { baseName, dirName, encodeUtf8, joinPath, T4Error } from "@t4/core";
import { listRuns, replaceFile, type LedgerPlace } from "@t4/writer";
import { isOwnAttributes, LEDGER_ATTRIBUTES, queueAttributes } from "./attributes-text.ts";

const NAME = ".gitattributes";
/** A larger file is not T4's, and is not read. */
const MAX_OWN_BYTES = 4096;

/** Tells git how to merge the review queue, in the queue's own folder. The caller holds the lock; throws `E_READ`, and as {@link replaceFile} does. */
export async function keepQueueAttributes(place: LedgerPlace, queue: string): Promise<void> {
  await keep(place, joinPath(dirName(queue), NAME), queueAttributes(baseName(queue)));
}

/** Tells git to leave the ledger's bytes alone, once there is a run. The caller holds the lock; throws `E_READ`, and as {@link replaceFile} does. */
export async function keepLedgerAttributes(place: LedgerPlace): Promise<void> {
  if ((await listRuns(place)).length > 0) await keep(place, joinPath(place.ledgerDir, NAME), LEDGER_ATTRIBUTES);
}

/** What somebody else put there, or edited, is theirs. */
async function keep(place: LedgerPlace, path: string, text: string): Promise<void> {
  if (await isFree(place, path)) await replaceFile(place, path, encodeUtf8(text));
}

async function isFree({ files, root }: LedgerPlace, path: string): Promise<boolean> {
  try {
    const stat = await files.stat(join(root, path));
    if (stat === undefined) return true;
    if (stat.kind !== "file" || stat.size > MAX_OWN_BYTES) return false;
    return isOwnAttributes(Buffer.from(await files.read(join(root, path), MAX_OWN_BYTES)).toString("utf8"));
  } catch (cause) {
    throw new T4Error("E_READ", `${path} cannot be read`, { file: path, cause, hint: "Check its permissions." });
  }
}
