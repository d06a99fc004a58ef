/**
 * A process for tests to kill. `commit ROOT K` commits the change of {@link readJob} and kills itself before writing operation K;
 * `count ROOT TIMES [K]` adds to a counter under the lock, and may kill itself; `hold ROOT` takes the lock and says so.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8, formatJson, nodeFiles, parseJson, type FilePort } from "@t4/core";
import { diffManifests } from "@t4/ledger";
import { interruptFiles } from "@t4/testkit";
import { acquireLock, commitRun, recover } from "../src/index.ts";

const LEDGER = "manifests/.ledger";
const COUNTER = "counter.json";
const [mode, root = "", first, second] = process.argv.slice(2);

function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;); // The signal may reach another thread first; this one must do nothing more.
}

function killedAt(at: string | undefined): FilePort {
  return at === undefined ? nodeFiles : interruptFiles(nodeFiles, Number(at), die);
}

async function commit(files: FilePort): Promise<void> {
  const job = JSON.parse(readFileSync(join(root, "..", "job.json"), "utf8"), (key, value) =>
    (key === "before" || key === "after") && typeof value === "string" ? encodeUtf8(value) : value,
  );
  await commitRun({ files, root, ledgerDir: LEDGER, ...job });
}

async function addOne(files: FilePort): Promise<void> {
  const lock = await acquireLock({ files, root });
  await recover({ files, root, ledgerDir: LEDGER });
  const before = await files.read(join(root, COUNTER));
  const value = parseJson(before, COUNTER).value as { count: number };
  const after = { count: value.count + 1 };
  const changes = diffManifests(value, after).map((change) =>
    Object.assign(change, { extractor: "test", confidence: "high" as const }),
  );
  const header = { op: "record", at: "2026-11-21T09:00:00Z", actor: String(process.pid), reason: null };
  const entry = { module: null, path: COUNTER, before, after: encodeUtf8(formatJson(after)), changes };
  await commitRun({ files, root, ledgerDir: LEDGER, header, entries: [entry] });
  await lock.release();
}

if (mode === "commit") await commit(killedAt(first));
if (mode === "count") {
  const files = killedAt(second);
  for (let times = Number(first); times > 0; times -= 1) await addOne(files);
}
if (mode === "hold") {
  await acquireLock({ files: nodeFiles, root });
  process.stdout.write("held\n");
  setInterval(() => undefined, 1000);
}
