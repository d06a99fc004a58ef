import { type Finding, joinPath } from "@t4/core";
import {
  type Absence,
  entriesOn,
  MAX_SNAPSHOT_BYTES,
  type RunSketch,
  type RunWitness,
  type Snapshot,
  snapshotPath,
  type Surroundings,
  unpackSnapshot,
} from "@t4/ledger";
import { CHECK_OUT, everHeld, leftOutPaths, type Sources, type Workspace } from "@t4/readers";
import { asFinding } from "./as-finding.ts";
import { findConversion } from "./find-conversion.ts";

/** What verification asks about the workspace around the ledger: its manifests, its snapshots, and git about runs that are absent. */
export function surroundingsOf(workspace: Workspace): Surroundings {
  const { root, config, sources } = workspace;
  let asked: ReturnType<typeof leftOutPaths> | undefined;
  const leftOut = (): ReturnType<typeof leftOutPaths> => (asked ??= leftOutPaths(root));
  return {
    absent: async (ids) => {
      const held = await everHeld(root, joinPath(config.ledger, "runs"));
      const prefixes = new Set([...(held?.names ?? [])].map((name) => RUN_NAME.exec(name)?.[1]));
      const otherwise: Absence = held?.history === "whole" ? "elsewhere" : "unknown";
      return new Map(ids.map((id) => [id, prefixes.has(id.slice(0, 8)) ? "deleted" : otherwise]));
    },
    manifest: async (path, module, recorded) => {
      try {
        if ((await sources.kindOf(path)) === "symlink") return linkedManifest(path, module);
        const sha = (await sources.sha(path)) ?? null;
        if (sha === null && !recorded.includes(null) && (await leftOut()).has(path)) return notCheckedOut(path, module);
        return recorded.includes(sha) ? sha : ((await findConversion(sources, { path, module }, recorded)) ?? sha);
      } catch (error) {
        return asFinding(error, path, module);
      }
    },
    witness: async (run, numbers) => {
      try {
        return await readWitness(workspace, run, numbers);
      } catch (error) {
        return asFinding(error, run.file, undefined);
      }
    },
  };
}

/** The name of a run file, with the first digits of its id. */
export const RUN_NAME = /-([0-9a-f]{8})\.ndjson$/;

/** Read anew: what every run holds would not fit into memory. */
async function readWitness(
  { sources, config }: Workspace,
  run: RunSketch,
  numbers: readonly number[],
): Promise<RunWitness> {
  const bytes = (await sources.readBytes(run.file, MAX_SNAPSHOT_BYTES)) ?? new Uint8Array();
  const entries = entriesOn(numbers, bytes, run);
  if (run.snapshot === undefined) return { entries, snapshot: NOTHING };
  return { entries, snapshot: await readSnapshot(sources, config.ledger, run.snapshot) };
}

const NOTHING: Snapshot = { after: new Map(), before: new Map() };

async function readSnapshot(sources: Sources, ledger: string, snapshot: string): Promise<Snapshot> {
  const file = joinPath(ledger, snapshotPath(snapshot));
  const stored = (await sources.readBytes(file, MAX_SNAPSHOT_BYTES)) ?? new Uint8Array();
  return unpackSnapshot(stored, snapshot, file);
}

function notCheckedOut(file: string, module: string): Finding {
  const message = `${file} is left out of this sparse checkout, so nobody can say here whether it is at its recorded state`;
  return { code: "E_GIT", severity: "error", module, file, message, fix: CHECK_OUT };
}

/** What a link leads to can change without any run, so it is no recorded state, whatever it holds now. */
function linkedManifest(file: string, module: string): Finding {
  const message = `${file} is a link, and only a regular file can be at a recorded state`;
  const fix = "Replace the link by the file itself.";
  return { code: "E_NOT_A_FILE", severity: "error", module, file, message, fix };
}
