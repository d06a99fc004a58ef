import { execFile, type ExecFileException } from "node:child_process";
import { T4Error } from "@t4/core";

/** What git said: its output, or why there is none. */
export type GitAnswer =
  | { outcome: "done"; stdout: Buffer; stderr: string }
  /** git is not installed. */
  | { outcome: "missing" }
  /** The folder belongs to no repository. */
  | { outcome: "no checkout" }
  | { outcome: "failed"; exitCode: number | undefined; stderr: string };

// Variables by which a hook or another git tells its children which repository they work on. T4 is told by its root.
const REPOSITORY_VARIABLES = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
]);
const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** What git is given besides its arguments. */
export interface GitInput {
  /** Standard input; without it there is none. */
  input?: string;
  /** The absolute path of an index that stands in for the checkout's own. */
  index?: string | undefined;
  /** The time, ISO 8601, that a commit or a tag is given; without it git asks the clock. */
  committerDate?: string;
}

/**
 * Runs git once in `root`, without a shell, taking no optional lock and starting no file system monitor.
 * Never throws for what git answers; `args` holds no text that git could take for an option unless it is one.
 */
export function askGit(
  root: string,
  args: readonly string[],
  { input, index, committerDate }: GitInput = {},
): Promise<GitAnswer> {
  const env = {
    ...environment(),
    ...(index !== undefined && { GIT_INDEX_FILE: index }),
    ...(committerDate !== undefined && { GIT_COMMITTER_DATE: committerDate }),
  };
  const options = { cwd: root, encoding: "buffer", env, maxBuffer: MAX_OUTPUT_BYTES } as const;
  return new Promise((resolve) => {
    // Node's own execFile: nearly every run asks git once, and a process library would take longer to load than git to answer.
    const child = execFile("git", [...SETTINGS, ...args], options, (error, stdout, stderr) => {
      resolve(
        error === null
          ? { outcome: "done", stdout, stderr: stderr.toString("utf8") }
          : refusal(error, stderr.toString("utf8")),
      );
    });
    // git may end without having read it all, which its answer tells.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

const SETTINGS = ["-c", "core.quotepath=off", "-c", "core.fsmonitor=false"];

function refusal(error: ExecFileException, stderr: string): GitAnswer {
  if (error.code === "ENOENT") return { outcome: "missing" };
  if (stderr.includes("not a git repository")) return { outcome: "no checkout" };
  return {
    outcome: "failed",
    exitCode: typeof error.code === "number" ? error.code : undefined,
    stderr: stderr || error.message,
  };
}

/** The output of git, which is needed. Throws `E_GIT` naming what went wrong; `hint` says what to do when git itself refused. */
export async function needGit(
  root: string,
  args: readonly string[],
  hint: string,
  given: GitInput = {},
): Promise<Buffer> {
  const answer = await askGit(root, args, given);
  if (answer.outcome === "done") return answer.stdout;
  if (answer.outcome === "missing") {
    throw new T4Error("E_GIT", "git is not installed", { hint: "Install git and put it on the PATH." });
  }
  if (answer.outcome === "no checkout") {
    throw new T4Error("E_GIT", "the workspace is not a git checkout", {
      hint: "Run inside a checkout, or `git init`.",
    });
  }
  throw gitFailure(answer.stderr, hint);
}

/** git's own complaint as an `E_GIT`; a checkout owned by someone else gets the command that trusts it. */
export function gitFailure(stderr: string, hint: string): T4Error {
  const trust = /git config --global --add safe\.directory .+/.exec(stderr)?.[0];
  if (trust !== undefined) {
    return new T4Error("E_GIT", "git does not trust this checkout, because another user owns it", {
      hint: `If you do, run: ${trust.trim()}`,
    });
  }
  const complaint = stderr.split("\n").find((line) => line.trim() !== "") ?? "git found no answer";
  return new T4Error("E_GIT", complaint.replace(/^(fatal|error): /, "git says: "), { hint });
}

function environment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !REPOSITORY_VARIABLES.has(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
}
