import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type JsonObject, nodeFiles, T4Error } from "@t4/core";
import { compileManifestSchema, validateManifest } from "../../contracts/src/index.ts";
import { findUndone, newestFirst, planRevert, type Run, type RunSketch, verifyLedger } from "../../ledger/src/index.ts";
import {
  Consulted,
  parseBench,
  parseContextDocument,
  parseJunit,
  PythonProject,
  type Source,
  Sources,
} from "../../readers/src/index.ts";
import {
  BREAKS_AT_THE_END,
  HOSTILE_JSON,
  HOSTILE_MARKDOWN,
  HOSTILE_PYTHON,
  HOSTILE_XML,
  type HostileText,
} from "../src/index.ts";
import { unifiedDiff } from "../../writer/src/index.ts";

/** Work whose time must grow as its input does. */
export interface GrowthCase {
  name: string;
  /** The greater of the two sizes that are compared. */
  size: number;
  /** Makes the input of a size, in `folder` where it has to be a file, and gives the work on it. */
  prepare: (size: number, folder: string) => Promise<Work> | Work;
}

export type Work = () => unknown;

const MODULES = 150;

/** Every input that tests hold to be harmless however large it is. */
export const GROWTH_CASES: readonly GrowthCase[] = [
  ...[...HOSTILE_PYTHON, BREAKS_AT_THE_END].map((text) => ({ ...named("python", text), prepare: python(text) })),
  ...HOSTILE_XML.map((text) => reading("xml", text, parseJunit)),
  ...HOSTILE_JSON.map((text) => reading("bench", text, parseBench)),
  ...HOSTILE_MARKDOWN.map((text) => reading("markdown", text, parseContextDocument)),
  { name: "ledger: order", size: 100_000, prepare: order },
  { name: "ledger: undone", size: 20_000, prepare: undone },
  { name: "ledger: revert plan", size: 5000, prepare: revertPlan },
  { name: "ledger: ancestry", size: 100_000, prepare: ancestry },
  { name: "contracts: shipped schema", size: 100_000, prepare: (size) => validating(validateManifest, size) },
  { name: "contracts: own schema", size: 100_000, prepare: ownSchema },
  { name: "writer: unified diff", size: 20_000, prepare: unlike },
];

function named(group: string, { what, size }: HostileText): Pick<GrowthCase, "name" | "size"> {
  return { name: `${group}: ${what}`, size };
}

function reading(group: string, text: HostileText, read: (source: Source) => unknown): GrowthCase {
  const prepare = (size: number): Work => {
    const source = { path: "m/README.md", sha: "", text: text.make(size) };
    return () => orRefused(() => read(source));
  };
  return { ...named(group, text), prepare };
}

async function orRefused(work: Work): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
}

function python(text: HostileText): GrowthCase["prepare"] {
  return async (size, folder) => {
    await writeFile(join(folder, "m.py"), text.make(size));
    return async () => {
      const sources = new Sources(nodeFiles, folder);
      const { outline, problem } = await new PythonProject(sources).load("m.py", new Consulted(sources));
      if (outline === undefined) throw problem ?? new Error("m.py was not read");
    };
  };
}

/** A history that is one line, but for what `more` says of each run. */
function history(size: number, more: (index: number) => Partial<Run["header"]> & { entries?: Run["entries"] }): Run[] {
  return Array.from({ length: size }, (_, index) => {
    const { entries = [], ...rest } = more(index);
    const at = new Date(index * 1000).toISOString();
    const parents = index === 0 ? [] : [idOf(index - 1)];
    const header = { t4: 1, op: "enrich", at, actor: "", reason: null, parents, modules: entries.length } as const;
    return { id: idOf(index), header: { ...header, ...rest }, entries };
  });
}

function idOf(index: number): string {
  return String(index).padStart(6, "0");
}

function entryOf(module: string, before: string | null, after: string | null): Run["entries"][number] {
  return { module, path: `${module}/1`, before, after, changes: [] };
}

/** A third of the runs have no parent, and their times come in no order. */
function order(size: number): Work {
  const runs = history(size, (index) => ({
    at: new Date((index % 977) * 1000).toISOString(),
    ...(index % 3 === 0 && { parents: [] }),
  }));
  return () => newestFirst(runs);
}

/** Every run reverts the one before it. */
function undone(size: number): Work {
  const runs = history(size, (index) => ({
    ...(index > 0 && { undoes: [idOf(index - 1)] }),
    entries: [index % 2 === 0 ? entryOf("m", null, "x") : entryOf("m", "x", null)],
  }));
  return () => findUndone(runs);
}

/** All runs but the first are to be undone. */
function revertPlan(size: number): Work {
  const runs = history(size, (index) => {
    const version = Math.floor(index / MODULES);
    return { entries: [entryOf(`m${index % MODULES}`, String(version), String(version + 1))] };
  });
  return () => planRevert(runs, { kind: "to", run: runs[0] as Run });
}

/** Nobody asks what is beyond a ledger that has no gaps and no manifests. */
const beyond = (): never => {
  throw new Error("the ledger that was made has gaps");
};

/** Of every run it is asked whether the first came before it. */
function ancestry(size: number): Work {
  const files = history(size, (index) => (index > 0 ? { undoes: [idOf(0)] } : {})).map(({ id, header }) => {
    const { op, at, parents, undoes = [] } = header;
    const run: RunSketch = { id, file: `runs/${id}`, op, at, parents, undoes, snapshot: undefined, size: 0, lines: [] };
    return { run };
  });
  return () => verifyLedger(files, [], { absent: beyond, manifest: beyond, witness: beyond });
}

/** A manifest with a fault in every item of one list, and in every API. */
function validating(validate: typeof validateManifest, size: number): Work {
  const links = Array.from({ length: size }, () => "");
  const apis = Object.fromEntries(links.map((_, index) => [`a${index}`, { kind: "no" }]));
  return () => validate({ module: "m", metadata: { status: "draft" }, links, apis });
}

async function ownSchema(size: number): Promise<Work> {
  const schema = await readFile(join(import.meta.dirname, "../../../schemas/module.manifest.schema.json"), "utf8");
  const own = { ...(JSON.parse(schema) as JsonObject), required: ["module", "ownership"] };
  return validating(await compileManifestSchema(own, "own.json"), size);
}

/** Two texts without a line in common. */
function unlike(size: number): Work {
  const [before, after] = ["old", "new"].map((word) =>
    Array.from({ length: size }, (_, index) => `${word} ${index}\n`).join(""),
  ) as [string, string];
  return () => unifiedDiff("m", before, after);
}
