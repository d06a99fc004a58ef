import { join } from "node:path";
import { compareCodeUnits, encodeUtf8, type FilePort, isJsonObject, sha256 } from "@t4/core";
import { ensureWorkDir } from "@t4/writer";
import type { QueueModule, Suggestion, Vocabulary } from "@t4/vocab";
import type { ReportedModule } from "../enrich-report.ts";
import type { ModuleEvidence } from "./evidence.ts";

/** What a module's evidence was read from. It still holds as long as `subject` and every input are the same. */
export interface CachedEvidence {
  /** Hash of what the evidence depends on besides files: name, lane, targets, the list of the module's files. */
  subject: string;
  /** Every path that was looked at, with the hash found there; null where nothing was. */
  inputs: [path: string, sha: string | null][];
  evidence: ModuleEvidence;
  /** SHA-256 of the manifest that this evidence changes nothing in, and what is to be said about it; absent when not known. */
  settled?: { manifest: string; plan: SettledPlan };
}

/** What a run says about a module that it leaves as it is. */
export interface SettledPlan {
  report: ReportedModule;
  queue: QueueModule;
}

interface CacheFile {
  /** Settings and T4 version that all entries were made under. */
  key: string;
  modules: Record<string, CachedEvidence>;
  /** What the vocabulary suggests for a normalised phrase; null for nothing. */
  suggestions: Record<string, Suggestion | null>;
  /** See {@link EvidenceCache.isSettled}. */
  settled?: string | undefined;
}

const CACHE_FILE = ".t4/evidence.json";

/**
 * Evidence of earlier runs by manifest path, kept in the git-ignored `.t4/`. It answers only what is still true of the files
 * as they are now, so with or without it a run says the same.
 */
export class EvidenceCache {
  readonly #kept: Map<string, CachedEvidence>;
  readonly #next = new Map<string, CachedEvidence>();
  readonly #suggestions: Map<string, Suggestion | null>;
  readonly #asked = new Map<string, Suggestion | null>();
  readonly #text: string;
  readonly #key: string;
  #settled: string | undefined;

  private constructor(key: string, file: CacheFile | undefined, text: string) {
    this.#key = key;
    this.#kept = new Map(Object.entries(file?.modules ?? {}));
    this.#suggestions = new Map(Object.entries(file?.suggestions ?? {}));
    this.#settled = file?.settled;
    this.#text = text;
  }

  /** Loads the cache; an unreadable or damaged one, or one made under other settings, is an empty one. */
  static async load(files: FilePort, root: string, key: string): Promise<EvidenceCache> {
    const text = await readText(files, join(root, CACHE_FILE));
    const file = text === undefined ? undefined : parse(text);
    return new EvidenceCache(key, file?.key === key ? file : undefined, text ?? "");
  }

  /** The kept evidence of a module, when everything it was read from is as it was; `shaNow` gives undefined for what cannot be read. */
  async find(
    manifestPath: string,
    subject: string,
    shaNow: (path: string) => Promise<string | null | undefined>,
  ): Promise<CachedEvidence | undefined> {
    const entry = this.#kept.get(manifestPath);
    if (entry === undefined || entry.subject !== subject) return undefined;
    for (const [path, sha] of entry.inputs) if ((await shaNow(path)) !== sha) return undefined;
    return entry;
  }

  /** The vocabulary with its suggestions remembered: finding one costs more than all else that is done for a phrase. */
  remember(vocabulary: Vocabulary): Vocabulary {
    const suggest = (normalized: string): Suggestion | undefined => {
      const known = this.#suggestions.get(normalized);
      const found = known === undefined ? (vocabulary.suggest(normalized) ?? null) : known;
      this.#asked.set(normalized, found);
      return found ?? undefined;
    };
    return { ...vocabulary, suggest };
  }

  /** True when the ledger and the manifests were in this state, given by its hash, when nothing of a merge was left to record. */
  isSettled(state: string): boolean {
    return this.#settled === state;
  }

  /** Remembers such a state. */
  settle(state: string): void {
    this.#settled = state;
  }

  /** Keeps a module's evidence for the next run. */
  keep(manifestPath: string, entry: CachedEvidence): void {
    this.#next.set(manifestPath, entry);
  }

  /**
   * Writes what was kept, when that differs from what is on disk, and removes what killed processes left of theirs. Entries of modules that this run left out stay as long as the module is
   * there. A cache that cannot be written is no failure: the next run is slower.
   */
  async save(files: FilePort, root: string, manifestPaths: ReadonlySet<string>): Promise<void> {
    const kept = [...this.#kept].filter(([path]) => manifestPaths.has(path));
    const modules = Object.fromEntries(
      [...new Map([...kept, ...this.#next])].sort(([a], [b]) => compareCodeUnits(a, b)),
    );
    const body = JSON.stringify({
      key: this.#key,
      modules,
      suggestions: this.#sortedSuggestions(),
      settled: this.#settled,
    } satisfies CacheFile);
    const text = `${sha256(body)}\n${body}\n`;
    if (text !== this.#text) await replaceQuietly(files, root, text);
    else await sweepDrafts(files, root).catch(() => undefined);
  }

  #sortedSuggestions(): CacheFile["suggestions"] {
    return Object.fromEntries([...this.#asked].sort(([a], [b]) => compareCodeUnits(a, b)));
  }
}

async function replaceQuietly(files: FilePort, root: string, text: string): Promise<void> {
  const path = join(root, CACHE_FILE);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await ensureWorkDir(files, root);
    await sweepDrafts(files, root);
    await files.create(draft, encodeUtf8(text));
    await files.rename(draft, path);
  } catch {
    await files.remove(draft).catch(() => undefined);
  }
}

/** Killed processes leave theirs. One that still runs loses its draft, which costs it no more than the cache. */
async function sweepDrafts(files: FilePort, root: string): Promise<void> {
  for (const path of await findCacheDrafts(files, root)) await files.remove(join(root, path));
}

/** What processes have written that is to become the cache, relative to the root; nearly always by one that was killed. */
export async function findCacheDrafts(files: FilePort, root: string): Promise<string[]> {
  const names = (await files.list(join(root, CACHE_FILE, ".."))) ?? [];
  return names.filter((name) => /^evidence\.json\.\d+\.tmp$/.test(name)).map((name) => join(CACHE_FILE, "..", name));
}

async function readText(files: FilePort, path: string): Promise<string | undefined> {
  try {
    return Buffer.from(await files.read(path)).toString("utf8");
  } catch {
    return undefined; // No cache is a slower run, nothing worse.
  }
}

function parse(text: string): CacheFile | undefined {
  const cut = text.indexOf("\n");
  const body = text.slice(cut + 1, -1);
  if (cut < 0 || sha256(body) !== text.slice(0, cut)) return undefined;
  const file: unknown = JSON.parse(body);
  if (!isJsonObject(file) || typeof file["key"] !== "string") return undefined;
  const { modules, suggestions } = file;
  const whole = isJsonObject(modules) && isJsonObject(suggestions) && Object.values(modules).every(isEntry);
  return whole ? (file as unknown as CacheFile) : undefined;
}

function isEntry(entry: unknown): boolean {
  return (
    isJsonObject(entry) &&
    typeof entry["subject"] === "string" &&
    Array.isArray(entry["inputs"]) &&
    entry["inputs"].every(Array.isArray) &&
    isJsonObject(entry["evidence"])
  );
}
