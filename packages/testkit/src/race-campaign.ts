import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace } from "./generate/generate-workspace.ts";
import { startT4 } from "./start-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";
import { touchDocuments } from "./touch-documents.ts";
import { diffTrees, snapshotTree } from "./tree.ts";

export interface RaceCampaign {
  rounds: number;
  processes: number;
  /** Modules of the workspace; each is one of aurora's. */
  modules: number;
  /** Parses the ledger of a workspace: for each run the paths it changed; throws when it does not parse. */
  readRuns: (root: string) => Promise<string[][]>;
}

const START = 1_795_251_600;

/**
 * Lets real `t4 enrich` processes loose on one workspace at once, round after round, each for its own half of the modules so that they overlap,
 * after all documents changed. Gives what was wrong; [] when every process succeeded, every change is in exactly one run, and the files are those
 * that one process alone leaves in a copy.
 */
export async function raceAgainAndAgain(campaign: RaceCampaign): Promise<string[]> {
  await using shared = await emptyWorkspace("t4-race-");
  await using alone = await emptyWorkspace("t4-race-");
  const names = await generateWorkspace(shared.root, { modules: campaign.modules });
  const problems: string[] = [];
  for (let round = 0; round < campaign.rounds; round += 1) {
    await touchDocuments(shared.root, round);
    if (round === 0) await cp(shared.root, alone.root, { recursive: true });
    else await touchDocuments(alone.root, round);
    const found = await raceOnce(shared.root, alone.root, names, round, campaign);
    problems.push(...found.map((problem) => `round ${round}: ${problem}`));
  }
  return problems;
}

async function raceOnce(
  shared: string,
  alone: string,
  names: readonly string[],
  round: number,
  { processes, readRuns }: RaceCampaign,
): Promise<string[]> {
  const epoch = START + 60 * round;
  const before = await readRuns(shared);
  const old = await readManifests(shared);
  const racers = Array.from({ length: processes }, (_, racer) => {
    const first = Math.floor((racer * names.length) / processes);
    const chosen = Array.from(
      { length: Math.ceil(names.length / 2) },
      (_each, at) => names[(first + at) % names.length]!,
    );
    return startT4(shared, ["enrich", "--module", ...chosen], epoch).ended;
  });
  const ends = await Promise.all(racers);
  const problems = ends.flatMap(({ exitCode, stderr }) => (exitCode === 0 ? [] : [`exit ${exitCode}: ${stderr}`]));
  const { exitCode, stderr } = await startT4(alone, ["enrich"], epoch).ended;
  if (exitCode !== 0) problems.push(`alone: exit ${exitCode}: ${stderr}`);
  const trees = await Promise.all([shared, alone].map((root) => snapshotTree(root, { except: [".t4", ".ledger"] })));
  const differences = diffTrees(trees[1]!, trees[0]!, { mtimes: false });
  problems.push(...differences.map(({ path, change }) => `${path}: ${change} differs from one process alone`));
  const after = await readRuns(shared);
  const written = after.flat().sort();
  const changed = changedPaths(old, await readManifests(shared));
  if (changed.length === 0) problems.push("no manifest changed");
  const expected = [...before.flat(), ...changed].sort();
  if (written.join("\n") !== expected.join("\n"))
    problems.push(`the ledger holds ${written.length} changes, not ${expected.length}`);
  return problems;
}

function changedPaths(old: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): string[] {
  return [...fresh.keys()].filter((path) => fresh.get(path) !== old.get(path));
}

async function readManifests(root: string): Promise<Map<string, string>> {
  const paths = (await readdir(root, { recursive: true })).filter((path) => path.endsWith("/module.manifest.json"));
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), "utf8")));
  return new Map(paths.map((path, index) => [path, texts[index]!]));
}
