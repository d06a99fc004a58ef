import { constants, deflateSync } from "node:zlib";
import { canonicalJson, formatJson, type JsonObject, sha256 } from "@t4/core";
import { randomFrom } from "./random.ts";
import { putFile } from "./tree.ts";

export interface LedgerSize {
  /** Runs in all, at least one. */
  runs: number;
  /** How many manifests each run writes. */
  linesPerRun: number;
  modules: number;
  /** Every so many runs two branches part, to meet again after three runs each; 0 for one straight line. */
  branchEvery: number;
}

const LEDGER = "manifests/.ledger";

/** One line of the history that is being made: the run that last wrote each manifest, and the runs that the next one follows. */
interface Branch {
  states: Map<number, number>;
  parents: string[];
}

/**
 * Fills a folder with a workspace of manifests and a ledger of that many runs that verifies, with lines and snapshots of the size that real ones have.
 * The branches change different manifests, so that every merge is a plain one.
 */
export async function makeLedger(root: string, size: LedgerSize): Promise<void> {
  const random = randomFrom(20_261_121);
  let main: Branch = { states: new Map(), parents: [] };
  let made = 0;
  const write = async (branch: Branch, modules: readonly number[]): Promise<Branch> => {
    made += 1;
    return writeRun(root, branch, modules, made);
  };
  const choose = (from: number, to: number): number[] => {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(size.linesPerRun, to - from)) chosen.add(from + random.below(to - from));
    return [...chosen];
  };
  const half = Math.floor(size.modules / 2);
  while (made < size.runs) {
    if (size.branchEvery > 0 && made % size.branchEvery === 0 && made + 6 <= size.runs && made > 0) {
      let [left, right] = [main, main];
      for (let step = 0; step < 3; step += 1) {
        left = await write(left, choose(0, half));
        right = await write(right, choose(half, size.modules));
      }
      main = merge(left, right, half);
    } else main = await write(main, choose(0, size.modules));
  }
  for (const [module, version] of main.states) await putFile(root, manifestPath(module), manifestText(module, version));
}

/** Left changed the first half of the manifests, right the second. */
function merge(left: Branch, right: Branch, half: number): Branch {
  const states = new Map([...left.states, ...right.states]);
  for (const [module, version] of left.states) if (module < half) states.set(module, version);
  return { states, parents: [...left.parents, ...right.parents] };
}

async function writeRun(root: string, branch: Branch, modules: readonly number[], number: number): Promise<Branch> {
  const states = new Map(branch.states);
  const after: JsonObject = {};
  const entries = modules.map((module) => {
    const [path, text, old] = [manifestPath(module), manifestText(module, number), states.get(module)];
    states.set(module, number);
    after[path] = text;
    const before = old === undefined ? null : sha256(manifestText(module, old));
    return { module: moduleName(module), path, before, after: sha256(text), changes: changesOf(number, old) };
  });
  const packed = deflateSync(canonicalJson({ after, before: {} }), { level: 1, strategy: constants.Z_RLE });
  const snapshot = sha256(packed);
  await putFile(root, `${LEDGER}/objects/${snapshot.slice(0, 2)}/${snapshot}`, packed);
  const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString().replace(".000Z", "Z");
  const parents = [...branch.parents].sort();
  const header = { t4: 1, op: "enrich", at, actor: "owner@example.org", reason: null, parents, snapshot };
  const lines = entries.sort((a, b) => (a.path < b.path ? -1 : 1)).map((entry) => canonicalJson(entry));
  const text = `${[canonicalJson({ ...header, modules: entries.length }), ...lines].join("\n")}\n`;
  const id = sha256(text);
  await putFile(root, `${LEDGER}/runs/${at.replaceAll(/[-:]/g, "")}-${id.slice(0, 8)}.ndjson`, text);
  return { states, parents: [id] };
}

function moduleName(module: number): string {
  return `module_${String(module).padStart(4, "0")}`;
}

function manifestPath(module: number): string {
  return `src/${moduleName(module)}/module.manifest.json`;
}

/** About as long as an enriched manifest of aurora. */
function manifestText(module: number, version: number): string {
  const features = Array.from({ length: 50 }, (_, index) => `${sha256(`${module} ${index}`)} feature`);
  const [valueSha = "", description = "", observed = ""] = valuesOf(version);
  return formatJson({
    _provenance: { features: { value_sha: valueSha } },
    description,
    features,
    module: moduleName(module),
    performance: { observed },
  });
}

/** What changes from one version to the next. */
function valuesOf(version: number): string[] {
  return [0, 1, 2].map((index) => sha256(`${version} ${index}`));
}

/** About as long as the changes that an enrichment makes to a manifest of aurora, and leading back to the manifest before. */
function changesOf(version: number, old: number | undefined): JsonObject[] {
  const fields = ["/_provenance/features/value_sha", "/description", "/performance/observed"];
  const olds = old === undefined ? [] : valuesOf(old);
  return valuesOf(version).map((value, index) => ({
    confidence: "high",
    extractor: "features",
    field: fields[index] ?? "",
    new: value,
    ...(olds[index] !== undefined && { old: olds[index] }),
  }));
}
