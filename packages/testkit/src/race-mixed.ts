import { readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { generateWorkspace } from "./generate/generate-workspace.ts";
import { startT4, type T4End } from "./start-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";
import { touchDocuments } from "./touch-documents.ts";

/** A run as far as a race is judged by it. */
export interface RacedRun {
  name: string;
  id: string;
  header: { op: string; reason: string | null; parents: readonly string[] };
  entries: readonly { path: string; before: string | null; after: string | null }[];
}

export interface MixedRace {
  rounds: number;
  /** Modules of the workspace; each is one of aurora's. */
  modules: number;
  readRuns: (root: string) => Promise<RacedRun[]>;
  /** Verifies the ledger of a workspace and gives what is wrong with it. */
  verify: (root: string) => Promise<string[]>;
}

export interface MixedReport {
  /** How many runs of each operation the racers wrote. */
  written: Map<string, number>;
  /** What was wrong; [] when all held. */
  problems: string[];
}

const START = 1_795_251_600;

/**
 * Lets eight real processes loose on one workspace at once, round after round: four of `t4 enrich` on overlapping modules, two of `t4 record` and two of
 * `t4 revert`, after all documents changed and somebody edited a manifest. All is well when each process succeeded (or refused to revert over an edit),
 * the ledger holds each run that a process says it wrote once, and besides these only edits that were found on the way, all of them in one line in which each
 * run starts from what the one before left, and every edit was recorded once.
 */
export async function raceMixed({ rounds, modules, readRuns, verify }: MixedRace): Promise<MixedReport> {
  await using workspace = await emptyWorkspace("t4-race-");
  const { root } = workspace;
  const names = await generateWorkspace(root, { modules });
  await startT4(root, ["enrich"], START).ended;
  const report: MixedReport = { written: new Map(), problems: [] };
  for (let round = 1; round <= rounds; round += 1) {
    await touchDocuments(root, round);
    const before = await readRuns(root);
    const known = [...new Set(before.flatMap(({ entries }) => entries.map(({ path }) => path)))].sort();
    const edit = await editManifest(join(root, known[round % known.length] ?? ""), round);
    const commands = commandsOf(names, lineOf(before).at(-1)?.name ?? "");
    const ends = await Promise.all(commands.map((args) => startT4(root, args, START + 60 * round).ended));
    const after = await readRuns(root);
    const older = new Set(before.map(({ id }) => id));
    const fresh = after.filter(({ id }) => !older.has(id));
    for (const { header } of fresh) report.written.set(header.op, (report.written.get(header.op) ?? 0) + 1);
    const problems = [
      ...ends.flatMap((end, index) => judgeEnding(end, commands[index] ?? [])),
      ...judgeRuns(fresh, ends),
      ...judgeLine(after),
      ...judgeEdit(fresh, edit),
      ...(await verify(root)),
    ];
    report.problems.push(...problems.map((problem) => `round ${round}: ${problem}`));
  }
  return report;
}

function commandsOf(names: readonly string[], newest: string): string[][] {
  const half = Math.ceil(names.length / 2);
  const modules = (first: number) => Array.from({ length: half }, (_, at) => names[(first + at) % names.length] ?? "");
  const enrich = [0, 1, 2, 3].map((first) => ["enrich", "--format", "json", "--module", ...modules(first)]);
  const record = [1, 2].map((number) => ["record", "--format", "json", "--reason", `racer ${number}`]);
  const revert = [["--last"], ["--run", newest]].map((aim) => ["revert", "--format", "json", ...aim]);
  return [...enrich, ...record, ...revert];
}

/** Somebody renames a team; gives the SHA-256 of the manifest's bytes. */
async function editManifest(path: string, round: number): Promise<string> {
  const manifest = JSON.parse(await readFile(path, "utf8")) as { ownership?: object };
  manifest.ownership = { ...manifest.ownership, team: `team-${round}` };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(path, text);
  return createHash("sha256").update(text).digest("hex");
}

/** Exit 1 is for a revert that finds an edit, and says so. */
function judgeEnding({ exitCode, stdout, stderr }: T4End, args: readonly string[]): string[] {
  if (exitCode === 0) return [];
  const isRefusal = args[0] === "revert" && exitCode === 1 && stdout.includes('"status": "mismatch"');
  return isRefusal ? [] : [`t4 ${args.join(" ")} exits ${exitCode}: ${stderr}`];
}

/** The runs that were written and those that the processes tell of must be the same. */
function judgeRuns(fresh: readonly RacedRun[], ends: readonly T4End[]): string[] {
  const told = ends.flatMap(({ stdout }) => /^ {2}"run": "([^"]+)"/m.exec(stdout)?.[1] ?? []);
  const written = fresh.filter(
    ({ header }) => header.op !== "record" || header.reason?.startsWith("found by ") !== true,
  );
  const [a, b] = [
    told.toSorted().join(" "),
    written
      .map(({ name }) => name)
      .toSorted()
      .join(" "),
  ];
  return a === b ? [] : [`the processes tell of ${a}; the ledger holds ${b}`];
}

/** One writer at a time: each run has the one before as its only parent and starts from what was left. */
function judgeLine(runs: readonly RacedRun[]): string[] {
  const line = lineOf(runs);
  if (line.length !== runs.length) return [`${runs.length} runs, of which ${line.length} are in one line`];
  const left = new Map<string, string | null>();
  const problems: string[] = [];
  for (const { name, entries } of line) {
    for (const { path, before, after } of entries) {
      if (left.has(path) && left.get(path) !== before)
        problems.push(`${name} does not start from what was left of ${path}`);
      left.set(path, after);
    }
  }
  return problems;
}

/** The runs from the first on, each the only child of the one before; as far as they are. */
function lineOf(runs: readonly RacedRun[]): RacedRun[] {
  const line: RacedRun[] = [];
  for (;;) {
    const last = line.at(-1)?.id ?? "";
    const [next, ...others] = runs.filter(({ header }) => header.parents.join(" ") === last);
    if (next === undefined || others.length > 0) return line;
    line.push(next);
  }
}

function judgeEdit(fresh: readonly RacedRun[], edit: string): string[] {
  const entries = fresh.filter(({ header }) => header.op === "record").flatMap((run) => run.entries);
  const times = entries.filter(({ after }) => after === edit).length;
  return times === 1 ? [] : [`the edit was recorded ${times} times`];
}
