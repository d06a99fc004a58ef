import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GitShell } from "./git-shell.ts";
import { randomFrom, type Random } from "./random.ts";

const CONFIG = [
  "gc.auto=0",
  "maintenance.auto=false",
  "core.fsync=none",
  "core.autocrlf=false",
  "commit.gpgsign=false",
];
const RUNS = "manifests/.ledger/runs";
const MINUTE = 60_000;

/** A repository that a history is made in, with what the history has to know of it. */
export class HistoryRepository implements AsyncDisposable {
  readonly branches = ["main"];
  /** Commits that git could not make alone. */
  conflicts = 0;
  #current = "main";
  #now = Date.parse("2026-11-21T09:00:00Z");
  #complaints: string[] = [];

  readonly root: string;
  readonly random: Random;
  readonly #shell: GitShell;

  private constructor(root: string, random: Random) {
    this.root = root;
    this.random = random;
    this.#shell = new GitShell(root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shell[Symbol.asyncDispose]();
  }

  static async begin(root: string): Promise<HistoryRepository> {
    const repository = new HistoryRepository(root, randomFrom(0));
    await repository.git("init", "--quiet", "--initial-branch=main", "--template=");
    for (const setting of CONFIG) await repository.git("config", ...(setting.split("=") as [string, string]));
    return repository;
  }

  static async copy(template: string, root: string, random: Random): Promise<HistoryRepository> {
    await cp(template, root, { recursive: true });
    return new HistoryRepository(root, random);
  }

  get current(): string {
    return this.#current;
  }

  /** Runs git and gives what it printed. Throws when it fails. */
  async git(...args: string[]): Promise<string> {
    const { code, stdout } = await this.#shell.run(args);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ends with ${code}: ${stdout}`);
    return stdout;
  }

  /** True when git succeeds. */
  async tryGit(...args: string[]): Promise<boolean> {
    return (await this.#shell.run(args)).code === 0;
  }

  /** The time of the next thing that is done. Clocks of different people differ by some minutes. */
  later(): string {
    this.#now += MINUTE;
    const skewed = this.#now + (this.random.below(10) - 5) * MINUTE;
    return new Date(skewed).toISOString().replace(".000Z", "Z");
  }

  async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", message);
  }

  async checkout(branch: string): Promise<void> {
    await this.git("checkout", "--quiet", branch);
    this.#current = branch;
  }

  /** A new branch from here, which is the current one then. */
  async branch(): Promise<string> {
    const name = `branch-${this.branches.length}`;
    await this.git("checkout", "--quiet", "-b", name);
    this.branches.push(name);
    this.#current = name;
    return name;
  }

  /** Takes one side or the other of everything that git could not merge, as its index says. */
  async takeSides(): Promise<void> {
    const entries = (await this.git("ls-files", "--unmerged", "-z")).split("\0").filter((entry) => entry !== "");
    const stages = new Map<string, Set<string>>();
    for (const entry of entries) {
      const [facts = "", path = ""] = entry.split("\t");
      stages.set(path, (stages.get(path) ?? new Set()).add(facts.slice(-1)));
    }
    this.conflicts += 1;
    for (const [path, sides] of stages) {
      if (path.startsWith("manifests/")) this.#complaints.push(`${path} conflicts`);
      const side = this.random.pick(["2", "3"]);
      if (sides.has(side)) await this.git("checkout", side === "2" ? "--ours" : "--theirs", "--", path);
      else await this.git("rm", "--quiet", "--cached", "--", path);
      if (sides.has(side)) await this.git("add", "--", path);
    }
  }

  /** What was found wrong since this was asked last. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Names of the runs on the current branch, as people name them. */
  async runNames(): Promise<string[]> {
    const names = await readdir(join(this.root, RUNS));
    return names.map((name) => name.replace(/\.ndjson$/, "")).sort();
  }

  async countRuns(): Promise<number> {
    const names = new Set<string>();
    for (const branch of this.branches) {
      const listed = await this.git("ls-tree", "--name-only", `${branch}:${RUNS}`);
      for (const name of listed.split("\n")) names.add(name);
    }
    return names.size;
  }

  /** True when every file of the workspace that is JSON parses. */
  async isSound(paths: readonly string[]): Promise<boolean> {
    try {
      for (const path of paths) JSON.parse(await readFile(join(this.root, path), "utf8"));
      return true;
    } catch {
      return false;
    }
  }
}
