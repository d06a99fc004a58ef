import { compareCodeUnits, type FilePort, getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";
import type { QueueModule, Suggestion, Vocabulary } from "@t4/vocab";
import type { ReportedModule } from "../enrich-report.ts";
import {
  type CacheIndex,
  formatLine,
  openCacheLines,
  parseLine,
  readCacheLines,
  writeCacheLines,
} from "./cache-file.ts";
import type { ModuleReports } from "./code.ts";
import type { ModuleEvidence } from "./evidence.ts";

/** Paths that were looked at, with the hash found there; null where nothing was. */
export type Inputs = [path: string, sha: string | null][];

/** What reports of tests say of a module, and what it was read from. */
export interface CachedReports {
  inputs: Inputs;
  said: ModuleReports;
}

/** The hash of a path as it is now; undefined for what cannot be read. */
export type ShaNow = (path: string) => Promise<string | null | undefined>;

/** What a module's evidence was read from. It still holds as long as `subject` and every input are the same. */
export interface CachedEvidence {
  /** Hash of what the evidence depends on besides files: name, lane, targets, the list of the module's files. */
  subject: string;
  /** Every path that was looked at but for {@link CachedEvidence.reports}. */
  inputs: Inputs;
  /** What reports of tests say, which holds still when only another input is not as it was; absent when nobody got as far. */
  reports?: CachedReports | undefined;
  evidence: ModuleEvidence;
  /** SHA-256 of the manifest that this evidence changes nothing in, and what is to be said about it; absent when not known. */
  settled?: { manifest: string; plan: SettledPlan } | undefined;
}

/** What a run says about a module that it leaves as it is. */
export interface SettledPlan {
  report: ReportedModule;
  queue: QueueModule;
}

/** How many entries are held as they are; of the others only their line is, which takes a fraction of the memory. */
const HELD = 256;

/**
 * Evidence of earlier runs by manifest path, kept in the git-ignored `.t4/`. It answers only what is still true of the files
 * as they are now, so with or without it a run says the same. What is not asked for is not parsed, and of many modules nothing stays parsed.
 */
export class EvidenceCache {
  readonly #key: string;
  readonly #file: CacheIndex | undefined;
  readonly #next = new Map<string, Uint8Array>();
  /** What was kept last, the oldest first: it may be asked for again, or kept once more with how it was settled. */
  readonly #recent = new Map<string, CachedEvidence>();
  /** Entries of an earlier run that were found to hold, as several gates ask for each; none where there are more modules than are held. */
  readonly #found = new Map<string, CachedEvidence>();
  /** Modules whose line of an earlier run was found to hold. */
  readonly #sound = new Set<string>();
  readonly #suggestions: Map<string, Suggestion | null>;
  readonly #asked = new Map<string, Suggestion | null>();
  #settled: string | undefined;

  private constructor(key: string, file: CacheIndex | undefined) {
    const { suggestions, settled } = file?.head ?? {};
    this.#key = key;
    this.#file = file;
    const known = isJsonObject(suggestions) ? suggestions : {};
    this.#suggestions = new Map(Object.entries(known) as unknown as [string, Suggestion | null][]);
    this.#settled = typeof settled === "string" ? settled : undefined;
  }

  /** Loads the cache; an unreadable or damaged one, or one made under other settings, which `key` stands for, is an empty one. */
  static async load(files: FilePort, root: string, key: string): Promise<EvidenceCache> {
    return new EvidenceCache(key, await openCacheLines(files, root, key));
  }

  /** True when nothing that earlier runs have kept can be used. */
  get isEmpty(): boolean {
    return this.#file === undefined;
  }

  /**
   * The kept evidence of a module, when everything it was read from is as it was; `shaNow` gives undefined for what cannot be read. Files are taken to stay
   * as they are during a run.
   */
  async find(manifestPath: string, subject: string, shaNow: ShaNow): Promise<CachedEvidence | undefined> {
    const recent = this.#recent.get(manifestPath) ?? this.#found.get(manifestPath);
    if (recent !== undefined) return recent.subject === subject ? recent : undefined;
    const fresh = this.#next.get(manifestPath);
    const line = fresh ?? (await this.#file?.line(manifestPath));
    const entry = line && asEntry(parseLine(line, this.#key));
    if (entry === undefined || entry.subject !== subject) return undefined;
    if (fresh !== undefined || this.#sound.has(manifestPath)) return entry;
    // Reports first: their hashes are needed next where only the rest does not hold.
    const areSame = await areAsKept(entry.reports?.inputs ?? [], shaNow);
    if (!areSame || !(await areAsKept(entry.inputs, shaNow))) return undefined;
    this.#sound.add(manifestPath);
    if ((this.#file?.count ?? 0) <= HELD) this.#found.set(manifestPath, entry);
    return entry;
  }

  /** What an earlier run kept of the reports on a module, as {@link EvidenceCache.find} does; also where the rest of its evidence does not hold any more. */
  async findReports(manifestPath: string, subject: string, shaNow: ShaNow): Promise<CachedReports | undefined> {
    const line = await this.#file?.line(manifestPath);
    const entry = line && asEntry(parseLine(line, this.#key));
    if (entry?.reports === undefined || entry.subject !== subject) return undefined;
    return (await areAsKept(entry.reports.inputs, shaNow)) ? entry.reports : undefined;
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

  /** Keeps a module's evidence for this run and the next. */
  keep(manifestPath: string, entry: CachedEvidence): void {
    this.#found.delete(manifestPath);
    this.#recent.delete(manifestPath);
    this.#recent.set(manifestPath, entry);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > HELD && oldest !== undefined) this.#format(oldest);
  }

  #format(manifestPath: string): void {
    const entry = this.#recent.get(manifestPath);
    if (entry !== undefined) this.#next.set(manifestPath, formatLine(this.#key, manifestPath, slim(entry)));
    this.#recent.delete(manifestPath);
  }

  /**
   * Writes what was kept, when that differs from what is on disk, and removes what killed processes left of theirs. Entries of modules that this run left out stay as long as the module is
   * there. A cache that cannot be written is no failure: the next run is slower.
   */
  async save(files: FilePort, root: string, manifestPaths: ReadonlySet<string>): Promise<void> {
    for (const path of this.#recent.keys()) this.#format(path);
    const present = this.#file && (await readCacheLines(files, root, this.#key));
    const lines = new Map([...(present?.lines ?? []), ...this.#next]);
    for (const path of lines.keys()) if (!manifestPaths.has(path) && !this.#next.has(path)) lines.delete(path);
    const sorted = [...lines].sort(([a], [b]) => compareCodeUnits(a, b)).map(([, line]) => line);
    const head = formatLine(this.#key, undefined, { suggestions: this.#sortedSuggestions(), settled: this.#settled });
    await writeCacheLines(files, root, [head, ...sorted], present?.bytes);
  }

  #sortedSuggestions(): Record<string, Suggestion | null> {
    return Object.fromEntries([...this.#asked].sort(([a], [b]) => compareCodeUnits(a, b)));
  }
}

async function areAsKept(inputs: Inputs, shaNow: ShaNow): Promise<boolean> {
  for (const [path, sha] of inputs) if ((await shaNow(path)) !== sha) return false;
  return true;
}

/** The phrases of a settled module are those of its evidence, and written once. */
function slim({ settled, ...entry }: CachedEvidence): unknown {
  if (settled === undefined) return entry;
  const { report, queue } = settled.plan;
  return { ...entry, settled: { ...settled, plan: { report, queue: { ...queue, phrases: undefined } } } };
}

/** The opposite of {@link slim}; undefined for what is no entry. */
function asEntry(line: JsonObject | undefined): CachedEvidence | undefined {
  if (line === undefined || !isEntry(line)) return undefined;
  const entry = line as unknown as CachedEvidence;
  if (entry.settled !== undefined) {
    const { plan } = entry.settled;
    entry.settled.plan = { ...plan, queue: { ...plan.queue, phrases: entry.evidence.phrases } };
  }
  return entry;
}

function isEntry({ subject, inputs, reports, evidence }: JsonObject): boolean {
  const isWhole = reports === undefined || (isJsonObject(reports) && isJsonObject(getOwn(reports, "said") ?? null));
  const looks = isJsonObject(reports ?? null) ? [inputs, getOwn(reports as JsonObject, "inputs")] : [inputs];
  return typeof subject === "string" && isWhole && looks.every(areInputs) && isJsonObject(evidence);
}

function areInputs(inputs: JsonValue | undefined): boolean {
  return Array.isArray(inputs) && inputs.every(Array.isArray);
}
