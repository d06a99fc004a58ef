import type { GateId } from "./gate-ids.ts";
import type { SettingsSource } from "./read-settings.ts";

/** A named, reasoned, expiring exemption from findings of one module. */
export interface Waiver {
  gate: GateId;
  /** Only findings of this code; undefined for all of the gate's. */
  code?: string | undefined;
  module: string;
  /** Only the finding with this fingerprint. */
  fingerprint?: string | undefined;
  reason: string;
  owner: string;
  /** The last day on which it counts, YYYY-MM-DD, in UTC. */
  expires: string;
}

/** The waivers in t4.waivers.json, in the file's order. Throws `E_JSON` and its kin, and `E_CONFIG`, with file, line and column. */
export async function parseWaivers(source: SettingsSource): Promise<Waiver[]> {
  const [{ readSettings }, { waiversShape, waiverKeysAt }] = await Promise.all([
    import("./read-settings.ts"),
    import("./waivers-shape.ts"),
  ]);
  const advice =
    'Mend the value. The file is `{"version": 1, "waivers": [...]}`; each waiver names gate, module, reason, owner and the day on which it expires.';
  return readSettings(source, waiversShape, waiverKeysAt, advice).waivers;
}
