import { compareCodeUnits, type JsonObject, valueSha } from "@t4/core";
import { Consulted } from "@t4/readers";
import type { LoadedModule } from "../load-modules.ts";
import type { LoadedWorkspace } from "../open.ts";
import type { CachedEvidence, CachedReports, EvidenceCache, Inputs, SettledPlan } from "./cache.ts";
import { ALL_FILES, type CodeReader, listingSha, type Looks } from "./code.ts";
import type { ModuleEvidence } from "./evidence.ts";
import { gatherEvidence, type Subject, subjectOf } from "./gather.ts";

export interface ReadEvidence {
  evidence: ModuleEvidence;
  /** What composing this evidence with this very manifest came to in an earlier run, when that changed nothing. */
  settled: SettledPlan | undefined;
  /** Tells the next run what it will say when it finds the manifest with this SHA-256. */
  settle: (manifest: string, plan: SettledPlan) => void;
}

/** How many modules to ask for at a time: while another thread reads the code of some, this one has the documents of the others to read. */
export const READ_AHEAD = 128;

/** Evidence of modules, from the cache where every input is unchanged, else from the sources. None of it is held but by who asked for it. */
export class EvidenceReader {
  readonly #workspace: LoadedWorkspace;
  readonly #cache: EvidenceCache;
  readonly #code: CodeReader;
  /** What the cache does not take, because something could not be read. */
  readonly #partial = new Map<string, CachedEvidence>();
  #listing: string | undefined;

  constructor(workspace: LoadedWorkspace, cache: EvidenceCache, code: CodeReader) {
    this.#workspace = workspace;
    this.#cache = cache;
    this.#code = code;
  }

  /** That the evidence of these will be asked for, in this order. */
  expect(modules: readonly LoadedModule[]): void {
    this.#code.expect(modules);
  }

  /** Nothing more will be asked of sources. */
  close(): void {
    this.#code.close();
  }

  /** The module's evidence as `manifest` steers it, worked out once; kept for the next run, unless something could not be read. */
  async read(module: LoadedModule, manifest: JsonObject = module.manifest): Promise<ReadEvidence> {
    const path = module.manifestPath;
    const steering = subjectOf(module, this.#workspace, manifest);
    const { name, lane, slaTargets } = steering;
    const subject = valueSha([name, lane ?? null, { ...slaTargets }, module.files]);
    const known = await this.#find(path, subject);
    const entry = known ?? (await this.#gather(module, steering, subject));
    const settled = entry.settled?.manifest === module.sha ? entry.settled.plan : undefined;
    return {
      evidence: entry.evidence,
      settled,
      settle: (manifest, plan) => {
        // What is known to be settled is as it was then.
        const isKnown = entry.settled?.manifest === manifest;
        if (!isKnown && entry.evidence.whole) this.#cache.keep(path, { ...entry, settled: { manifest, plan } });
      },
    };
  }

  async #find(path: string, subject: string): Promise<CachedEvidence | undefined> {
    const partial = this.#partial.get(path);
    if (partial?.subject === subject) return partial;
    return this.#cache.find(path, subject, (input) => this.#shaNow(input));
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

  async #gather(module: LoadedModule, steering: Subject, subject: string): Promise<CachedEvidence> {
    const consulted = new Consulted(this.#workspace.sources);
    let reports: CachedReports | undefined;
    let looks: Looks = [];
    const readCode = async () => {
      const [python, kept] = await Promise.all([this.#code.readPython(module), this.#reportsOf(module, subject)]);
      ({ looks } = python);
      reports = kept;
      return { python: python.found, ...kept.said };
    };
    const gathered = await gatherEvidence(this.#workspace, { module, steering, consulted, code: readCode });
    const own = new Map(consulted.entries());
    // Another thread may have looked at another moment: what the two saw was never there together.
    const isSteady = looks.every(([path, sha]) => !own.has(path) || own.get(path) === sha);
    const evidence = isSteady ? gathered : { ...gathered, whole: false };
    const entry = { subject, inputs: inputsOf([...new Map([...own, ...looks])]), reports, evidence };
    if (evidence.whole) this.#cache.keep(module.manifestPath, entry);
    else this.#partial.set(module.manifestPath, entry);
    return entry;
  }

  /** A shared report takes long to read, and most edits leave it alone. */
  async #reportsOf(module: LoadedModule, subject: string): Promise<CachedReports> {
    const kept = await this.#cache.findReports(module.manifestPath, subject, (input) => this.#shaNow(input));
    if (kept !== undefined) return kept;
    const { found, looks } = await this.#code.readReports(module);
    return { inputs: inputsOf(looks), said: found };
  }
}

/** In an order of their own: that of the looks depends on which read ends first. */
function inputsOf(looks: Looks): Inputs {
  const inputs = looks.map(([path, sha]): [string, string | null] => [path, sha ?? null]);
  return inputs.sort(([a], [b]) => compareCodeUnits(a, b));
}
