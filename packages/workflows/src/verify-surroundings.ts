import { type Finding, joinPath } from "@t4/core";
import {
  type Absence,
  MAX_SNAPSHOT_BYTES,
  parseRun,
  type RunSketch,
  type RunWitness,
  type Snapshot,
  snapshotPath,
  type Surroundings,
  unpackSnapshot,
} from "@t4/ledger";
import { everHeld, type Sources, type Workspace } from "@t4/readers";
import { asFinding } from "./as-finding.ts";
import { findConversion } from "./find-conversion.ts";

/** What verification asks about the workspace around the ledger: its manifests, its snapshots, and git about runs that are absent. */
export function surroundingsOf({ root, config, sources }: Workspace): Surroundings {
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
        return recorded.includes(sha) ? sha : ((await findConversion(sources, { path, module }, recorded)) ?? sha);
      } catch (error) {
        return asFinding(error, path, module);
      }
    },
    witness: async (run) => {
      try {
        return await readWitness(sources, config.ledger, run);
      } catch (error) {
        return asFinding(error, run.file, undefined);
      }
    },
  };
}

/** The name of a run file, with the first digits of its id. */
export const RUN_NAME = /-([0-9a-f]{8})\.ndjson$/;

/** Read anew: what every run holds would not fit into memory. */
async function readWitness(sources: Sources, ledger: string, { file, snapshot }: RunSketch): Promise<RunWitness> {
  const { entries } = parseRun((await sources.readBytes(file, MAX_SNAPSHOT_BYTES)) ?? new Uint8Array(), file);
  return { entries, snapshot: snapshot === undefined ? NOTHING : await readSnapshot(sources, ledger, snapshot) };
}

const NOTHING: Snapshot = { after: new Map(), before: new Map() };

async function readSnapshot(sources: Sources, ledger: string, snapshot: string): Promise<Snapshot> {
  const file = joinPath(ledger, snapshotPath(snapshot));
  const stored = (await sources.readBytes(file, MAX_SNAPSHOT_BYTES)) ?? new Uint8Array();
  return unpackSnapshot(stored, snapshot, file);
}

/** What a link leads to can change without any run, so it is no recorded state, whatever it holds now. */
function linkedManifest(file: string, module: string): Finding {
  const message = `${file} is a link, and only a regular file can be at a recorded state`;
  const fix = "Replace the link by the file itself.";
  return { code: "E_NOT_A_FILE", severity: "error", module, file, message, fix };
}
