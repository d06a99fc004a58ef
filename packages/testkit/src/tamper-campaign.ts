import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FilePort, type Finding, nodeFiles } from "@t4/core";
import { loadDisk } from "./faults/load-disk.ts";
import type { MemoryDisk } from "./faults/memory-disk.ts";
import { memoryFiles } from "./faults/memory-files.ts";
import { gitInit } from "./git.ts";
import { randomFrom } from "./random.ts";
import { REPOSITORY } from "./repository.ts";
import { TAMPERINGS, type Tampering } from "./tamper.ts";
import { type CommitRequest, filesBelow, makeHistory } from "./tamper-history.ts";
import { emptyWorkspace, type TempWorkspace } from "./temp-workspace.ts";
import { putFile } from "./tree.ts";

export interface TamperCampaign {
  /** Of each class. */
  cases: number;
  seed: number;
  commit: (request: CommitRequest) => Promise<void>;
  verify: (files: FilePort, root: string, base?: string) => Promise<Finding[]>;
}

/** How many cases of a class were found, and how many of these only by comparing with git. */
export interface TamperTally {
  found: number;
  onlyAgainstBase: number;
}

const CASES_PER_LEDGER = 20;

/**
 * Tampers with ledgers in every way, so many times each, and verifies what is left: first as it is, without git; where that may not be enough, against the
 * commit of a real repository that held the ledger before. Gives what was not found or not named, [] when all was.
 */
export async function tamperAgainAndAgain(
  campaign: TamperCampaign,
): Promise<{ problems: string[]; tallies: Map<string, TamperTally> }> {
  const problems: string[] = [];
  const tallies = new Map<string, TamperTally>();
  const shipped = await loadDisk([join(REPOSITORY, "vocab"), join(REPOSITORY, "schemas")]);
  for (let done = 0; done < campaign.cases; done += CASES_PER_LEDGER) {
    const seed = campaign.seed + done;
    await using stage = await setStage(campaign, shipped, seed);
    problems.push(...(await stage.check()).map((problem) => `seed ${seed}: untouched: ${problem}`));
    const cases = Math.min(CASES_PER_LEDGER, campaign.cases - done);
    for (const name of Object.keys(TAMPERINGS)) {
      const tally = tallies.get(name) ?? { found: 0, onlyAgainstBase: 0 };
      tallies.set(name, tally);
      for (let index = 0; index < cases; index += 1) {
        const problem = await stage.tryOne(name, seed * 1000 + index, tally);
        if (problem !== undefined) problems.push(`${name}, seed ${seed * 1000 + index}: ${problem}`);
      }
    }
  }
  return { problems, tallies };
}

/** One ledger, in memory and as the only commit of a real repository. */
interface Stage extends AsyncDisposable {
  /** What is found in the ledger as it is. */
  check: () => Promise<string[]>;
  tryOne: (name: string, seed: number, tally: TamperTally) => Promise<string | undefined>;
}

async function setStage(campaign: TamperCampaign, shipped: MemoryDisk, seed: number): Promise<Stage> {
  const workspace = await emptyWorkspace("t4-tamper-");
  const repository = await emptyWorkspace("t4-tamper-git-");
  const { root } = workspace;
  const start = shipped.copy();
  await memoryFiles(start).makeDir(root);
  const random = randomFrom(seed);
  const options = { start, root, random, commit: campaign.commit };
  const tree = filesBelow(await makeHistory({ ...options, prefix: "mod" }), root);
  const foreign = filesBelow(await makeHistory({ ...options, prefix: "far" }), root);
  await writeTree(repository, tree);
  const base = await gitInit(repository.root);
  const inMemory = async (files: ReadonlyMap<string, Uint8Array>): Promise<Finding[]> =>
    campaign.verify(memoryFiles(await diskOf(start, root, files)), root);
  const againstBase = async (files: ReadonlyMap<string, Uint8Array>): Promise<Finding[]> => {
    await writeTree(repository, files);
    return campaign.verify(nodeFiles, repository.root, base);
  };
  return {
    check: async () => [...(await inMemory(tree)), ...(await againstBase(tree))].map(({ message }) => message),
    tryOne: async (name, seed, tally) => {
      const tampering = TAMPERINGS[name]?.(tree, randomFrom(seed), foreign);
      if (tampering === undefined) return "no such class";
      let findings = await inMemory(tampering.tree);
      if (findings.length === 0 && tampering.mayNeedBase === true) {
        findings = await againstBase(tampering.tree);
        tally.onlyAgainstBase += 1;
      }
      const problem = judge(tampering, findings);
      if (problem === undefined) tally.found += 1;
      return problem;
    },
    [Symbol.asyncDispose]: async () => {
      await workspace.remove();
      await repository.remove();
    },
  };
}

function judge({ files, lines }: Tampering, findings: readonly Finding[]): string | undefined {
  if (findings.length === 0) return "not found";
  const named = findings.filter(({ file }) => files.includes(file));
  const said = findings.map(({ file, line, message }) => `${file}:${line ?? ""} ${message}`).join("\n  ");
  if (named.length === 0) return `none of ${files.join(", ")} is named:\n  ${said}`;
  const isPlaced = lines === undefined || named.some(({ line }) => line !== undefined && lines.includes(line));
  return isPlaced ? undefined : `no finding is at line ${lines.join(" or ")}:\n  ${said}`;
}

async function diskOf(start: MemoryDisk, root: string, files: ReadonlyMap<string, Uint8Array>): Promise<MemoryDisk> {
  const disk = start.copy();
  const port = memoryFiles(disk);
  for (const [path, bytes] of files) {
    await port.makeDir(dirname(join(root, path)));
    await port.create(join(root, path), bytes);
  }
  return disk;
}

/** Makes the workspace hold these files and no others, but for git's own. */
async function writeTree({ root }: TempWorkspace, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const folder of ["manifests", "src", "lists"]) await rm(join(root, folder), { recursive: true, force: true });
  for (const [path, bytes] of files) await putFile(root, path, bytes);
}
