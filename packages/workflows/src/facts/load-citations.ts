import { ENRICHED_FIELDS } from "@t4/composer";
import { getOwn, isJsonObject, type JsonObject, type JsonValue, T4Error } from "@t4/core";
import type { CitationFacts, CitedFile } from "@t4/gates";
import type { Sources } from "@t4/readers";
import pMap from "p-map";
import { type Citation, parseCitation } from "../citation.ts";
import { type LoadedModule, READ_CONCURRENCY } from "../load-modules.ts";
import { type FactTools, modulesInScope } from "./fact-tools.ts";

/** What the provenance of the modules in scope cites, and what of it is there; each file is read once, and only where lines of it are cited. */
export async function loadCitations(tools: FactTools): Promise<CitationFacts> {
  const { sources } = await tools.settings();
  const needsLines = new Map<string, boolean>();
  for (const module of await modulesInScope(tools)) {
    for (const { path, lines, report } of citationsOf(module)) {
      if (path === undefined || (report && lines === undefined)) continue;
      needsLines.set(path, lines !== undefined || (needsLines.get(path) ?? false));
    }
  }
  const look = async ([path, counts]: [string, boolean]): Promise<[string, CitedFile]> => [
    path,
    await lookAt(sources, path, counts),
  ];
  const files = new Map(await pMap(needsLines, look, { concurrency: READ_CONCURRENCY }));
  return { parse: parseCitation, files, enrichedFields: ENRICHED_FIELDS };
}

function citationsOf({ manifest, dir }: LoadedModule): Citation[] {
  const entries = [getOwn(manifest, "_provenance"), getOwn(manifest, "apis")].flatMap((each) =>
    isJsonObject(each) ? Object.values(each) : [],
  );
  return entries.filter(isJsonObject).flatMap((entry) => citedBy(entry).map((source) => parseCitation(source, dir)));
}

function citedBy(entry: JsonObject): string[] {
  const cited: JsonValue | undefined = getOwn(entry, "provenance");
  return Array.isArray(cited) ? cited.filter((each) => typeof each === "string") : [];
}

async function lookAt(sources: Sources, path: string, counts: boolean): Promise<CitedFile> {
  try {
    if (!counts) return (await sources.has(path)) ? { lines: 0 } : { missing: true };
    const bytes = await sources.readBytes(path);
    return bytes === undefined ? { missing: true } : { lines: countLines(bytes) };
  } catch (error) {
    if (error instanceof T4Error) return { unreadable: error.message };
    throw error;
  }
}

const LF = 10;
const CR = 13;

/** As an editor counts them: LF, CRLF and CR each end one, and an empty file has one. */
function countLines(bytes: Uint8Array): number {
  let ends = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === LF || (byte === CR && bytes[index + 1] !== LF)) ends += 1;
  }
  const last = bytes.at(-1);
  return Math.max(1, last === LF || last === CR ? ends : ends + 1);
}
