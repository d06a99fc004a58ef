import { compareCodeUnits, type JsonObject, valueSha } from "@t4/core";
import { Consulted } from "@t4/readers";
import type { LoadedModule } from "../load-modules.ts";
import type { LoadedWorkspace } from "../open.ts";
import type { CachedEvidence, EvidenceCache, SettledPlan } from "./cache.ts";
import { ALL_FILES, listingSha, openCodeReader, type ReadCode } from "./code.ts";
import type { ModuleEvidence } from "./evidence.ts";
import { gatherEvidence, subjectOf } from "./gather.ts";

export interface ReadEvidence {
  evidence: ModuleEvidence;
  /** What composing this evidence with this very manifest came to in an earlier run, when that changed nothing. */
  settled: SettledPlan | undefined;
  /** Tells the next run what it will say when it finds the manifest with this SHA-256. */
  settle: (manifest: string, plan: SettledPlan) => void;
}

/** Evidence of modules, from the cache where every input is unchanged, else from the sources. */
export class EvidenceReader {
  readonly #workspace: LoadedWorkspace;
  readonly #cache: EvidenceCache;
  readonly #readCode: ReadCode;
  readonly #read = new WeakMap<JsonObject, Promise<ReadEvidence>>();
  #listing: string | undefined;

  constructor(workspace: LoadedWorkspace, cache: EvidenceCache) {
    this.#workspace = workspace;
    this.#cache = cache;
    this.#readCode = openCodeReader(workspace, workspace.modules);
  }

  /** The module's evidence, worked out once for a manifest; kept for the next run unless something could not be read. */
  read(module: LoadedModule): Promise<ReadEvidence> {
    let read = this.#read.get(module.manifest);
    if (read === undefined) {
      read = this.#find(module);
      this.#read.set(module.manifest, read);
    }
    return read;
  }

  async #find(module: LoadedModule): Promise<ReadEvidence> {
    const path = module.manifestPath;
    const { name, lane, slaTargets } = subjectOf(module, this.#workspace);
    const subject = valueSha([name, lane ?? null, { ...slaTargets }, module.files]);
    const kept = await this.#cache.find(path, subject, (input) => this.#shaNow(input));
    const entry = kept ?? (await this.#gather(module, subject));
    const settled = kept?.settled?.manifest === module.sha ? kept.settled.plan : undefined;
    const sound = !entry.evidence.findings.some((finding) => finding.severity === "error");
    if (sound) this.#cache.keep(path, entry);
    return {
      evidence: entry.evidence,
      settled,
      settle: (manifest, plan) => {
        if (sound) this.#cache.keep(path, { ...entry, settled: { manifest, plan } });
      },
    };
  }

  /** The hash of an input as it is now: null for nothing there, undefined for what cannot be read, which is never what was kept. */
  async #shaNow(path: string): Promise<string | null | undefined> {
    if (path === ALL_FILES) return (this.#listing ??= listingSha(this.#workspace.modules));
    try {
      return (await this.#workspace.sources.sha(path)) ?? null;
    } catch {
      return undefined;
    }
  }

  async #gather(module: LoadedModule, subject: string): Promise<CachedEvidence> {
    const consulted = new Consulted(this.#workspace.sources);
    const evidence = await gatherEvidence(this.#workspace, this.#readCode, module, consulted);
    const looks = consulted.entries().map(([path, sha]): [string, string | null] => [path, sha ?? null]);
    // In an order of their own: that of the looks depends on which read ends first.
    const inputs = looks.sort(([a], [b]) => compareCodeUnits(a, b));
    return { subject, inputs, evidence };
  }
}
