import {
  encodeUtf8,
  type Finding,
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  sha256,
  T4Error,
} from "@t4/core";
import { diffManifests } from "@t4/ledger";
import { type BenchFacts, keptBenchPath, keptDocument, MAX_PART_BYTES, type Source, type Sources } from "@t4/readers";
import type { FileChange } from "@t4/writer";
import { attempt } from "./evidence/code.ts";
import type { LoadedModule } from "./load-modules.ts";

/** A module's kept artifact as it is to be. */
export interface KeptArtifact {
  source: Source;
  /** Undefined when it says so already. */
  change: FileChange | undefined;
}

/**
 * The artifact that keeps a module's benchmarks, where enrichment reads it. Figures that carry no date are of now, unless the very same are kept already.
 * Throws `E_MANIFEST` for a module after whose name no file can be named that is its own, `E_OUTSIDE` for a link in its
 * place, and what reading the file there throws.
 */
export async function keepBenchmarks(
  module: LoadedModule,
  facts: BenchFacts,
  sources: Sources,
  now: string,
): Promise<KeptArtifact> {
  const { path, before } = await findKept(module, sources);
  const old = before === null ? undefined : parsed(before, path);
  const document = keptDocument({ ...facts, observedAt: facts.observedAt ?? now });
  const same = facts.observedAt === undefined && withoutDate(old) === withoutDate(document);
  const value = same && old !== undefined ? old : document;
  const isKept = old !== undefined && formatJson(old) === formatJson(value);
  const after = isKept && before !== null ? before : encodeUtf8(formatJson(value));
  const changes = isKept
    ? []
    : diffManifests(old, value).map((change) => ({ ...change, extractor: "bench", confidence: "high" as const }));
  return {
    source: { path, sha: sha256(after), text: Buffer.from(after).toString("utf8") },
    change: isKept ? undefined : { module: null, path, before, after, changes },
  };
}

/** Why a module's benchmarks cannot be kept, so that they need not be run; undefined when they can. */
export async function keepingRefused(module: LoadedModule, sources: Sources): Promise<Finding | undefined> {
  return (await attempt(module, () => findKept(module, sources))).finding;
}

/** Where the artifact is to stand, and what stands there now; null for nothing. */
async function findKept(module: LoadedModule, sources: Sources): Promise<{ path: string; before: Uint8Array | null }> {
  const path = await keptBenchPath(module, (each) => sources.has(each));
  if (path === undefined) throw unkeepable(module);
  if ((await sources.kindOf(path)) === "symlink") throw linked(path);
  const before = (await sources.readBytes(path)) ?? null;
  return { path, before };
}

/** What stands there may be anything; what is no JSON is written over, and the run keeps its bytes. */
function parsed(bytes: Uint8Array, path: string): JsonValue | undefined {
  try {
    return parseJson(bytes, path).value;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}

function withoutDate(value: JsonValue | undefined): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { observed_at: _, ...rest } = value as JsonObject;
  return formatJson(rest);
}

/** Nothing is written through a link. */
function linked(path: string): T4Error {
  return new T4Error("E_OUTSIDE", `${path} is a symbolic link`, {
    file: path,
    hint: "Replace the link by the file itself, or remove it.",
  });
}

function unkeepable({ name, manifestPath }: LoadedModule): T4Error {
  return new T4Error("E_MANIFEST", `no file of its own can be named after the module ${JSON.stringify(name)}`, {
    file: manifestPath,
    hint: `Rename it: no part of its name may be empty, \`.\`, \`..\` or longer than ${MAX_PART_BYTES} bytes, nor the whole longer than 1,024, and only the last may end with \`.json\`.`,
  });
}
