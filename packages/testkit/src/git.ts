import { execa } from "execa";
import { devNull } from "node:os";

/** No configuration of the machine, no prompt, and the same commit ids on every day. */
const GIT_ENV = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Aurora Platform",
  GIT_AUTHOR_EMAIL: "platform@example.org",
  GIT_AUTHOR_DATE: "2026-11-20T09:00:00Z",
  GIT_COMMITTER_NAME: "Aurora Platform",
  GIT_COMMITTER_EMAIL: "platform@example.org",
  GIT_COMMITTER_DATE: "2026-11-20T09:00:00Z",
};

/** Bytes as they are, and no second process after each commit that looks for something to clean up. */
const SETTINGS = ["core.autocrlf=false", "commit.gpgsign=false", "maintenance.auto=false", "gc.auto=0"];
const GIT = ["git", ...SETTINGS.flatMap((setting) => ["-c", setting])];

/** Runs the real git in a folder and gives its standard output without the last newline. Throws when git fails. */
export async function git(root: string, ...args: string[]): Promise<string> {
  const [file = "", ...settings] = GIT;
  const { stdout } = await execa(file, [...settings, ...args], { cwd: root, env: GIT_ENV });
  return stdout;
}

/** Commits everything that is there, also when that is nothing, and gives the commit's id. Identity and dates are fixed. */
export async function gitCommitAll(root: string, message = "Change"): Promise<string> {
  return gitInTurn(root, COMMIT_ALL, message);
}

/** Makes a folder a git repository with branch `main` and one commit that holds everything; gives the commit's id. */
export async function gitInit(root: string): Promise<string> {
  return gitInTurn(root, ["init --quiet --initial-branch=main", ...COMMIT_ALL], "Start");
}

const COMMIT_ALL = ["add --all", 'commit --quiet --allow-empty --no-verify --message "$1"', "rev-parse HEAD"] as const;

/** Runs git command after command in one shell, for starting each from a process as large as a test's takes longer than what git does. */
async function gitInTurn(root: string, commands: readonly string[], message: string): Promise<string> {
  const script = commands.map((command) => `${GIT.join(" ")} ${command}`).join(" && ");
  const { stdout } = await execa("sh", ["-c", script, "sh", message], { cwd: root, env: GIT_ENV });
  return stdout;
}
