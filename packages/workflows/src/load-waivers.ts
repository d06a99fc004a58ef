import { parseWaivers } from "@t4/contracts";
import { T4Error } from "@t4/core";
import type { WaiverFile } from "@t4/gates";
import type { Sources } from "@t4/readers";
import { asFinding } from "./as-finding.ts";
import { locatedFile } from "./facts/fact-tools.ts";

/** Where the waivers are. */
export const WAIVERS_PATH = "t4.waivers.json";

/** The workspace's waivers; undefined for no file. A file that does not validate has none, and says why. */
export async function loadWaivers(sources: Sources): Promise<WaiverFile | undefined> {
  try {
    const source = await sources.read(WAIVERS_PATH);
    if (source === undefined) return undefined;
    const file = locatedFile(WAIVERS_PATH, source.text);
    return { file, waivers: await parseWaivers(source), problem: undefined };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { file: locatedFile(WAIVERS_PATH, ""), waivers: [], problem: asFinding(error, WAIVERS_PATH, undefined) };
  }
}
